"""Splitting and normalizing data sets as views."""

from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split

from refit.data import views
from refit.data.normalizations import NORMALIZATIONS
from refit.data.parts import DataArrays, Part, read_normalization, read_part, read_truth
from refit.data.splits import VALIDATION_PARTS
from refit.data.view_summary import summary_text, with_class_names
from refit.data.views import check_announced, summarize, write_view
from refit.errors import RefitError
from refit.formats import FORMATS
from refit.params import ViewRecipe
from refit.tasks.classification import CLASSIFICATION
from refit.tasks.regression import REGRESSION


def make_view(arrays: DataArrays, **changes: Any) -> views.View:
    """A view of a data set by a recipe, with the functions that it names."""
    recipe = ViewRecipe(format="idx", shape=[2, 2], train=len(arrays.train), **changes)
    hold_out = VALIDATION_PARTS[recipe.validation.get("part", "none")]
    return views.make_view(arrays, recipe, hold_out, NORMALIZATIONS[recipe.normalization])


def bundled(name: str) -> DataArrays:
    return FORMATS[name].read({}, {})


def data(train=12, test=6, shape=(2, 2)) -> DataArrays:
    random = np.random.default_rng(1)

    def part(count):
        return Part(random.integers(0, 256, (count, *shape)).astype(np.uint8), np.arange(count, dtype=np.int64) % 3)

    return DataArrays(part(train), part(test))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"train": 1400, "test": 397}, r"1437 labels .* announces .*1400"),
        ({"labels": 9}, "the label 9, but the definition names 9 classes"),
    ],
    ids=["counts", "classes"],
)
def test_data_unlike_their_definition_are_refused(changes, message):
    announced = {"shape": [28, 28], "train": 1437, "test": 360, "labels": 10}
    check_announced(bundled("sklearn_digits"), ViewRecipe("sklearn_digits", **announced))
    with pytest.raises(RefitError, match=message):
        check_announced(bundled("sklearn_digits"), ViewRecipe("sklearn_digits", **announced | changes))


@pytest.mark.parametrize(
    ("validation", "train_rows", "validation_rows"),
    [
        ({"part": "first", "count": 5}, slice(5, None), slice(0, 5)),
        ({"part": "last", "count": 5}, slice(0, 7), slice(7, None)),
        ({"part": "none"}, slice(None), slice(0, 0)),
    ],
    ids=["first", "last", "none"],
)
def test_validation_examples_do_not_train(validation, train_rows, validation_rows):
    arrays = data()
    view = make_view(arrays, validation=validation)
    np.testing.assert_array_equal(view.parts["train"].x, arrays.train.x[train_rows])
    np.testing.assert_array_equal(view.parts["validation"].x, arrays.train.x[validation_rows])
    np.testing.assert_array_equal(view.parts["validation"].y, arrays.train.y[validation_rows])
    np.testing.assert_array_equal(view.parts["test"].x, arrays.test.x)


def test_iris_is_split_as_scikit_learn_splits_it():
    split = {"share": 0.2, "random_state": 42}
    view = make_view(bundled("sklearn_iris"), test_split=split, validation={"part": "test"})
    x, y = load_iris(return_X_y=True)
    x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.2, random_state=42)
    for part, expected_x, expected_y in (("train", x_train, y_train), ("test", x_test, y_test)):
        np.testing.assert_array_equal(view.parts[part].x, expected_x.astype(np.float32))
        np.testing.assert_array_equal(view.parts[part].y, expected_y)
    assert view.parts["validation"] is view.parts["test"]


def test_a_part_drawn_at_random_is_the_one_that_scikit_learn_draws():
    arrays = data(train=40)
    split = {"share": 0.25, "random_state": 42}
    whole = DataArrays(arrays.train, arrays.train[:0])
    view = make_view(whole, test_split=split, validation={"part": "random", "split": split})
    rest, test = train_test_split(arrays.train.x, test_size=0.25, random_state=42)
    train, validation = train_test_split(rest, test_size=0.25, random_state=42)
    for name, expected in (("train", train), ("validation", validation), ("test", test)):
        np.testing.assert_array_equal(view.parts[name].x, expected)


def test_inverted_pictures_join_every_part():
    arrays = data()
    view = make_view(arrays, inverted=True, view_shape=[2, 2, 1])
    for name, part in (("train", arrays.train), ("test", arrays.test)):
        found = view.parts[name]
        np.testing.assert_array_equal(found.x[..., 0], np.concatenate([part.x, 255 - part.x]))
        np.testing.assert_array_equal(found.y, np.concatenate([part.y, part.y]))


def test_a_summary_of_values_gives_their_range():
    split = {"share": 0.25, "random_state": 42}
    view = make_view(bundled("sklearn_diabetes"), test_split=split, normalization="standardize")
    summary = summarize(view, 0, REGRESSION.summarize_truth)
    assert summary["parts"]["train"]["target_range"] == pytest.approx([0.25, 3.46])
    assert "target range" in summary_text({"title": "A view"}, with_class_names(summary, []))


def test_standardizing_takes_each_pixels_statistics_from_the_training_part_alone():
    arrays = data(train=200)
    recipe = {"normalization": "standardize", "validation": {"part": "last", "count": 100}}
    view = make_view(arrays, **recipe)
    seen = view.normalization(view.parts["train"].x)
    np.testing.assert_allclose(seen.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(seen.std(axis=0), 1, atol=1e-5)
    expected = arrays.train.x[:100].astype(np.float64).mean(axis=0)
    np.testing.assert_allclose(view.normalization.mean, expected, rtol=1e-6)
    other = make_view(DataArrays(arrays.train, data(test=50).train), **recipe)
    np.testing.assert_array_equal(other.normalization.mean, view.normalization.mean)


def test_a_constant_pixel_stays_finite():
    arrays = data()
    arrays.train.x[:, 0, 0] = 7
    view = make_view(arrays, normalization="standardize")
    assert np.isfinite(view.normalization(arrays.test.x)).all()


def test_views_are_stored_in_8_bit_and_read_back(tmp_path):
    arrays = data()
    view = make_view(arrays, normalization="divide_by_255", view_shape=[2, 2, 1])
    write_view(view, tmp_path)
    train = read_part(tmp_path / "train.npz")
    assert train.x.dtype == np.uint8
    assert train.x.shape == (12, 2, 2, 1)
    np.testing.assert_array_equal(read_truth(tmp_path / "test.npz"), arrays.test.y)
    seen = read_normalization(tmp_path / "normalization.npz")(train.x)
    np.testing.assert_allclose(seen, train.x / 255, rtol=1e-6)
    assert seen.dtype == np.float32


def test_a_summary_counts_classes_and_tells_changed_data_apart():
    view = make_view(data(), validation={"part": "first", "count": 3})

    def summary():
        return with_class_names(summarize(view, 3, CLASSIFICATION.summarize_truth), ["a", "b", "c"])

    before = summary()
    assert before["parts"]["train"]["classes"] == {"a": 3, "b": 3, "c": 3}
    assert before["parts"]["validation"]["examples"] == 3
    view.parts["train"].y[0] += 1
    assert summary()["parts"]["train"]["sha256"] != before["parts"]["train"]["sha256"]
    text = summary_text({"title": "A view", "split": "so and so"}, before)
    assert text.startswith("A view\n======\n")
    assert "so and so" in text


def test_shuffled_labels_are_the_same_labels_and_the_test_part_keeps_its_own():
    validation = {"part": "first", "count": 20}
    plain = make_view(data(train=200), validation=validation).parts
    shuffled = make_view(data(train=200), validation=validation, shuffled_labels=3).parts
    for name in plain:
        np.testing.assert_array_equal(plain[name].x, shuffled[name].x)
    np.testing.assert_array_equal(plain["test"].y, shuffled["test"].y)
    labels = [np.concatenate([parts["train"].y, parts["validation"].y]) for parts in (plain, shuffled)]
    assert np.bincount(labels[0]).tolist() == np.bincount(labels[1]).tolist()
    assert abs(np.corrcoef(labels[0], labels[1])[0, 1]) < 0.25
    assert len(shuffled["validation"]) == 20
