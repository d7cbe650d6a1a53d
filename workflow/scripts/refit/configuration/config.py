"""The types of the configuration: the source of its checks, defaults, JSON schema and documentation."""

import re
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PositiveInt,
    StringConstraints,
    model_validator,
)
from pydantic_core import CoreSchema

Seed = Annotated[int, Field(ge=0, lt=2**32)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class KerasObject(_Strict):
    """A Keras object by name (`Flatten`), or by name with its arguments (`{Dense: {units: 100}}`)."""

    name: str
    arguments: dict[str, Any] = {}

    @model_validator(mode="before")
    @classmethod
    def _from_yaml(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"name": value}
        if isinstance(value, dict) and len(value) == 1:
            ((name, arguments),) = value.items()
            if isinstance(name, str) and (arguments is None or isinstance(arguments, dict)):
                return {"name": name, "arguments": _numbers(arguments or {})}
        raise ValueError("give a name, such as Flatten, or one name with its arguments, such as {Dense: {units: 100}}")

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {
            "description": cls.__doc__,
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "minProperties": 1,
                    "maxProperties": 1,
                    "additionalProperties": {"type": ["object", "null"]},
                },
            ],
        }


_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)[eE][-+]?\d+")


def _numbers(value: Any) -> Any:
    """Numbers such as 1e-3, which YAML 1.1 reads as text, as numbers."""
    if isinstance(value, dict):
        return {key: _numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_numbers(item) for item in value]
    return float(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else value


class DataFile(_Strict):
    """One file to download."""

    name: str = Field(description="File name, the same at every source.")
    bytes: PositiveInt = Field(description="Size in bytes.")
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(description="SHA-256 in hexadecimal.")


class DataSet(_Strict):
    """What is downloaded, or ships with scikit-learn."""

    label: str = Field(description="Name to show.")
    format: Literal["idx", "sklearn_digits", "sklearn_iris"] = Field(
        description="How it is read. `idx`: four gzipped IDX files, the format of MNIST, with the roles train_images, "
        "train_labels, test_images and test_labels. `sklearn_digits`, `sklearn_iris`: bundled with scikit-learn."
    )
    shape: list[PositiveInt] = Field(description="Shape of one example.")
    columns: list[str] = Field(default=[], description="Names of the columns, for tables; pictures have none.")
    classes: list[str] = Field(min_length=2, description="Class names, in the order of the labels 0, 1, 2, …")
    train: PositiveInt = Field(description="Number of training examples.")
    test: Annotated[int, Field(ge=0)] = Field(description="Number of test examples; 0: the data set is not split.")
    stand_in: str | None = Field(
        default=None, description="The bundled data set that takes this one's place when `data: bundled`."
    )
    origin: str = Field(default="", description="Who made it, and its licence.")
    sources: list[str] = Field(default=[], description="Addresses of folders that hold the files, tried in this order.")
    files: dict[str, DataFile] = Field(default={}, description="The files to download, by their role.")

    @model_validator(mode="after")
    def _has_the_files_of_its_format(self) -> "DataSet":
        roles = {"train_images", "train_labels", "test_images", "test_labels"} if self.format == "idx" else set()
        if self.files.keys() != roles:
            raise ValueError(f"format {self.format} takes the files {', '.join(sorted(roles)) or '(none)'}")
        if roles and not self.sources:
            raise ValueError("give at least one address under 'sources'")
        return self


class RandomSplit(_Strict):
    """scikit-learn's `train_test_split`."""

    share: Annotated[float, Field(gt=0, lt=1)] = Field(description="Share of the examples that goes to the test part.")
    random_state: Seed = Field(description="Seed of the split.")


class Validation(_Strict):
    """Which examples `fit` validates on."""

    part: Literal["none", "first", "last", "test"] = Field(
        default="none",
        description="`first` or `last`: so many training examples, which then do not train. `test`: the test part "
        "itself, as one notebook has it; the report says so. `none`: there is no validation.",
    )
    count: PositiveInt | None = Field(default=None, description="How many examples; with `first` and `last`.")

    @model_validator(mode="after")
    def _count_goes_with_first_and_last(self) -> "Validation":
        if (self.part in ("first", "last")) != (self.count is not None):
            raise ValueError("give 'count' with part: first or last, and only there")
        return self


class View(_Strict):
    """What a model sees of a data set: a split and a normalization."""

    data_set: str = Field(description="Name of a data set.")
    note: str = Field(default="", description="Shown beside the view.")
    shape: list[PositiveInt] | None = Field(
        default=None, description="Shape of one example if it differs from the data set's, such as [28, 28, 1]."
    )
    test: RandomSplit | None = Field(
        default=None, description="How the test part is drawn, for a data set that is not split."
    )
    validation: Validation = Validation()
    normalization: Literal["none", "divide_by_255", "standardize"] = Field(
        default="none",
        description="`divide_by_255`: pixels to [0, 1]. `standardize`: each pixel or column minus its mean over the "
        "training part, over its standard deviation there plus 1e-7.",
    )
    repeat: PositiveInt = Field(default=1, description="How often the training part is repeated within an epoch.")


class Experiment(_Strict):
    """A view, a model, an optimizer and a training budget."""

    label: str = Field(default="", description="Name to show; changing it trains nothing.")
    note: str = Field(default="", description="Shown beside the results; changing it trains nothing.")
    view: str = Field(description="Name of a view.")
    layers: list[KerasObject] = Field(min_length=1, description="Keras layers, in order, with their Keras arguments.")
    optimizer: KerasObject = Field(description="Keras optimizer, such as Adam or {SGD: {learning_rate: 0.01}}.")
    epochs: PositiveInt = Field(description="How often the training part is seen.")
    batch_size: PositiveInt = Field(default=32, description="Examples a step.")
    parameters: PositiveInt | None = Field(
        default=None, description="How many parameters the network must have; checked before it trains."
    )


class Definitions(_Strict):
    """Your additions to the catalogue, in its form. A name that is there already is changed, key by key."""

    data_sets: dict[str, DataSet] = {}
    views: dict[str, View] = {}
    experiments: dict[str, Experiment] = {}


class Config(_Strict):
    """The configuration of a study: config.yaml and the overlays on it."""

    study: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")] = Field(
        description="Name of the study; its results go to results/<study>/."
    )
    data: Literal["bundled", "original"] = Field(
        default="bundled",
        description="`original`: the real data. `bundled`: each data set that has a stand-in is replaced by it, so "
        "that nothing is downloaded.",
    )
    mirror: str | None = Field(
        default=None,
        description="A folder or an address tried before the public sources; it holds <data set>/<file>.",
    )
    seeds: list[Seed] = Field(min_length=1, description="One run per experiment and seed.")
    experiments: list[str] = Field(min_length=1, description="Which experiments to run, by name.")
    define: Definitions = Field(default=Definitions(), description=Definitions.__doc__)


KINDS: dict[str, type[_Strict]] = {"data_sets": DataSet, "views": View, "experiments": Experiment}
