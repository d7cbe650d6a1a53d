"""Examples beside any data set, for trained networks to predict."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field, model_validator

from refit.definitions.base import ByKind, KeyPath, Kind, Problem
from refit.errors import did_you_mean
from refit.typed import DataFile, Strict


class Row(Strict):
    """An example of a table."""

    values: list[float] = Field(min_length=1)
    """A value for each column."""
    truth: str
    """Its class."""


class Examples(Strict):
    """Examples beside any data set, for trained networks to predict: rows of a table, or pictures.

    A picture whose file name, without its ending, is the name of a class shows that class.
    """

    label: str
    """Name to show."""
    origin: str = ""
    """Who made them."""
    rows: list[Row] = []
    """Rows of a table."""
    folder: str = ""
    """A folder of pictures."""
    sources: list[str] = []
    """Addresses of folders that hold the pictures to download."""
    files: dict[str, DataFile] = {}
    """The pictures to download, by any name."""
    stand_in: str | None = None
    """The examples that take the place of these when `data: bundled`."""

    @model_validator(mode="after")
    def _are_of_one_kind(self) -> "Examples":
        if [bool(self.rows), bool(self.folder), bool(self.files)].count(True) != 1:
            raise ValueError("give one of 'rows', 'folder' and 'files'")
        if self.files and not self.sources and not all(file.addresses for file in self.files.values()):
            raise ValueError("give at least one address under 'sources'")
        return self


def check(name: str, examples: Examples, definitions: ByKind, path: KeyPath) -> Iterator[Problem]:
    """What examples refer to, and that their name is free."""
    if name in definitions["data_sets"]:
        yield Problem(path, f"'{name}' is the name of a data set too; take another.")
    if examples.stand_in is not None and examples.stand_in not in definitions["examples"]:
        fix = did_you_mean(examples.stand_in, definitions["examples"])
        yield Problem((*path, "stand_in"), f"there are no examples '{examples.stand_in}'{fix}")
    if examples.folder and not Path(examples.folder).is_dir():
        yield Problem((*path, "folder"), f"there is no folder '{examples.folder}' (seen from {Path.cwd()}).")


KIND = Kind(Examples, check, {"define.examples.<name>": Examples, "…rows": Row})
