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
    bytes: PositiveInt | None = Field(default=None, description="Size in bytes, if it is known.")
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(description="SHA-256 in hexadecimal.")
    addresses: list[str] = Field(
        default=[],
        description="Whole addresses that do not end in the file's name; tried before the sources.",
    )


FILE_ROLES = {
    "idx": {"train_images", "train_labels", "test_images", "test_labels"},
    "california_housing": {"archive"},
}


class DataSet(_Strict):
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


class RandomSplit(_Strict):
    """scikit-learn's `train_test_split`."""

    share: Annotated[float, Field(gt=0, lt=1)] = Field(description="Share of the examples that is set apart.")
    random_state: Seed = Field(description="Seed of the split.")


class Validation(_Strict):
    """Which examples `fit` validates on."""

    part: Literal["none", "first", "last", "random", "test"] = Field(
        default="none",
        description="`first`, `last` or `random`: so many training examples, which then do not train. `test`: the test "
        "part itself, as one notebook has it; the report says so. `none`: there is no validation.",
    )
    count: PositiveInt | None = Field(default=None, description="How many examples; with `first` and `last`.")
    split: RandomSplit | None = Field(default=None, description="How they are drawn; with `random`.")

    @model_validator(mode="after")
    def _has_what_its_part_needs(self) -> "Validation":
        if (self.part in ("first", "last")) != (self.count is not None):
            raise ValueError("give 'count' with part: first or last, and only there")
        if (self.part == "random") != (self.split is not None):
            raise ValueError("give split: {share: 0.25, random_state: 42} with part: random, and only there")
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
    inverted: bool = Field(
        default=False,
        description="Whether each picture of 8 bit is joined by its inverse (255 minus it), in every part.",
    )
    normalization: Literal["none", "divide_by_255", "standardize"] = Field(
        default="none",
        description="`divide_by_255`: pixels to [0, 1]. `standardize`: each pixel or column minus its mean over the "
        "training part, over its standard deviation there plus 1e-7.",
    )
    repeat: PositiveInt = Field(default=1, description="How often the training part is repeated within an epoch.")


class EarlyStopping(_Strict):
    """Keras' early stopping on the validation loss; the best weights are restored."""

    patience: PositiveInt = Field(description="How many epochs without a better one are waited for.")


class Experiment(_Strict):
    """A view, a model and a training budget.

    The model is layers with an optimizer, or goes on from another experiment's, or is a scikit-learn estimator.
    """

    label: str = Field(default="", description="Name to show; changing it trains nothing.")
    note: str = Field(default="", description="Shown beside the results; changing it trains nothing.")
    view: str = Field(description="Name of a view.")
    layers: list[KerasObject] = Field(default=[], description="Keras layers, in order, with their Keras arguments.")
    optimizer: KerasObject | None = Field(
        default=None, description="Keras optimizer, such as Adam or {SGD: {learning_rate: 0.01}}; with `layers`."
    )
    continue_from: str | None = Field(
        default=None,
        description="In place of layers and optimizer: the experiment whose trained model, with its optimizer's state, "
        "this one goes on from, seed by seed.",
    )
    estimator: KerasObject | None = Field(
        default=None,
        description="In place of layers and optimizer: a scikit-learn classifier or regressor, such as LinearSVC or "
        "{LinearSVC: {C: 1.0}}; it sees each example as one row.",
    )
    epochs: PositiveInt | None = Field(
        default=None, description="How often the training part is seen, at most; not with `estimator`."
    )
    early_stopping: EarlyStopping | None = Field(default=None, description=EarlyStopping.__doc__)
    batch_size: PositiveInt = Field(default=32, description="Examples a step.")
    parameters: PositiveInt | None = Field(
        default=None, description="How many parameters the network must have; checked before it trains."
    )

    @model_validator(mode="after")
    def _has_one_model(self) -> "Experiment":
        if [bool(self.layers), self.continue_from is not None, self.estimator is not None].count(True) != 1:
            raise ValueError("give one of 'layers', 'continue_from' and 'estimator'")
        if bool(self.layers) != (self.optimizer is not None):
            raise ValueError("the key 'optimizer' goes with 'layers': give both or none")
        if (self.estimator is None) != (self.epochs is not None):
            raise ValueError("give 'epochs', except with 'estimator'")
        if self.estimator is not None and (self.early_stopping or self.parameters):
            raise ValueError("'early_stopping' and 'parameters' are for networks; remove them from an 'estimator'")
        return self


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
    foundations: bool = Field(
        default=False,
        description="Whether the report has the chapter of foundations: activations, a toy network, image kernels.",
    )
    define: Definitions = Field(default=Definitions(), description=Definitions.__doc__)


KINDS: dict[str, type[_Strict]] = {"data_sets": DataSet, "views": View, "experiments": Experiment}
