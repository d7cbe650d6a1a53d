"""Data sets: what is downloaded, or ships with scikit-learn."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, PositiveInt, model_validator

from refit.definitions.base import ByKind, DataFile, KeyPath, Kind, Problem, Strict, check_name

FILE_ROLES = {
    "idx": {"train_images", "train_labels", "test_images", "test_labels"},
    "california_housing": {"archive"},
}


class DataSet(Strict):
    """What is downloaded, or ships with scikit-learn."""

    label: str = Field(description="Name to show.")
    format: Literal["idx", "california_housing", "sklearn_digits", "sklearn_iris", "sklearn_diabetes"] = Field(
        description="How it is read. `idx`: four gzipped IDX files, the format of MNIST, with the roles train_images, "
        "train_labels, test_images and test_labels. `california_housing`: StatLib's archive, with the role archive. "
        "`sklearn_…`: bundled with scikit-learn."
    )
    shape: list[PositiveInt] = Field(description="Shape of one example.")
    columns: list[str] = Field(default=[], description="Names of the columns, for tables; pictures have none.")
    classes: list[str] = Field(default=[], description="Class names, in the order of the labels 0, 1, 2, …")
    target: str = Field(default="", description="What is to be predicted, with its unit, for regression.")
    train: PositiveInt = Field(description="Number of training examples.")
    test: Annotated[int, Field(ge=0)] = Field(description="Number of test examples; 0: the data set is not split.")
    stand_in: str | None = Field(
        default=None, description="The bundled data set that takes this one's place when `data: bundled`."
    )
    origin: str = Field(default="", description="Who made it, and its licence.")
    sources: list[str] = Field(default=[], description="Addresses of folders that hold the files, tried in this order.")
    files: dict[str, DataFile] = Field(default={}, description="The files to download, by their role.")

    @property
    def outputs(self) -> int:
        """How many values a network gives for one example."""
        return len(self.classes) or 1

    @model_validator(mode="after")
    def _has_the_files_of_its_format(self) -> "DataSet":
        roles = FILE_ROLES.get(self.format, set())
        if self.files.keys() != roles:
            raise ValueError(f"format {self.format} takes the files {', '.join(sorted(roles)) or '(none)'}")
        if not self.sources and not all(file.addresses for file in self.files.values()):
            raise ValueError("give at least one address under 'sources'")
        return self

    @model_validator(mode="after")
    def _has_classes_or_a_target(self) -> "DataSet":
        if (len(self.classes) >= 2) == bool(self.target):
            raise ValueError("give either 'classes' (two or more names) or 'target'")
        return self


def check(name: str, data_set: DataSet, definitions: ByKind, path: KeyPath) -> Iterator[Problem]:
    """What a data set refers to."""
    if data_set.stand_in is None:
        return
    yield from check_name("data set", data_set.stand_in, definitions["data_sets"], (*path, "stand_in"))
    stand_in: DataSet | None = definitions["data_sets"].get(data_set.stand_in)
    if stand_in is not None and bool(stand_in.classes) != bool(data_set.classes):
        yield Problem((*path, "stand_in"), f"'{data_set.stand_in}' is for another task: one has classes, one a target.")
    elif stand_in is not None and len(data_set.shape) > 1 and stand_in.shape != data_set.shape:
        yield Problem((*path, "stand_in"), f"'{data_set.stand_in}' has another shape, {stand_in.shape}.")


KIND = Kind(DataSet, check, {"define.data_sets.<name>": DataSet, "…files.<role>": DataFile})
