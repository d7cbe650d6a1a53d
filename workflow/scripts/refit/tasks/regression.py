"""Regression: one value for each example."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from refit.tasks.base import Headline, Task, as_given

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NORMAL_95 = 1.959964
"""The 97.5 % quantile of the normal distribution."""


def squared_errors(truth: "NDArray[np.float32]", predictions: "NDArray[np.float32]") -> "NDArray[np.float64]":
    """Of each example, shape (examples,)."""
    errors: NDArray[np.float64] = predictions[:, 0].astype("float64") - truth
    return errors**2


def evaluate(truth: "NDArray[np.float32]", predictions: "NDArray[np.float32]", _: Sequence[str]) -> dict[str, Any]:
    """Errors of predicted values.

    Args:
        truth: true values, shape (examples,).
        predictions: shape (examples, 1).

    Returns:
        `examples`, `mean_squared_error`, which is the `loss` too, `mean_squared_error_interval` (95 %, normal
        approximation to the mean of the squared errors), `mean_absolute_error` and `r2` (share of the variance
        explained).
    """
    from sklearn.metrics import mean_absolute_error, r2_score

    true, predicted = truth.astype("float64"), predictions[:, 0].astype("float64")
    squares = squared_errors(truth, predictions)
    half = NORMAL_95 * float(squares.std(ddof=1)) / len(squares) ** 0.5
    mean = float(squares.mean())
    return {
        "examples": len(true),
        "loss": mean,
        "mean_squared_error": mean,
        "mean_squared_error_interval": [mean - half, mean + half],
        "mean_absolute_error": float(mean_absolute_error(true, predicted)),
        "r2": float(r2_score(true, predicted)),
    }


def summarize_values(values: "NDArray[np.float32]", _: int) -> dict[str, Any]:
    """`target_range`: the smallest and the largest value."""
    return {"target_range": [float(values.min()), float(values.max())] if len(values) else []}


REGRESSION = Task(
    name="regression",
    template="regression",
    suits=lambda classes: classes == 0,
    outputs=lambda _: 1,
    loss="mean_squared_error",
    metrics=({"class_name": "MeanAbsoluteError", "config": {"name": "mean_absolute_error"}},),
    widen=as_given,
    evaluate=evaluate,
    example_scores=squared_errors,
    summarize_truth=summarize_values,
    chance=lambda _: None,
    stratified=False,
    headline=Headline("mean_squared_error", "loss", "mean squared error", "MSE", sign=-1, is_share=False),
)
