"""What a task is: everything that depends on whether classes or values are predicted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from refit.params import KerasConfig

if TYPE_CHECKING:  # tasks are known when Snakemake starts, which NumPy would slow down
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Headline:
    """The score by which a task's models are judged, and how it is told."""

    name: str
    """Among the metrics."""
    in_history: str
    """The column of a history that tells it while the task's own loss is trained with."""
    words: str
    short: str
    sign: int
    """1 where more is better, −1 where less is."""
    is_share: bool
    """Whether it is the share of examples that are right: told in percent, and each example is right or wrong."""


@dataclass(frozen=True)
class Task:
    """A task. A variant of one is `dataclasses.replace(CLASSIFICATION, name="…", …)`, and an entry of `TASKS`.

    Predictions on disk have the shape (examples, classes) or (examples, values), float32; `widen` brings what a
    network or an estimator gives to it, and nothing after that knows of another.
    """

    name: str
    template: str
    """What words it on the pages, workflow/report/tasks/<template>.html.jinja2, and by which figures say whether they
    are for it. A variant has that of the task which it varies."""
    suits: Callable[[int], bool]
    """Whether it is for data with so many classes; 0: with values."""
    outputs: Callable[[int], int]
    """How many values a network gives for one example, by the number of classes."""
    loss: str
    """By its Keras name."""
    metrics: tuple[KerasConfig, ...]
    """What is recorded of each epoch beside the loss."""
    widen: "Callable[[NDArray[np.float32]], NDArray[np.float32]]"
    """From what a model gives, (examples, outputs), to predictions."""
    evaluate: "Callable[[NDArray[Any], NDArray[np.float32], Sequence[str]], dict[str, Any]]"
    """The metrics of a part, from its truth (examples,), the predictions, and the names of the classes."""
    example_scores: "Callable[[NDArray[Any], NDArray[np.float32]], NDArray[np.float64]]"
    """Of each example, 1 or 0 (right or wrong), or its error; the mean is the headline. From truth and predictions."""
    summarize_truth: "Callable[[NDArray[Any], int], dict[str, Any]]"
    """What a view's summary says of the truth of a part, by the number of classes."""
    chance: Callable[[int], float | None]
    """What the headline is expected to be where there is nothing to learn; None: that is not known beforehand."""
    stratified: bool
    """Whether each fold of a search has its share of every class."""
    headline: Headline


def scorer(
    sign: int,
    widen: "Callable[[NDArray[np.float32]], NDArray[np.float32]]",
    example_scores: "Callable[[NDArray[Any], NDArray[np.float32]], NDArray[np.float64]]",
) -> "Callable[[NDArray[Any], NDArray[np.float32]], float]":
    """The headline, from truth and what a model gives; higher is better, as with scikit-learn's scorers."""
    return lambda truth, given: sign * float(example_scores(truth, widen(given)).mean())


def as_given(predictions: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Predictions that have their final shape already."""
    return predictions
