"""The types of the configuration: the source of its checks, defaults, JSON schema and documentation."""

import re
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PositiveInt,
    StringConstraints,
    model_validator,
)
from pydantic_core import CoreSchema


def _whole_number(value: Any) -> Any:
    """Snakemake's `--config seeds=[1,2]` gives the numbers of a list as text."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


Seed = Annotated[int, Field(ge=0, lt=2**32), BeforeValidator(_whole_number)]


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


class SearchedValues(_Strict):
    """The values that a search draws from: a list, or a range such as {log_uniform: [0.0003, 0.03]}."""

    values: list[Any] = Field(default=[], description="Equally likely values.")
    integers: list[int] = Field(default=[], description="Lowest and highest whole number, both included.")
    uniform: list[float] = Field(default=[], description="Lowest and highest number; equally likely between them.")
    log_uniform: list[float] = Field(
        default=[], description="Lowest and highest number, above 0; the logarithm is equally likely between them."
    )

    @model_validator(mode="before")
    @classmethod
    def _from_yaml(cls, value: Any) -> Any:
        return _numbers({"values": value} if isinstance(value, list) else value)

    @model_validator(mode="after")
    def _is_one_kind_of_range(self) -> "SearchedValues":
        if sum(map(bool, (self.values, self.integers, self.uniform, self.log_uniform))) != 1:
            raise ValueError("give a list of values, or one of 'integers', 'uniform' and 'log_uniform'")
        ends = self.integers or self.uniform or self.log_uniform
        if ends and (len(ends) != 2 or ends[0] >= ends[1]):
            raise ValueError("give the lowest and the highest value, in this order")
        if self.log_uniform and self.log_uniform[0] <= 0:
            raise ValueError("a log_uniform range begins above 0")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": "array", "minItems": 1}, handler(schema)], "description": cls.__doc__}

    @property
    def choices(self) -> int | None:
        """How many values there are; None where they are too many to count."""
        if self.integers:
            return self.integers[1] - self.integers[0] + 1
        return len(self.values) or None

    @property
    def examples(self) -> list[Any]:
        """Every value of a list, the ends of a range."""
        return self.values or self.integers or self.uniform or self.log_uniform


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
    shuffled_labels: Seed | None = Field(
        default=None,
        description="As a control: with this seed, the labels of the training and the validation part are shuffled, so "
        "that there is nothing to learn and the test part must show chance.",
    )
    normalization: Literal["none", "divide_by_255", "standardize"] = Field(
        default="none",
        description="`divide_by_255`: pixels to [0, 1]. `standardize`: each pixel or column minus its mean over the "
        "training part, over its standard deviation there plus 1e-7.",
    )
    repeat: PositiveInt = Field(default=1, description="How often the training part is repeated within an epoch.")

    @model_validator(mode="after")
    def _leaves_the_test_part_alone(self) -> "View":
        if self.shuffled_labels is not None and self.validation.part == "test":
            raise ValueError("'shuffled_labels' would shuffle the test part, which is the validation part here")
        return self


class EarlyStopping(_Strict):
    """Keras' early stopping on the validation loss."""

    patience: PositiveInt = Field(description="How many epochs without a better one are waited for.")
    restore_best_weights: bool = Field(
        default=True, description="Whether training ends with the weights of the best epoch rather than the last."
    )


class Search(_Strict):
    """A random search with cross-validation on the training part; its best candidate is what the experiment trains.

    In `layers` and `optimizer`, `$name` stands for the value of `name` in the space.
    """

    space: dict[str, SearchedValues] = Field(min_length=1, description="By name, the values to draw from.")
    draws: PositiveInt = Field(default=10, description="How many candidates are drawn, and tried as a job each.")
    folds: Annotated[int, Field(ge=2)] = Field(default=3, description="Parts of the cross-validation.")
    random_state: Seed = Field(default=42, description="Seed of the draws and of the candidates' training.")


class Experiment(_Strict):
    """A view, a model and a training budget.

    The model is layers with an optimizer, or goes on from another experiment's, or is a scikit-learn estimator.
    """

    label: str = Field(default="", description="Name to show; changing it trains nothing.")
    note: str = Field(default="", description="Shown beside the results; changing it trains nothing.")
    view: str = Field(description="Name of a view.")
    layers: list[KerasObject] = Field(
        default=[],
        description="Keras layers, in order, with their Keras arguments. {Repeat: {times: 2, layers: […]}} stands for "
        "its layers, so many times.",
    )
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
    precision: Literal["float32", "mixed_bfloat16"] = Field(
        default="float32",
        description="Type of the numbers in layers, the last excepted; mixed_bfloat16 keeps the weights as float32. It "
        "makes large convolutions several times faster on CPUs with AMX and on GPUs, and may make small ones slower.",
    )
    threads: PositiveInt | None = Field(
        default=None,
        description="With how many threads it trains on a CPU, on every machine alike: another number gives other "
        "roundings, so another result. Without it, 2 for networks with convolutions, 1 for others.",
    )
    parameters: PositiveInt | None = Field(
        default=None, description="How many parameters the network must have; checked before it trains."
    )
    search: Search | None = Field(
        default=None, description="A search for the values that `layers` and `optimizer` name."
    )
    grid: dict[str, list[Any]] = Field(
        default={},
        description="By name, values: the experiment then stands for one experiment for each combination of them, in "
        "which `$name`, wherever it is written in place of a value, has one. They are named after their values.",
    )
    predict: list[str] = Field(
        default=[], description="Names of `examples` that the trained network predicts; trains nothing anew."
    )

    @model_validator(mode="after")
    def _has_one_model(self) -> "Experiment":
        if [bool(self.layers), self.continue_from is not None, self.estimator is not None].count(True) != 1:
            raise ValueError("give one of 'layers', 'continue_from' and 'estimator'")
        if bool(self.layers) != (self.optimizer is not None):
            raise ValueError("the key 'optimizer' goes with 'layers': give both or none")
        if "precision" in self.model_fields_set and not self.layers:
            raise ValueError("the key 'precision' goes with 'layers'")
        if (self.estimator is None) != (self.epochs is not None):
            raise ValueError("give 'epochs', except with 'estimator'")
        if self.estimator is not None and (self.early_stopping or self.parameters or self.predict or self.threads):
            raise ValueError(
                "'early_stopping', 'threads', 'parameters' and 'predict' are for networks; remove them from an "
                "'estimator'"
            )
        if self.search is not None and (not self.layers or self.parameters):
            raise ValueError("a 'search' goes with 'layers' and without 'parameters'")
        return self


class Row(_Strict):
    """An example of a table."""

    values: list[float] = Field(min_length=1, description="A value for each column.")
    truth: str = Field(description="Its class.")


class Examples(_Strict):
    """Examples beside any data set, for trained networks to predict: rows of a table, or pictures.

    A picture whose file name, without its ending, is the name of a class shows that class.
    """

    label: str = Field(description="Name to show.")
    origin: str = Field(default="", description="Who made them.")
    rows: list[Row] = Field(default=[], description="Rows of a table.")
    folder: str = Field(default="", description="A folder of pictures.")
    sources: list[str] = Field(default=[], description="Addresses of folders that hold the pictures to download.")
    files: dict[str, DataFile] = Field(default={}, description="The pictures to download, by any name.")
    stand_in: str | None = Field(
        default=None, description="The examples that take the place of these when `data: bundled`."
    )

    @model_validator(mode="after")
    def _are_of_one_kind(self) -> "Examples":
        if [bool(self.rows), bool(self.folder), bool(self.files)].count(True) != 1:
            raise ValueError("give one of 'rows', 'folder' and 'files'")
        if self.files and not self.sources and not all(file.addresses for file in self.files.values()):
            raise ValueError("give at least one address under 'sources'")
        return self


class Comparison(_Strict):
    """Experiments side by side; shown where the study has all of them."""

    title: str = Field(description="What is compared.")
    note: str = Field(default="", description="Shown beside it.")
    experiments: list[str] = Field(min_length=2, description="Names of experiments, in the order to show.")


OF_EXAMPLES = ("predicted", "probability", "probability_of_truth")
OF_FOUNDATIONS = ("toy_network_distance", "softmax_loss_second_class", "softmax_loss_third_class")


class Claim(_Strict):
    """A number that somebody reported for an experiment, or for the chapter of foundations."""

    experiment: str = Field(default="", description="Name of the experiment; none: the chapter of foundations.")
    quantity: Literal[
        "training_loss",
        "training_accuracy",
        "validation_loss",
        "validation_accuracy",
        "test_loss",
        "test_accuracy",
        "parameters",
        "trainable_parameters",
        "non_trainable_parameters",
        "predicted",
        "probability",
        "probability_of_truth",
        "toy_network_distance",
        "softmax_loss_second_class",
        "softmax_loss_third_class",
    ] = Field(
        description="What was reported. `predicted`, `probability` and `probability_of_truth` are of an example: its "
        "class, its probability, the true one's. The last three are of the chapter of foundations."
    )
    epoch: PositiveInt | None = Field(default=None, description="After which epoch; none: at the end.")
    example: str = Field(default="", description="The example, as the table of examples names it.")
    value: float | str = Field(description="The number; for `predicted`, the name of a class.")
    decimals: int | None = Field(
        default=None,
        description="To how many decimals it was rounded (−5: to hundreds of thousands); none: it was not.",
    )
    relation: Literal["equal", "above", "about"] = Field(default="equal", description="How the number was meant.")
    source: str = Field(default="", description="Where or how it was reported.")

    @model_validator(mode="after")
    def _says_what_it_is_about(self) -> "Claim":
        if (self.quantity in OF_EXAMPLES) != bool(self.example):
            raise ValueError(f"give 'example' with {', '.join(OF_EXAMPLES)}, and only there")
        if (self.quantity in OF_FOUNDATIONS) == bool(self.experiment):
            raise ValueError(f"give 'experiment', except with {', '.join(OF_FOUNDATIONS)}")
        if (self.quantity == "predicted") != isinstance(self.value, str):
            raise ValueError("the value of 'predicted' is the name of a class in quotes, any other is a number")
        return self


class Published(_Strict):
    """A number that others published for the same data. It is shown beside experiments, not held against them."""

    data_set: str = Field(description="Name of the data set.")
    model: str = Field(description="What model, and how trained.")
    quantity: Literal["test_accuracy", "validation_accuracy", "test_loss", "validation_loss"] = Field(
        description="What was measured; the loss is the mean squared error."
    )
    value: float = Field(description="The number.")
    source: str = Field(default="", description="Where it was published.")
    beside: list[str] = Field(default=[], description="Names of experiments with the same network, or nearly so.")


class Definitions(_Strict):
    """Your additions to the catalogue, in its form. A name that is there already is changed, key by key."""

    data_sets: dict[str, DataSet] = {}
    views: dict[str, View] = {}
    experiments: dict[str, Experiment] = {}
    examples: dict[str, Examples] = {}
    comparisons: dict[str, Comparison] = {}
    claims: dict[str, Claim] = {}
    published: dict[str, Published] = {}


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
    jobs_per_gpu: PositiveInt = Field(
        default=1,
        description="How many jobs may train on one GPU of this machine at once. Where a scheduler gives each job its "
        "GPU, it decides.",
    )
    cuda: bool = Field(
        default=False,
        description="Whether the conda environment for training has CUDA, for NVIDIA GPUs, in it.",
    )
    predict: list[str] = Field(
        default=[],
        description="Files and folders of pictures that every network on pictures predicts. A picture is brought to "
        "the network's input: a transparent one is laid on white; it is turned upright, made grey (or RGB, for "
        "networks on colours), scaled to fit with its proportions kept, and the rest is filled with the median of its "
        "edge. A file that is no picture is skipped with a warning.",
    )
    foundations: bool = Field(
        default=False,
        description="Whether the report has the chapter of foundations: activations, a toy network, image kernels.",
    )
    define: Definitions = Field(default=Definitions(), description=Definitions.__doc__)


KINDS: dict[str, type[_Strict]] = {
    "data_sets": DataSet,
    "views": View,
    "experiments": Experiment,
    "examples": Examples,
    "comparisons": Comparison,
    "claims": Claim,
    "published": Published,
}
