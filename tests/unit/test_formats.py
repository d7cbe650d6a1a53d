"""What every format of data sets keeps to, and what is particular to each."""

import gzip
import io
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
import yaml
from conftest import CATALOG, TinyData, write_idx
from sklearn.datasets import load_digits

from refit.configuration import docs
from refit.data.parts import DataArrays
from refit.data.views import check_announced
from refit.definitions import KINDS
from refit.definitions.base import validated
from refit.errors import RefitError
from refit.formats import FORMATS
from refit.formats.base import Format
from refit.formats.idx import read_idx
from refit.params import ViewRecipe

DATA_SET = KINDS["data_sets"].type
CATALOGUE = yaml.safe_load((CATALOG / "data_sets.yaml").read_text())
HOUSE = "-122.230000,37.880000,41.000000,880.000000,129.000000,322.000000,126.000000,8.325200,452600.000000\n"
WITH_FILES = [(name, role) for name, known in FORMATS.items() for role in sorted(known.type.roles)]


def write_houses(path: Path, count: int) -> Path:
    rows = "".join(HOUSE.replace("41", str(10 + house)) for house in range(count)).encode()
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("CaliforniaHousing/cal_housing.data")
        member.size = len(rows)
        archive.addfile(member, io.BytesIO(rows))
    return path


@dataclass(frozen=True)
class Stored:
    """Data of a format, and what its describer says of them."""

    format: Format
    definition: dict[str, Any]

    @property
    def files(self) -> dict[str, Path]:
        files = self.definition.get("files", {})
        return {role: Path(self.definition["sources"][0], file["name"]) for role, file in files.items()}

    def read(self) -> DataArrays:
        return self.format.read(self.files, {key: self.definition[key] for key in self.format.options})


@pytest.fixture
def stored(tmp_path: Path, tiny_data: Callable[..., TinyData]) -> Callable[[str], Stored]:
    """Small data of a format, which a new format with files adds itself to."""
    makers: Mapping[str, Callable[[], Path]] = {
        "idx": lambda: tiny_data().folder,
        "california_housing": lambda: write_houses(tmp_path / "houses.tgz", 40),
    }

    def make(name: str) -> Stored:
        path = makers[name]() if FORMATS[name].type.roles else tmp_path
        return Stored(FORMATS[name], FORMATS[name].describe(path))

    return make


@pytest.mark.parametrize("name", FORMATS)
def test_reading_twice_gives_the_same_bytes_of_the_types_that_parts_promise(name, stored):
    data = stored(name)
    first, second = data.read(), data.read()
    is_picture = data.format.type.model_fields["examples"].default == "picture"
    for one, other in ((first.train, second.train), (first.test, second.test)):
        assert (one.x.tobytes(), one.y.tobytes()) == (other.x.tobytes(), other.y.tobytes())
        assert one.x.dtype == (np.uint8 if is_picture else np.float32)
        assert one.y.dtype == (np.int64 if "classes" in data.definition else np.float32)
        assert one.y.shape == one.x.shape[:1]


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_described_is_a_sound_definition_of_what_is_read(name, stored):
    data = stored(name)
    definition, problems = validated(DATA_SET, yaml.safe_load(yaml.safe_dump(data.definition)), ())
    assert problems == []
    assert type(definition) is data.format.type
    assert definition.format == data.format.name == name
    labels = len(definition.classes)
    recipe = ViewRecipe(name, definition.shape, train=definition.train, test=definition.test, labels=labels)
    check_announced(data.read(), recipe)
    assert {*data.format.options} <= data.format.type.model_fields.keys()


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_described_in_the_documentation(name):
    section = docs.page().split(f"\n## define.data_sets.<name>, format: {name}\n")[1].split("\n## ")[0]
    assert FORMATS[name].type.__doc__.splitlines()[0] in section
    assert all(role in section for role in FORMATS[name].type.roles)


@pytest.mark.parametrize("name", FORMATS)
def test_the_schema_takes_a_definition_and_a_change_of_one_key(name, stored):
    schema = docs.schema()
    for body in (stored(name).definition, {"label": "x"}, {"format": name}):
        jsonschema.validate({"define": {"data_sets": {"mine": body}}}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"define": {"data_sets": {"mine": {"format": name, "lable": "x"}}}}, schema)


@pytest.mark.parametrize("name", FORMATS)
def test_an_unknown_key_is_refused_with_the_nearest_one(name, stored):
    body = stored(name).definition
    (problem,) = validated(DATA_SET, {**body, "lable": "x"}, ("define",))[1]
    assert problem.path == ("define", "lable")
    assert problem.message == "unknown key 'lable'; did you mean 'label'?"


@pytest.mark.parametrize(("name", "role"), WITH_FILES)
def test_a_file_cut_short_is_named(name, role, stored):
    data = stored(name)
    content = data.files[role].read_bytes()
    data.files[role].write_bytes(content[: len(content) // 2])
    with pytest.raises(RefitError, match=data.files[role].name):
        data.read()


def test_what_is_bundled_is_described_as_in_the_catalogue(tmp_path):
    described = [known.describe(tmp_path) for known in FORMATS.values() if not known.type.roles]
    bundled = ("digits", "iris", "diabetes")
    known = [{key: value for key, value in CATALOGUE[name].items() if key != "licence"} for name in bundled]
    assert described == known


@pytest.mark.parametrize("name", ["mnist", "fashion-mnist"])
def test_the_real_idx_files_are_described_as_in_the_catalogue(name, real_data):
    described = FORMATS["idx"].describe(real_data / name)
    assert described["classes"] == [*"0123456789"]
    for key in ("format", "shape", "train", "test", "files"):
        assert described[key] == CATALOGUE[name][key]


def test_the_real_houses_are_described_as_in_the_catalogue(real_data):
    described = FORMATS["california_housing"].describe(real_data / "california-housing/cal_housing.tgz")
    from_elsewhere = {"stand_in", "sources", "files", "licence"}
    assert {key: value for key, value in described.items() if key not in from_elsewhere} == {
        key: value for key, value in CATALOGUE["california-housing"].items() if key not in from_elsewhere
    }


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


def test_idx_files_of_unclear_names_are_not_guessed_at(tiny_data):
    folder = tiny_data().folder
    (folder / "t10k-images.gz").write_bytes(b"")
    with pytest.raises(RefitError, match=r"tiny holds 2 files of the form .*images\*\.gz; leave one"):
        FORMATS["idx"].describe(folder)


def test_idx_files_of_rows_are_a_table(tmp_path):
    for part in ("train", "test"):
        write_idx(tmp_path / f"{part}-images.gz", np.arange(12).reshape(3, 4))
        write_idx(tmp_path / f"{part}-labels.gz", np.arange(3))
    described = FORMATS["idx"].describe(tmp_path)
    assert (described["examples"], described["shape"], described["classes"]) == ("table", [4], ["0", "1", "2"])
    assert validated(DATA_SET, described, ())[1] == []


def test_digits_keep_their_order_and_their_grey_levels():
    digits = load_digits()
    arrays = FORMATS["sklearn_digits"].read({}, {})
    x = np.concatenate([arrays.train.x, arrays.test.x])
    np.testing.assert_array_equal(np.concatenate([arrays.train.y, arrays.test.y]), digits.target)
    assert x.dtype == np.uint8
    assert (x.min(), x.max()) == (0, 255)
    coarse = x.reshape(-1, 28, 28)[:, 2::7, 2::7]  # within a pixel of every other row and column
    correlation = np.corrcoef(coarse.ravel(), digits.images[:, ::2, ::2].ravel())[0, 1]
    assert correlation > 0.9


def test_a_housing_table_is_turned_into_means_per_household(tmp_path):
    read = FORMATS["california_housing"].read
    houses = read({"archive": write_houses(tmp_path / "x.tgz", 40)}, {}).train
    expected = [8.3252, 41, 6.98412698, 1.02380952, 322, 2.55555556, 37.88, -122.23]
    np.testing.assert_allclose(houses.x[31], expected, rtol=1e-6)
    assert houses.y[31] == pytest.approx(4.526)
    (tmp_path / "y.tgz").write_bytes(b"no archive")
    with pytest.raises(RefitError, match=r"y\.tgz holds no table"):
        read({"archive": tmp_path / "y.tgz"}, {})
