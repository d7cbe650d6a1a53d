"""Quantities: what a reported number can be about, where its value is found, and how it is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Value = float | str | None


@dataclass(frozen=True)
class RunResults:
    """What a run has that a quantity may be read from."""

    metrics: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By part (`refit.tasks.base.Task.evaluate`)."""
    record: Mapping[str, Any] = field(default_factory=dict)
    history: Sequence[Mapping[str, str]] = ()
    """A row for each epoch."""
    examples: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By name, the rows of the table of examples."""
    example: Mapping[str, str] = field(default_factory=dict)
    """The row that is asked about."""


@dataclass(frozen=True)
class Quantity:
    """Something that a number can be reported for.

    Example:
        One more entry of `QUANTITIES`, for claims, published numbers, schema and documentation alike:

        >>> Quantity(
        ...     "test_f1",
        ...     "F1 of the test part, mean over the classes by their examples",
        ...     lambda run: at(run.metrics, "test", "weighted", "f1"),
        ...     part="test",
        ...     metric="f1",
        ... )
    """

    name: str
    words: str
    """What it is, for the documentation."""
    value: Callable[[RunResults], Value]
    """What a run gives at its end; None where it has no such thing."""
    of: Literal["run", "example", "foundations"] = "run"
    value_type: Literal["number", "count", "class"] = "number"
    """A count is shown as a whole number; a class is the name of one."""
    is_certain: bool = False
    """Whether it follows from definitions alone, so that no seed and no data of the same shape change it."""
    part: str = ""
    """Of the view, where it is of one; with the `metric`."""
    metric: str = ""
    in_history: str = ""
    """The column of a history that tells it of single epochs, where one does."""

    def read(self, run: RunResults, epoch: int | None = None, example: str = "") -> Value:
        """What a run gives at its end, after an epoch, or for an example; None where it has no such thing."""
        if epoch is None:
            return self.value(replace(run, example=run.examples.get(example, {})))
        return number(next((row for row in run.history if int(row["epoch"]) == epoch), {}), self.in_history)


def number(row: Mapping[str, str], column: str) -> float | None:
    """The number in a column of a table's row; None where there is none."""
    text = row.get(column)
    return float(text) if text else None


def at(values: Mapping[str, Any], *keys: str) -> Any:
    """What nested mappings have below some keys; None where they have nothing."""
    *outer, last = keys
    for key in outer:
        values = values.get(key, {})
    return values.get(last)


def of_training(metric: str) -> Quantity:
    """A metric of the training part, which the history alone tells: at the end, that of the last epoch."""
    return Quantity(
        f"training_{metric}",
        f"{metric.replace('_', ' ')} of the training part, a mean over the epoch while the weights change",
        lambda run: number(run.history[-1], metric) if run.history else None,
        part="training",
        metric=metric,
        in_history=metric,
    )


def of_part(part: str, metric: str) -> Quantity:
    """A metric of the validation part or the test part, as the evaluation tells it."""
    return Quantity(
        f"{part}_{metric}",
        f"{metric.replace('_', ' ')} of the {part} part",
        lambda run: at(run.metrics, part, metric),
        part=part,
        metric=metric,
        in_history=f"val_{metric}" if part == "validation" else "",
    )


def count_of(name: str, words: str) -> Quantity:
    """How many of something a model has, from the record of a run."""
    return Quantity(name, words, lambda run: run.record.get(name), value_type="count", is_certain=True)


def of_example(name: str, words: str) -> Quantity:
    """A number that the table of examples has a column for."""
    return Quantity(name, words, lambda run: number(run.example, name), of="example")


def of_foundations(name: str, words: str, value: Callable[[], float]) -> Quantity:
    """What the chapter of foundations computes."""
    return Quantity(name, words, lambda _: value(), of="foundations", is_certain=True)


def _non_trainable(run: RunResults) -> int | None:
    trainable: int | None = run.record.get("trainable_parameters")
    return None if trainable is None else run.record["parameters"] - trainable


def _toy_loss() -> float:
    from refit.foundations import TOY_WEIGHTS, toy_loss

    return toy_loss(TOY_WEIGHTS[0])


def _softmax_loss(true_class: int) -> float:
    from refit.foundations import SCORES, cross_entropy, softmax

    return cross_entropy(softmax(SCORES), true_class)


METRICS = ("loss", "accuracy", "mean_squared_error")

QUANTITIES: dict[str, Quantity] = {
    quantity.name: quantity
    for quantity in (
        *map(of_training, ("loss", "accuracy")),
        *(of_part("validation", metric) for metric in METRICS),
        *(of_part("test", metric) for metric in METRICS),
        count_of("parameters", "how many parameters the model has"),
        count_of("trainable_parameters", "those that training changes"),
        replace(count_of("non_trainable_parameters", "those that it does not change"), value=_non_trainable),
        Quantity(
            "predicted",
            "an example's predicted class",
            lambda run: run.example.get("predicted") or None,
            of="example",
            value_type="class",
        ),
        of_example("probability", "the probability of that class"),
        of_example("probability_of_truth", "the probability of its true class"),
        of_foundations("toy_network_distance", "distance of the toy network's output to its target", _toy_loss),
        of_foundations(
            "softmax_loss_second_class", "loss of the softmax example for the second class", lambda: _softmax_loss(1)
        ),
        of_foundations("softmax_loss_third_class", "the same for the third", lambda: _softmax_loss(2)),
    )
}
"""By name. A loss is what the network was trained to make small, on that part."""

PUBLISHED = tuple(name for name, quantity in QUANTITIES.items() if quantity.part in ("validation", "test"))
"""Those that published numbers can be of."""
