"""Classification: a distribution over the classes for each example, or the values of a decision function."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from refit.predictions import predictions_are_probabilities
from refit.tasks.base import Headline, Task, as_given

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CONFIDENCES = 15
"""Bins of equal width, as in Guo and others (see `calibration`)."""

PER_CLASS = ("precision", "recall", "f1", "support")


def evaluate(
    labels: "NDArray[np.int64]", probabilities: "NDArray[np.float32]", classes: Sequence[str]
) -> dict[str, Any]:
    """Loss, accuracy, precision, recall and F1, and the confusion matrix of one part.

    The predicted class is the most probable one. Loss is the mean cross-entropy (natural logarithm) with probabilities
    clipped to float32's resolution, as Keras does; the values of a decision function have none. Where a class is
    never predicted, its precision is given as 0.

    Args:
        labels: true classes, shape (examples,).
        probabilities: shape (examples, classes).
        classes: class names, in the order of the labels.

    Returns:
        `examples`, `loss`, `accuracy`, `accuracy_interval` (Wilson, 95 %), `weighted` and `classes` (precision, recall,
        f1, support), `confusion_matrix` (rows true, columns predicted; counts), and of probabilities what `calibration`
        gives.
    """
    from scipy.stats import binomtest
    from sklearn.metrics import accuracy_score, confusion_matrix, log_loss, precision_recall_fscore_support

    predicted = probabilities.argmax(axis=1)
    numbers = list(range(len(classes)))
    per_class = precision_recall_fscore_support(labels, predicted, labels=numbers, zero_division=0)
    weighted = precision_recall_fscore_support(labels, predicted, labels=numbers, zero_division=0, average="weighted")
    are_probabilities = predictions_are_probabilities(probabilities)
    correct = int((labels == predicted).sum())
    interval = binomtest(correct, len(labels)).proportion_ci(0.95, method="wilson")
    return {
        "examples": len(labels),
        **({"loss": float(log_loss(labels, probabilities, labels=numbers))} if are_probabilities else {}),
        **(calibration(labels == predicted, probabilities.max(axis=1)) if are_probabilities else {}),
        "accuracy": float(accuracy_score(labels, predicted)),
        "accuracy_interval": [float(interval.low), float(interval.high)],
        "weighted": {name: float(value) for name, value in zip(PER_CLASS[:3], weighted, strict=False)},
        "classes": {
            label: {name: per_class[column][row].item() for column, name in enumerate(PER_CLASS)}
            for row, label in enumerate(classes)
        },
        "confusion_matrix": confusion_matrix(labels, predicted, labels=numbers).tolist(),
    }


def calibration(right: "NDArray[np.bool_]", confidences: "NDArray[np.float32]") -> dict[str, Any]:
    """Whether a model is right as often as it says.

    Args:
        right: whether the predicted class is the true one, shape (examples,).
        confidences: the predicted class's probability, shape (examples,).

    Returns:
        `calibration`: for each bin of confidences with examples in it, their number (`examples`), the mean `confidence`
        and the `accuracy`. `calibration_error`: the mean distance of the two over the examples (expected calibration
        error; Guo, Pleiss, Sun and Weinberger, On Calibration of Modern Neural Networks, 2017).
    """
    import numpy as np

    numbers = np.minimum((confidences * CONFIDENCES).astype(int), CONFIDENCES - 1)
    bins = [
        {
            "examples": int((numbers == number).sum()),
            "confidence": float(confidences[numbers == number].mean(dtype=np.float64)),
            "accuracy": float(right[numbers == number].mean()),
        }
        for number in np.unique(numbers)
    ]
    error = sum(held["examples"] * abs(held["confidence"] - held["accuracy"]) for held in bins) / len(right)
    return {"calibration": bins, "calibration_error": error}


def example_scores(labels: "NDArray[np.int64]", probabilities: "NDArray[np.float32]") -> "NDArray[np.float64]":
    """Of each example, whether it is classified rightly."""
    right: NDArray[np.float64] = (probabilities.argmax(axis=1) == labels).astype("float64")
    return right


def summarize_labels(labels: "NDArray[np.int64]", classes: int) -> dict[str, Any]:
    """`counts`: the examples of each class."""
    import numpy as np

    return {"counts": np.bincount(labels, minlength=classes).tolist()}


CLASSIFICATION = Task(
    name="classification",
    template="classification",
    suits=lambda classes: classes > 0,
    outputs=lambda classes: classes,
    loss="sparse_categorical_crossentropy",
    metrics=({"class_name": "SparseCategoricalAccuracy", "config": {"name": "accuracy"}},),
    widen=as_given,
    evaluate=evaluate,
    example_scores=example_scores,
    summarize_truth=summarize_labels,
    chance=lambda classes: 1 / classes,
    stratified=True,
    headline=Headline("accuracy", "accuracy", "accuracy", "accuracy", sign=1, is_share=True),
)
