"""What jobs depend on, as typed values: the plan makes them, Snakemake's `params` carry them, the work reads them.

A field that has its default is left out of `params`, so that a new one re-runs nothing that does not use it.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from typing import Any, TypeVar, get_type_hints

KerasConfig = dict[str, Any]
"""What Keras deserialises: `class_name` and `config`."""

Values = TypeVar("Values")


@dataclass(frozen=True)
class Network:
    """What a network is built from, open places (`refit.templates`) included, and what it must come to."""

    layers: list[KerasConfig]
    input_shape: list[int]
    """Of one example."""
    outputs: int
    """How many values it gives for one example."""
    precision: str = "float32"
    """Keras' dtype policy of all layers but the last."""
    parameters: int | None = None
    """How many it must have, if that is known."""


@dataclass(frozen=True)
class Training:
    """All that a run of a network depends on, apart from the files it reads, its seed and the code."""

    network: Network
    task: str
    optimizer: KerasConfig
    loss: str | KerasConfig
    metrics: list[KerasConfig]
    epochs: int
    batch_size: int = 32
    callbacks: list[KerasConfig] = field(default_factory=list)
    repeat: int = 1
    """How often the training part is seen within an epoch."""
    threads: int = 1
    records_scores: bool = False
    """Whether the run's record tells what the loss and the metrics are on each part, because the task does not."""


@dataclass(frozen=True)
class Fitting:
    """What a run of a scikit-learn estimator depends on, apart from the files it reads, its seed and the code."""

    name: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SearchPlan:
    """What a search's candidates and folds depend on, apart from the files."""

    space: dict[str, dict[str, Any]]
    """By name: `values`, `integers`, `uniform` or `log_uniform` (`refit.definitions.searches`)."""
    draws: int
    folds: int
    random_state: int
    stratified: bool
    """Whether each fold has its share of every class."""


@dataclass(frozen=True)
class ViewRecipe:
    """All that a view's files depend on, apart from the downloads and the code."""

    format: str
    shape: list[int]
    """Of one example of the data set."""
    train: int
    """How many training examples the data set has."""
    test: int = 0
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By role, the `bytes` and the `sha256` of a download."""
    reading: dict[str, Any] = field(default_factory=dict)
    """What the format's reader must know beside."""
    labels: int = 0
    """How many classes there are; none where values are predicted."""
    task: str = "classification"
    """By which the truth is told."""
    view_shape: list[int] | None = None
    """Of one example as the model sees it, where it is another."""
    test_split: dict[str, Any] | None = None
    validation: dict[str, Any] = field(default_factory=dict)
    inverted: bool = False
    shuffled_labels: int | None = None
    normalization: str = "none"


@dataclass(frozen=True)
class Examples:
    """What the reading of examples depends on, apart from the files and the code."""

    shape: list[int]
    """Of one example as the network sees it."""
    classes: list[str]
    pictures: dict[str, list[str]] = field(default_factory=dict)
    """By label, the files."""
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """By label, rows of a table: `values` and `truth`."""


def to_params(values: Any) -> dict[str, Any]:
    """The plain form of a typed value, without the fields that have their defaults.

    Example:
        >>> to_params(Fitting("LinearSVC"))
        {'name': 'LinearSVC'}
    """
    return {
        item.name: to_params(value) if is_dataclass(value) else value
        for item in fields(values)
        if (value := getattr(values, item.name)) != _default(item)
    }


def _default(item: Any) -> Any:
    return item.default if item.default_factory is MISSING else item.default_factory()


def from_params(kind: type[Values], params: Mapping[str, Any]) -> Values:
    """The typed value of a plain form.

    Raises:
        TypeError: a field is missing, or there is one that the type does not have.
    """
    types = get_type_hints(kind)
    return kind(**{name: _typed(types[name], value) for name, value in params.items()})


def _typed(kind: Any, value: Any) -> Any:
    return from_params(kind, value) if is_dataclass(kind) and isinstance(kind, type) else value
