"""Judge predictions: from labels and probabilities alone."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binomtest
from sklearn.metrics import (
    accuracy_score,
    confusion_matrix,
    log_loss,
    mean_absolute_error,
    precision_recall_fscore_support,
    r2_score,
)

from refit.predictions import predictions_are_probabilities

WHOLE = ("loss", "accuracy", "calibration_error", "mean_absolute_error", "r2")
"""Metrics of a part as a whole."""

NORMAL_95 = 1.959964
"""The 97.5 % quantile of the normal distribution."""

CONFIDENCES = 15
"""Bins of equal width, as in Guo and others (see `calibration`)."""

PER_CLASS = ("precision", "recall", "f1", "support")


def evaluate(truth: NDArray[Any], predictions: NDArray[np.float32], classes: list[str]) -> dict[str, Any]:
    """The metrics of a part: of classification where there are classes, else of regression.

    Args:
        truth: labels or values, shape (examples,).
        predictions: shape (examples, outputs).
        classes: class names, in the order of the labels; empty for regression.
    """
    return classification(truth, predictions, classes) if classes else regression(truth, predictions[:, 0])


def regression(truth: NDArray[np.float32], predicted: NDArray[np.float32]) -> dict[str, Any]:
    """Errors of predicted values.

    Args:
        truth: true values, shape (examples,).
        predicted: predicted values, shape (examples,).

    Returns:
        `examples`, `loss` (mean squared error), `mean_absolute_error`, `r2` (share of the variance explained) and
        `loss_interval` (95 %, normal approximation to the mean of the squared errors).
    """
    true, found = truth.astype(np.float64), predicted.astype(np.float64)
    squares = (true - found) ** 2
    half = NORMAL_95 * float(squares.std(ddof=1)) / len(squares) ** 0.5
    return {
        "examples": len(true),
        "loss": float(squares.mean()),
        "loss_interval": [float(squares.mean()) - half, float(squares.mean()) + half],
        "mean_absolute_error": float(mean_absolute_error(true, found)),
        "r2": float(r2_score(true, found)),
    }


def classification(labels: NDArray[np.int64], probabilities: NDArray[np.float32], classes: list[str]) -> dict[str, Any]:
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


def calibration(right: NDArray[np.bool_], confidences: NDArray[np.float32]) -> dict[str, Any]:
    """Whether a model is right as often as it says.

    Args:
        right: whether the predicted class is the true one, shape (examples,).
        confidences: the predicted class's probability, shape (examples,).

    Returns:
        `calibration`: for each bin of confidences with examples in it, their number (`examples`), the mean `confidence`
        and the `accuracy`. `calibration_error`: the mean distance of the two over the examples (expected calibration
        error; Guo, Pleiss, Sun and Weinberger, On Calibration of Modern Neural Networks, 2017).
    """
    numbers = np.minimum((confidences * CONFIDENCES).astype(int), CONFIDENCES - 1)
    bins = [
        {
            "examples": int((numbers == number).sum()),
            "confidence": float(confidences[numbers == number].mean(dtype=np.float64)),
            "accuracy": float(right[numbers == number].mean()),
        }
        for number in np.unique(numbers)
    ]
    error = sum(found["examples"] * abs(found["confidence"] - found["accuracy"]) for found in bins) / len(right)
    return {"calibration": bins, "calibration_error": error}


def tidy(runs: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The metrics of runs as a table: a row per experiment, seed, part, metric and class.

    The class is empty for metrics of a whole part, else `weighted` or a class name.

    Args:
        runs: of each, `experiment`, `seed`, `data` and `metrics`: by part, what `evaluate` gives.
    """
    rows = []
    for run in runs:
        of_run = (run["experiment"], run["seed"], run["data"])
        for part, found in run["metrics"].items():
            rows += [(*of_run, part, name, "", found[name]) for name in WHOLE if name in found]
            groups = {"weighted": found["weighted"], **found["classes"]} if "classes" in found else {}
            for label, values in groups.items():
                rows += [(*of_run, part, name, label, value) for name, value in values.items()]
    return pd.DataFrame(rows, columns=["experiment", "seed", "data", "part", "metric", "class", "value"])
