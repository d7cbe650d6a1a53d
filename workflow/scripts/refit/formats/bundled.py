"""What ships with scikit-learn."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from refit.formats.base import BaseDataSet, Format, described

if TYPE_CHECKING:
    from refit.data.parts import DataArrays


class DigitsDataSet(BaseDataSet):
    """scikit-learn's pictures of digits, 8×8 and 17 grey levels, enlarged to 28×28 and 8 bit; the last 360 are test."""

    format: Literal["sklearn_digits"]
    examples: Literal["picture"] = "picture"
    """What an example is."""


class IrisDataSet(BaseDataSet):
    """scikit-learn's measures of three species of iris; it is not split."""

    format: Literal["sklearn_iris"]
    examples: Literal["table"] = "table"
    """What an example is."""


class DiabetesDataSet(BaseDataSet):
    """scikit-learn's diabetes data, the target in hundreds, so that it is of the size of a house value; not split."""

    format: Literal["sklearn_diabetes"]
    examples: Literal["table"] = "table"
    """What an example is."""


def read_digits(_: Mapping[str, Path], __: Mapping[str, Any]) -> "DataArrays":
    """The 1,797 pictures, enlarged by linear interpolation."""
    import numpy as np
    from scipy.ndimage import zoom
    from sklearn.datasets import load_digits

    from refit.data.parts import DataArrays, Part

    digits = load_digits()
    enlarged = zoom(digits.images, (1, 3.5, 3.5), order=1, mode="nearest", grid_mode=True)
    whole = Part(np.rint(enlarged * (255 / 16)).astype(np.uint8), digits.target.astype(np.int64))
    return DataArrays(whole[:1437], whole[1437:])


def read_iris(_: Mapping[str, Path], __: Mapping[str, Any]) -> "DataArrays":
    """150 flowers."""
    from sklearn.datasets import load_iris

    iris = load_iris()
    return _unsplit(iris.data, iris.target.astype("int64"))


def read_diabetes(_: Mapping[str, Path], __: Mapping[str, Any]) -> "DataArrays":
    """442 patients, and the progression of the disease in hundreds."""
    from sklearn.datasets import load_diabetes

    diabetes = load_diabetes(scaled=False)
    return _unsplit(diabetes.data, (diabetes.target / 100).astype("float32"))


def _unsplit(table: Any, truth: Any) -> "DataArrays":
    from refit.data.parts import DataArrays, Part

    whole = Part(table.astype("float32"), truth)
    return DataArrays(whole, whole[:0])


def describe_digits(_: Path) -> dict[str, Any]:
    """The definition in the catalogue."""
    return described(
        read_digits({}, {}),
        {},
        label="Digits (scikit-learn)",
        format="sklearn_digits",
        classes=[*"0123456789"],
        origin="UCI Optical Recognition of Handwritten Digits, bundled with scikit-learn",
    )


def describe_iris(_: Path) -> dict[str, Any]:
    """The definition in the catalogue."""
    return described(
        read_iris({}, {}),
        {},
        label="Iris",
        format="sklearn_iris",
        columns=["sepal length in cm", "sepal width in cm", "petal length in cm", "petal width in cm"],
        classes=["setosa", "versicolor", "virginica"],
        origin="R. A. Fisher, bundled with scikit-learn",
    )


def describe_diabetes(_: Path) -> dict[str, Any]:
    """The definition in the catalogue."""
    return described(
        read_diabetes({}, {}),
        {},
        label="Diabetes (scikit-learn)",
        format="sklearn_diabetes",
        columns=["age", "sex", "body mass index", "blood pressure", *(f"s{number}" for number in range(1, 7))],
        target="progression of the disease in hundreds",
        origin="B. Efron, T. Hastie, I. Johnstone, R. Tibshirani, bundled with scikit-learn",
    )


DIGITS = Format("sklearn_digits", DigitsDataSet, read_digits, describe_digits)
IRIS = Format("sklearn_iris", IrisDataSet, read_iris, describe_iris)
DIABETES = Format("sklearn_diabetes", DiabetesDataSet, read_diabetes, describe_diabetes)
