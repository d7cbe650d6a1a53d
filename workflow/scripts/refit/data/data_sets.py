"""Read data sets, downloaded or bundled, as arrays."""

import gzip
import io
import tarfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from refit.data.parts import DataArrays, Part
from refit.errors import RefitError
from refit.params import ViewRecipe


def read_idx(path: Path) -> NDArray[np.uint8]:
    """Read a gzipped IDX file of unsigned bytes: 0, 0, 8, the rank, the big-endian sizes, the values.

    The format is described at http://yann.lecun.com/exdb/mnist.

    Raises:
        RefitError: the file is no such file.
    """
    try:
        content = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise RefitError(f"{path} is no complete gzip file ({error}); delete it and run again.") from error
    if content[:3] != b"\0\0\x08" or len(content) < 4:
        raise RefitError(f"{path} is no IDX file of bytes; check the data set's 'files'.")
    rank = content[3]
    shape = tuple(np.frombuffer(content, ">u4", rank, 4).tolist())
    values = np.frombuffer(content, np.uint8, -1, 4 + 4 * rank)
    if values.size != int(np.prod(shape)):
        raise RefitError(f"{path} announces {shape} values but holds {values.size}; delete it and run again.")
    return values.reshape(shape)


def _idx(files: Mapping[str, Path]) -> DataArrays:
    def part(name: str) -> Part:
        return Part(read_idx(files[f"{name}_images"]), read_idx(files[f"{name}_labels"]).astype(np.int64))

    return DataArrays(part("train"), part("test"))


def _sklearn_digits(_: Mapping[str, Path]) -> DataArrays:
    """The 1,797 pictures of 8×8 pixels and 17 grey levels, enlarged by linear interpolation to 28×28 and 8 bit."""
    from scipy.ndimage import zoom
    from sklearn.datasets import load_digits

    digits = load_digits()
    enlarged = zoom(digits.images, (1, 3.5, 3.5), order=1, mode="nearest", grid_mode=True)
    whole = Part(np.rint(enlarged * (255 / 16)).astype(np.uint8), digits.target.astype(np.int64))
    return DataArrays(whole[:1437], whole[1437:])


def _sklearn_iris(_: Mapping[str, Path]) -> DataArrays:
    from sklearn.datasets import load_iris

    iris = load_iris()
    whole = Part(iris.data.astype(np.float32), iris.target.astype(np.int64))
    return DataArrays(whole, whole[:0])


def _sklearn_diabetes(_: Mapping[str, Path]) -> DataArrays:
    """442 patients; the progression of the disease in hundreds, so that it is of the size of a house value."""
    from sklearn.datasets import load_diabetes

    diabetes = load_diabetes(scaled=False)
    whole = Part(diabetes.data.astype(np.float32), (diabetes.target / 100).astype(np.float32))
    return DataArrays(whole, whole[:0])


def _california_housing(files: Mapping[str, Path]) -> DataArrays:
    """StatLib's table as scikit-learn's `fetch_california_housing` has it: means per household, 100,000 $."""
    try:
        with tarfile.open(files["archive"]) as archive:
            member = archive.extractfile("CaliforniaHousing/cal_housing.data")
            assert member is not None
            table = np.loadtxt(io.TextIOWrapper(member, encoding="ascii"), delimiter=",")
    except (tarfile.TarError, KeyError, OSError, EOFError, ValueError) as error:
        raise RefitError(
            f"{files['archive']} holds no table CaliforniaHousing/cal_housing.data ({error}); delete it and run again."
        ) from error
    longitude, latitude, age, rooms, bedrooms, population, households, income, value = table.T
    columns = (income, age, rooms / households, bedrooms / households, population, population / households)
    x = np.stack([*columns, latitude, longitude], axis=1)
    whole = Part(x.astype(np.float32), (value / 100_000).astype(np.float32))
    return DataArrays(whole, whole[:0])


READERS: dict[str, Callable[[Mapping[str, Path]], DataArrays]] = {
    "idx": _idx,
    "sklearn_digits": _sklearn_digits,
    "sklearn_iris": _sklearn_iris,
    "sklearn_diabetes": _sklearn_diabetes,
    "california_housing": _california_housing,
}


def check_announced(arrays: DataArrays, recipe: ViewRecipe) -> DataArrays:
    """Hold a data set against what its definition says of it.

    Raises:
        RefitError: the data are not as announced.
    """
    for name, part, count in (("train", arrays.train, recipe.train), ("test", arrays.test, recipe.test)):
        if part.x.shape != (count, *recipe.shape) or len(part.x) != len(part):
            raise RefitError(
                f"The {name} part holds {len(part)} labels and examples of shape {part.x.shape}, but the data set's "
                f"definition announces {(count, *recipe.shape)}; correct 'shape' and '{name}' there."
            )
        if recipe.labels and len(part) and int(part.y.max()) >= recipe.labels:
            raise RefitError(
                f"The {name} part has the label {part.y.max()}, but the definition names {recipe.labels} classes "
                "(labels count from 0); correct 'classes' there."
            )
    return arrays
