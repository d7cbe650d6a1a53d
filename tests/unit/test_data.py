"""Reading data sets, and splitting and normalizing them as views."""

import gzip
import io
import tarfile

import numpy as np
import pytest
from conftest import write_idx
from sklearn.datasets import load_digits, load_iris
from sklearn.model_selection import train_test_split

from refit.data.data_sets import DataArrays, read_data_set, read_idx
from refit.data.parts import Part, read_normalization, read_part, read_truth
from refit.data.view_summary import summary_text
from refit.data.views import make_view, summarize, write_view
from refit.errors import RefitError

RECIPE = {
    "test": None,
    "validation": {"part": "none", "count": None, "split": None},
    "shape": None,
    "normalization": "none",
    "inverted": False,
    "shuffled_labels": None,
}


def data(train=12, test=6, shape=(2, 2)) -> DataArrays:
    random = np.random.default_rng(1)

    def part(count):
        return Part(random.integers(0, 256, (count, *shape)).astype(np.uint8), np.arange(count, dtype=np.int64) % 3)

    return DataArrays(part(train), part(test))


def test_idx_files_are_read_as_written(tmp_path):
    values = np.random.default_rng(0).integers(0, 256, (5, 3, 2), dtype=np.uint8)
    write_idx(tmp_path / "x.gz", values)
    np.testing.assert_array_equal(read_idx(tmp_path / "x.gz"), values)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"no gzip", "no complete gzip file"),
        (gzip.compress(b"\0\0\x08\x01\0\0\0\5abc"), "announces"),
        (gzip.compress(b"GIF89a"), "no IDX file"),
        (gzip.compress(b"\0\0\x08\x01\0\0\0\3abc")[:-9], "no complete gzip file"),
    ],
    ids=["not gzip", "too few values", "not idx", "cut gzip"],
)
def test_a_file_that_is_no_idx_file_is_refused(tmp_path, content, reason):
    (tmp_path / "x.gz").write_bytes(content)
    with pytest.raises(RefitError, match=reason):
        read_idx(tmp_path / "x.gz")


def test_digits_keep_their_order_and_their_grey_levels():
    digits = load_digits()
    found = read_data_set({}, "sklearn_digits", [28, 28], [str(n) for n in range(10)], 1437, 360)
    x = np.concatenate([found.train.x, found.test.x])
    np.testing.assert_array_equal(np.concatenate([found.train.y, found.test.y]), digits.target)
    assert x.dtype == np.uint8
    assert (x.min(), x.max()) == (0, 255)
    coarse = x.reshape(-1, 28, 28)[:, 2::7, 2::7]  # within a pixel of every other row and column
    correlation = np.corrcoef(coarse.ravel(), digits.images[:, ::2, ::2].ravel())[0, 1]
    assert correlation > 0.9


def test_data_unlike_their_definition_are_refused():
    with pytest.raises(RefitError, match=r"1437 labels .* announces .*1400"):
        read_data_set({}, "sklearn_digits", [28, 28], [str(n) for n in range(10)], 1400, 397)
    with pytest.raises(RefitError, match="the label 9, but the definition names 9 classes"):
        read_data_set({}, "sklearn_digits", [28, 28], [str(n) for n in range(9)], 1437, 360)


@pytest.mark.parametrize(
    ("validation", "train_rows", "validation_rows"),
    [
        ({"part": "first", "count": 5, "split": None}, slice(5, None), slice(0, 5)),
        ({"part": "last", "count": 5, "split": None}, slice(0, 7), slice(7, None)),
        ({"part": "none", "count": None, "split": None}, slice(None), slice(0, 0)),
    ],
    ids=["first", "last", "none"],
)
def test_validation_examples_do_not_train(validation, train_rows, validation_rows):
    arrays = data()
    view = make_view(arrays, RECIPE | {"validation": validation})
    np.testing.assert_array_equal(view.parts["train"].x, arrays.train.x[train_rows])
    np.testing.assert_array_equal(view.parts["validation"].x, arrays.train.x[validation_rows])
    np.testing.assert_array_equal(view.parts["validation"].y, arrays.train.y[validation_rows])
    np.testing.assert_array_equal(view.parts["test"].x, arrays.test.x)


def test_iris_is_split_as_scikit_learn_splits_it():
    arrays = read_data_set({}, "sklearn_iris", [4], ["a", "b", "c"], 150, 0)
    recipe = RECIPE | {
        "test": {"share": 0.2, "random_state": 42},
        "validation": {"part": "test", "count": None, "split": None},
    }
    view = make_view(arrays, recipe)
    x, y = load_iris(return_X_y=True)
    x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.2, random_state=42)
    for part, expected_x, expected_y in (("train", x_train, y_train), ("test", x_test, y_test)):
        np.testing.assert_array_equal(view.parts[part].x, expected_x.astype(np.float32))
        np.testing.assert_array_equal(view.parts[part].y, expected_y)
    assert view.parts["validation"] is view.parts["test"]


def test_a_part_drawn_at_random_is_the_one_that_scikit_learn_draws():
    arrays = data(train=40)
    split = {"share": 0.25, "random_state": 42}
    view = make_view(
        DataArrays(arrays.train, arrays.train[:0]),
        RECIPE | {"test": split, "validation": {"part": "random", "count": None, "split": split}},
    )
    rest, test = train_test_split(arrays.train.x, test_size=0.25, random_state=42)
    train, validation = train_test_split(rest, test_size=0.25, random_state=42)
    for name, expected in (("train", train), ("validation", validation), ("test", test)):
        np.testing.assert_array_equal(view.parts[name].x, expected)


def test_inverted_pictures_join_every_part():
    arrays = data()
    view = make_view(arrays, RECIPE | {"inverted": True, "shape": [2, 2, 1]})
    for name, part in (("train", arrays.train), ("test", arrays.test)):
        found = view.parts[name]
        np.testing.assert_array_equal(found.x[..., 0], np.concatenate([part.x, 255 - part.x]))
        np.testing.assert_array_equal(found.y, np.concatenate([part.y, part.y]))


def test_a_housing_table_is_turned_into_means_per_household(tmp_path):
    row = b"-122.230000,37.880000,41.000000,880.000000,129.000000,322.000000,126.000000,8.325200,452600.000000\n"
    with tarfile.open(tmp_path / "x.tgz", "w:gz") as archive:
        member = tarfile.TarInfo("CaliforniaHousing/cal_housing.data")
        member.size = 2 * len(row)
        archive.addfile(member, io.BytesIO(2 * row))
    found = read_data_set({"archive": tmp_path / "x.tgz"}, "california_housing", [8], [], 2, 0)
    expected = [8.3252, 41, 6.98412698, 1.02380952, 322, 2.55555556, 37.88, -122.23]
    np.testing.assert_allclose(found.train.x[0], expected, rtol=1e-6)
    assert found.train.y[0] == pytest.approx(4.526)
    (tmp_path / "y.tgz").write_bytes(b"no archive")
    with pytest.raises(RefitError, match=r"y\.tgz holds no table"):
        read_data_set({"archive": tmp_path / "y.tgz"}, "california_housing", [8], [], 2, 0)


def test_a_summary_of_values_gives_their_range():
    arrays = read_data_set({}, "sklearn_diabetes", [10], [], 442, 0)
    split = {"share": 0.25, "random_state": 42}
    view = make_view(arrays, RECIPE | {"test": split, "normalization": "standardize"})
    summary = summarize(view, [])
    assert summary["parts"]["train"]["target_range"] == pytest.approx([0.25, 3.46])
    assert "target range" in summary_text({"title": "A view"}, summary)


def test_standardizing_takes_each_pixels_statistics_from_the_training_part_alone():
    arrays = data(train=200)
    recipe = RECIPE | {"normalization": "standardize", "validation": {"part": "last", "count": 100, "split": None}}
    view = make_view(arrays, recipe)
    seen = view.normalization(view.parts["train"].x)
    np.testing.assert_allclose(seen.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(seen.std(axis=0), 1, atol=1e-5)
    expected = arrays.train.x[:100].astype(np.float64).mean(axis=0)
    np.testing.assert_allclose(view.normalization.mean, expected, rtol=1e-6)
    other = make_view(DataArrays(arrays.train, data(test=50).train), recipe)
    np.testing.assert_array_equal(other.normalization.mean, view.normalization.mean)


def test_a_constant_pixel_stays_finite():
    arrays = data()
    arrays.train.x[:, 0, 0] = 7
    view = make_view(arrays, RECIPE | {"normalization": "standardize"})
    assert np.isfinite(view.normalization(arrays.test.x)).all()


def test_views_are_stored_in_8_bit_and_read_back(tmp_path):
    arrays = data()
    view = make_view(arrays, RECIPE | {"normalization": "divide_by_255", "shape": [2, 2, 1]})
    write_view(view, tmp_path)
    train = read_part(tmp_path / "train.npz")
    assert train.x.dtype == np.uint8
    assert train.x.shape == (12, 2, 2, 1)
    np.testing.assert_array_equal(read_truth(tmp_path / "test.npz"), arrays.test.y)
    seen = read_normalization(tmp_path / "normalization.npz")(train.x)
    np.testing.assert_allclose(seen, train.x / 255, rtol=1e-6)
    assert seen.dtype == np.float32


def test_a_summary_counts_classes_and_tells_changed_data_apart():
    classes = ["a", "b", "c"]
    view = make_view(data(), RECIPE | {"validation": {"part": "first", "count": 3, "split": None}})
    summary = summarize(view, classes)
    assert summary["parts"]["train"]["classes"] == {"a": 3, "b": 3, "c": 3}
    assert summary["parts"]["validation"]["examples"] == 3
    before = summary["parts"]["train"]["sha256"]
    view.parts["train"].y[0] += 1
    assert summarize(view, classes)["parts"]["train"]["sha256"] != before
    text = summary_text({"title": "A view", "split": "so and so"}, summary)
    assert text.startswith("A view\n======\n")
    assert "so and so" in text


def test_shuffled_labels_are_the_same_labels_and_the_test_part_keeps_its_own():
    recipe = RECIPE | {"validation": {"part": "first", "count": 20, "split": None}}
    plain = make_view(data(train=200), recipe).parts
    shuffled = make_view(data(train=200), recipe | {"shuffled_labels": 3}).parts
    for name in plain:
        np.testing.assert_array_equal(plain[name].x, shuffled[name].x)
    np.testing.assert_array_equal(plain["test"].y, shuffled["test"].y)
    labels = [np.concatenate([parts["train"].y, parts["validation"].y]) for parts in (plain, shuffled)]
    assert np.bincount(labels[0]).tolist() == np.bincount(labels[1]).tolist()
    assert abs(np.corrcoef(labels[0], labels[1])[0, 1]) < 0.25
    assert len(shuffled["validation"]) == 20
