"""Data sets: what is downloaded, or ships with scikit-learn; of any format."""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from refit.definitions.base import ByKind, KeyPath, Kind, Problem, check_name
from refit.formats import FORMATS
from refit.formats.base import BaseDataSet
from refit.typed import DataFile

if TYPE_CHECKING:
    DataSet = BaseDataSet
else:  # a union that is made from a table says nothing to type checkers
    DataSet = Annotated[reduce(or_, (known.type for known in FORMATS.values())), Field(discriminator="format")]


def check(name: str, data_set: DataSet, definitions: ByKind, path: KeyPath) -> Iterator[Problem]:
    """What a data set refers to."""
    if data_set.stand_in is None:
        return
    yield from check_name("data set", data_set.stand_in, definitions["data_sets"], (*path, "stand_in"))
    stand_in: DataSet | None = definitions["data_sets"].get(data_set.stand_in)
    if stand_in is not None and bool(stand_in.classes) != bool(data_set.classes):
        yield Problem((*path, "stand_in"), f"'{data_set.stand_in}' is for another task: one has classes, one a target.")
    elif stand_in is not None and data_set.examples != "table" and stand_in.shape != data_set.shape:
        yield Problem((*path, "stand_in"), f"'{data_set.stand_in}' has another shape, {stand_in.shape}.")


KIND = Kind(
    DataSet,
    check,
    {
        "define.data_sets.<name>": BaseDataSet,
        **{f"define.data_sets.<name>, format: {name}": known.type for name, known in FORMATS.items()},
        "…files.<role>": DataFile,
    },
)
