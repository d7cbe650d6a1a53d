"""StatLib's table of houses in California."""

import io
import tarfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from refit.errors import RefitError
from refit.formats.base import BaseDataSet, Format, described

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from refit.data.parts import DataArrays

COLUMNS = (
    "median income in 10,000 $",
    "median house age",
    "rooms per household",
    "bedrooms per household",
    "population",
    "people per household",
    "latitude",
    "longitude",
)


class CaliforniaHousingDataSet(BaseDataSet):
    """StatLib's archive of houses in California, one file with the role archive; it is not split."""

    format: Literal["california_housing"]
    examples: Literal["table"] = "table"
    """What an example is."""
    roles = frozenset({"archive"})


def read(files: Mapping[str, Path], _: Mapping[str, Any]) -> "DataArrays":
    """The table as scikit-learn's `fetch_california_housing` has it: means per household, 100,000 $.

    Raises:
        RefitError: the archive does not hold it.
    """
    import numpy as np

    from refit.data.parts import DataArrays, Part

    longitude, latitude, age, rooms, bedrooms, population, households, income, value = _table(files["archive"]).T
    columns = (income, age, rooms / households, bedrooms / households, population, population / households)
    x = np.stack([*columns, latitude, longitude], axis=1)
    whole = Part(x.astype(np.float32), (value / 100_000).astype(np.float32))
    return DataArrays(whole, whole[:0])


def _table(path: Path) -> "NDArray[np.float64]":
    """The table as StatLib has it, shape (houses, 9)."""
    import numpy as np

    try:
        with tarfile.open(path) as archive:
            member = archive.extractfile("CaliforniaHousing/cal_housing.data")
            assert member is not None
            return np.loadtxt(io.TextIOWrapper(member, encoding="ascii"), delimiter=",")
    except (tarfile.TarError, KeyError, OSError, EOFError, ValueError, zlib.error) as error:
        raise RefitError(
            f"{path} holds no table CaliforniaHousing/cal_housing.data ({error}); delete it and run again."
        ) from error


def describe(path: Path) -> dict[str, Any]:
    """The definition of the data set whose archive is at a path.

    Raises:
        RefitError: the archive does not hold it.
    """
    files = {"archive": path}
    return described(
        read(files, {}),
        files,
        label="California housing",
        format="california_housing",
        columns=[*COLUMNS],
        target="median house value in 100,000 $",
        origin="R. K. Pace and R. Barry, StatLib",
    )


FORMAT = Format("california_housing", CaliforniaHousingDataSet, read, describe)
