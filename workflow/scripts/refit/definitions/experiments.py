"""Experiments: a view, a model and a training budget."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from pydantic import Field, PositiveInt, model_validator

from refit.definitions import searches
from refit.definitions.base import ByKind, KeyPath, Kind, Problem, check_name
from refit.definitions.data_sets import DataSet
from refit.definitions.examples import Examples
from refit.definitions.keras_objects import KerasObject, check_layer, check_object
from refit.definitions.searches import Search, check_search
from refit.definitions.views import View, example_kind
from refit.errors import did_you_mean
from refit.models import MODEL_KINDS, kind_of
from refit.models.base import ModelKind
from refit.tasks import TASKS, default_task
from refit.typed import Strict


class EarlyStopping(Strict):
    """Keras' early stopping on the validation loss."""

    patience: PositiveInt
    """How many epochs without a better one are waited for."""
    restore_best_weights: bool = True
    """Whether training ends with the weights of the best epoch rather than the last."""


class Experiment(Strict):
    """A view, a model and a training budget.

    The model is layers with an optimizer, or goes on from another experiment's, or is a scikit-learn estimator.
    """

    label: str = ""
    """Name to show; changing it trains nothing."""
    note: str = ""
    """Shown beside the results; changing it trains nothing."""
    view: str
    """Name of a view."""
    layers: list[KerasObject] = []
    """Keras layers, in order, with their Keras arguments. {Repeat: {times: 2, layers: […]}} stands for its layers, so
    many times."""
    optimizer: KerasObject | None = None
    """Keras optimizer, such as Adam or {SGD: {learning_rate: 0.01}}; with `layers`."""
    task: Literal[tuple(TASKS)] | None = None  # type: ignore[valid-type]
    """What the model is to do; without it, what the view's data suggest."""
    loss: KerasObject | None = Field(
        default=None,
        description="Keras loss, such as {Huber: {delta: 2.0}}, for networks; without it, the task's: "
        + ", ".join(f"{task.loss} ({task.name})" for task in TASKS.values())
        + ".",
    )
    metrics: list[KerasObject] = []
    """Keras metrics that are recorded beside the task's, for networks."""
    callbacks: list[KerasObject] = []
    """Keras callbacks that steer the training of a network, such as {ReduceLROnPlateau: {patience: 3}}."""
    continue_from: str | None = None
    """In place of layers and optimizer: the experiment whose trained model, with its optimizer's state, this one goes
    on from, seed by seed."""
    estimator: KerasObject | None = None
    """In place of layers and optimizer: a scikit-learn classifier or regressor, such as LinearSVC or {LinearSVC: {C:
    1.0}}; it sees each example as one row."""
    epochs: PositiveInt | None = None
    """How often the training part is seen, at most; not with `estimator`."""
    early_stopping: EarlyStopping | None = Field(default=None, description=EarlyStopping.__doc__)
    batch_size: PositiveInt = 32
    """Examples a step."""
    precision: Literal["float32", "mixed_bfloat16"] = "float32"
    """Type of the numbers in layers, the last excepted; mixed_bfloat16 keeps the weights as float32. It makes large
    convolutions several times faster on CPUs with AMX and on GPUs, and may make small ones slower."""
    threads: PositiveInt | None = None
    """With how many threads it trains on a CPU, on every machine alike: another number gives other roundings, so
    another result. Without it, 2 for networks with convolutions, 1 for others."""
    parameters: PositiveInt | None = None
    """How many parameters the network must have; checked before it trains."""
    search: Search | None = None
    """A search for the values that `layers` and `optimizer` name."""
    grid: dict[str, list[Any]] = {}
    """By name, values: the experiment then stands for one experiment for each combination of them, in which `$name`,
    wherever it is written in place of a value, has one. They are named after their values."""
    predict: list[str] = []
    """Names of `examples` that the trained network predicts; trains nothing anew."""

    @model_validator(mode="after")
    def _has_one_model(self) -> "Experiment":
        given = self._given
        choices = [key for kind in MODEL_KINDS.values() for key in kind.chosen_by]
        if len(given.intersection(choices)) != 1:
            raise ValueError(f"give one of {_quoted(choices)}")
        if bool(self.layers) != (self.optimizer is not None):
            raise ValueError("the key 'optimizer' goes with 'layers': give both or none")
        if "precision" in self.model_fields_set and not self.layers:
            raise ValueError("the key 'precision' goes with 'layers'")
        if self.model_kind.learns_by_epochs != (self.epochs is not None):
            without = [key for kind in MODEL_KINDS.values() if not kind.learns_by_epochs for key in kind.chosen_by]
            raise ValueError(f"give 'epochs', except with {_quoted(without)}")
        for kind in MODEL_KINDS.values():
            for keys in kind.keys if kind is not self.model_kind else ():
                if given.intersection(keys):
                    own = _quoted(given.intersection(self.model_kind.chosen_by))
                    raise ValueError(f"{_quoted(keys)} are for {kind.name}s; remove them from an {own}")
        if self.search is not None and (not self.layers or self.parameters):
            raise ValueError("a 'search' goes with 'layers' and without 'parameters'")
        return self

    @property
    def model_kind(self) -> ModelKind:
        """Of its model."""
        return kind_of(self._given)

    @property
    def _given(self) -> set[str]:
        """The keys that say something."""
        return {key for key in type(self).model_fields if getattr(self, key) not in (None, [], {})}


def _quoted(keys: Iterable[str]) -> str:
    *first, last = (f"'{key}'" for key in keys)
    return f"{', '.join(first)} and {last}" if first else last


def check(name: str, experiment: Experiment, definitions: ByKind, path: KeyPath) -> Iterator[Problem]:
    """The names that an experiment uses, what it predicts, and what it goes on from."""
    yield from _check_names(experiment, definitions, path)
    yield from _check_predictions(experiment, definitions, path)
    yield from _check_continuation(name, definitions, (*path, "continue_from"))


def _check_names(experiment: Experiment, definitions: ByKind, path: KeyPath) -> Iterator[Problem]:
    """Its view, Keras' layers, optimizer and their arguments."""
    yield from check_name("view", experiment.view, definitions["views"], (*path, "view"))
    for index, layer in enumerate(experiment.layers):
        yield from check_layer(layer, (*path, "layers", index))
    single = [item for item in (experiment.optimizer, experiment.loss) if item]
    written = [*experiment.layers, *single, *experiment.metrics, *experiment.callbacks]
    yield from check_search(experiment.search, written, path)
    for role in ("optimizer", "loss", "estimator"):
        if written := getattr(experiment, role):
            yield from check_object(role, written, (*path, role))
    for key in ("metrics", "callbacks"):
        for index, written in enumerate(getattr(experiment, key)):
            yield from check_object(key.removesuffix("s"), written, (*path, key, index))
    view: View | None = definitions["views"].get(experiment.view)
    if view is not None and view.validation.part == "none":
        message = (
            f"the view '{experiment.view}' has no validation part to watch; take another view, or remove this key."
        )
        yield from (Problem((*path, *place), message) for place in _watching(experiment))
    seen = _seen_by(experiment, definitions)
    suited = [name for name, task in TASKS.items() if seen and task.suits(len(seen[1].classes))]
    if seen and experiment.task and experiment.task not in suited:
        message = (
            f"'{experiment.task}' is not for the data of '{experiment.view}'; what suits them: {', '.join(suited)}."
        )
        yield Problem((*path, "task"), message)


def _watching(experiment: Experiment) -> Iterator[KeyPath]:
    """What looks at the validation part, as Keras' callbacks do if they are not told otherwise."""
    if experiment.early_stopping:
        yield ("early_stopping",)
    for index, callback in enumerate(experiment.callbacks):
        if str(callback.arguments.get("monitor", "val_loss")).startswith("val_"):
            yield "callbacks", index


def _check_predictions(experiment: Experiment, definitions: ByKind, path: KeyPath) -> Iterator[Problem]:
    """Whether the examples that an experiment predicts are there, and are such as its network sees."""
    seen = _seen_by(experiment, definitions)
    for index, name in enumerate(experiment.predict):
        place = (*path, "predict", index)
        if name not in definitions["examples"]:
            yield Problem(place, f"there are no examples '{name}'{did_you_mean(name, definitions['examples'])}")
        elif definitions["examples"][name] and seen:
            yield from _check_fit(name, definitions["examples"][name], experiment.view, *seen, place)


def _check_fit(
    name: str, examples: Examples, view: str, shape: list[int], data_set: DataSet, path: KeyPath
) -> Iterator[Problem]:
    """Whether examples have the shape and the classes of a view."""
    if not data_set.classes:
        yield Problem(path, f"examples have classes, but '{view}' is for regression; remove this.")
    elif not examples.rows and example_kind(shape, data_set) != "picture":
        yield Problem(path, f"'{name}' are pictures, but an example of '{view}' has shape {shape}.")
    elif lengths := {len(row.values) for row in examples.rows if shape != [len(row.values)]}:
        message = f"a row of '{name}' has {min(lengths)} values, but an example of '{view}' has shape {shape}."
        yield Problem(path, message)
    elif unknown := [row.truth for row in examples.rows if row.truth not in data_set.classes]:
        fix = did_you_mean(unknown[0], data_set.classes)
        yield Problem(path, f"'{name}' has the class '{unknown[0]}', which the data set has not{fix}")


def _check_continuation(name: str, definitions: ByKind, path: KeyPath) -> Iterator[Problem]:
    """Whether what an experiment goes on from exists, comes to a beginning, and fits the experiment's data."""
    experiments = definitions["experiments"]
    chain = [name]
    while (current := experiments[chain[-1]]) is not None and (base := current.continue_from) is not None:
        if base == name:
            loop = "itself" if len(chain) == 1 else "itself by way of " + ", ".join(chain[1:])
            yield Problem(path, f"'{name}' goes on from {loop}; let one of them begin with layers.")
            return
        if base not in experiments:
            if len(chain) == 1:
                yield from check_name("experiment", base, experiments, path)
            return
        if base in chain:
            return  # another experiment's loop
        chain.append(base)
    if len(chain) == 1:
        return
    beginning: Experiment | None = experiments[chain[-1]]
    own_kind = experiments[name].model_kind
    if beginning is not None and beginning.model_kind is not own_kind:
        message = f"'{chain[-1]}' is {beginning.model_kind.words}; only {own_kind.words}'s training can be continued."
        yield Problem(path, message)
        return
    own, first = (_seen_by(experiments[link], definitions) for link in (name, chain[-1]))
    if own and first and beginning is not None:
        # An experiment that goes on has the task of the one where it begins, unless it names another.
        task = beginning.task or default_task(len(first[1].classes)).name
        given = TASKS[task].outputs(len(first[1].classes))
        asked = TASKS[experiments[name].task or task].outputs(len(own[1].classes))
        if (own[0], asked) != (first[0], given):
            yield Problem(
                path,
                f"the model of '{chain[-1]}' takes examples of shape {first[0]} and gives {given} values, but this "
                f"experiment's view has shape {own[0]} and {asked}; take a view that fits.",
            )


def _seen_by(experiment: Experiment | None, definitions: ByKind) -> tuple[list[int], DataSet] | None:
    """The shape of an example and its data set; None where they are not known, for a fault named elsewhere."""
    view: View | None = definitions["views"].get(experiment.view) if experiment else None
    data_set: DataSet | None = definitions["data_sets"].get(view.data_set) if view else None
    return (view.shape or data_set.shape, data_set) if view and data_set else None


KIND = Kind(
    Experiment, check, {"define.experiments.<name>": Experiment, "…early_stopping": EarlyStopping, **searches.SECTIONS}
)
