"""What a format of data sets is: a type of definition, a reader and a describer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, PositiveInt, model_validator

from refit.files import file_digest
from refit.typed import DataFile, Strict

if TYPE_CHECKING:  # formats are known when Snakemake starts, which NumPy would slow down
    from refit.data.parts import DataArrays

ExampleKind = Literal["picture", "table", "sequence"]


class BaseDataSet(Strict):
    """What is downloaded, or ships with scikit-learn. These keys go with every format."""

    label: str
    """Name to show."""
    format: str
    """How it is read; the formats are below."""
    examples: ExampleKind = "table"
    """What an example is; each format below says what it can hold, and its default."""
    shape: list[PositiveInt]
    """Shape of one example."""
    columns: list[str] = []
    """Names of the columns, for tables; pictures have none."""
    classes: list[str] = []
    """Class names, in the order of the labels 0, 1, 2, …"""
    target: str = ""
    """What is to be predicted, with its unit, for regression."""
    train: PositiveInt
    """Number of training examples."""
    test: Annotated[int, Field(ge=0)]
    """Number of test examples; 0: the data set is not split."""
    stand_in: str | None = None
    """The bundled data set that takes this one's place when `data: bundled`."""
    origin: str = ""
    """Who made it, and its licence."""
    sources: list[str] = []
    """Addresses of folders that hold the files, tried in this order."""
    files: dict[str, DataFile] = {}
    """The files to download, by their role."""

    roles: ClassVar[frozenset[str]] = frozenset()
    """Of the files that the format takes."""

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if self.files.keys() != self.roles:
            raise ValueError(f"format {self.format} takes the files {', '.join(sorted(self.roles)) or '(none)'}")
        if not self.sources and not all(file.addresses for file in self.files.values()):
            raise ValueError("give at least one address under 'sources'")
        if (len(self.classes) >= 2) == bool(self.target):
            raise ValueError("give either 'classes' (two or more names) or 'target'")
        if self.examples == "picture" and len(self.shape) not in (2, 3):
            raise ValueError(f"a picture's shape is [height, width] or [height, width, colours], not {self.shape}")
        if self.columns and len(self.columns) != self.shape[-1]:
            raise ValueError(f"there are {len(self.columns)} names of columns, but shape {self.shape}")
        return self


@dataclass(frozen=True)
class Format:
    """A format of data sets. To add one, write a file such as this, and name it in `refit.formats.FORMATS`.

    Example:
        One archive of NumPy's:

        ```
        class NpzDataSet(BaseDataSet):
            '''An archive that `numpy.savez` wrote, with x and y; the role of the file is archive.'''

            format: Literal["npz"]
            roles = frozenset({"archive"})


        def read(files, options):
            from refit.data.parts import DataArrays, read_part

            whole = read_part(files["archive"])
            return DataArrays(whole, whole[:0])


        def describe(path):
            files = {"archive": path}
            return described(read(files, {}), files, label=path.stem, format="npz", classes=["no", "yes"])


        FORMAT = Format("npz", NpzDataSet, read, describe)
        ```
    """

    name: str
    """The value of `format` in a definition."""
    type: type[BaseDataSet]
    """What may be written; its docstring and the fields of its own are its section in the docs."""
    read: "Callable[[Mapping[str, Path], Mapping[str, Any]], DataArrays]"
    """From the files by their roles, and the options, to arrays, as `refit.data.parts.Part` has them. It raises a
    `RefitError` that names the file where one is not as it should be."""
    describe: Callable[[Path], dict[str, Any]]
    """From a data set's file or folder to its definition, as plain values; a bundled one looks at no path."""
    options: tuple[str, ...] = ()
    """The keys of a definition that the reading depends on, beside its files."""


def described(arrays: "DataArrays", files: Mapping[str, Path], **told: Any) -> dict[str, Any]:
    """The definition of a data set: what is told of it, with its shape, its counts and its files.

    Args:
        arrays: the data set as read.
        files: by role; their folder is given as the source.
        told: further keys and values.
    """
    definition = told | {"shape": list(arrays.train.x.shape[1:]), "train": len(arrays.train), "test": len(arrays.test)}
    if files:
        definition["sources"] = sorted({str(path.parent) for path in files.values()})
        definition["files"] = {
            role: {"name": path.name, "bytes": path.stat().st_size, "sha256": file_digest(path)}
            for role, path in files.items()
        }
    return definition
