"""Judge runs by their predictions."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd


def with_recorded_scores(metrics: dict[str, Any], record: Mapping[str, Any], part: str) -> dict[str, Any]:
    """The metrics of a part, with what the run's record tells of a loss and metrics that are not the task's."""
    recorded = record.get("scores", {}).get(part, {})
    return metrics | {name: score for name, score in recorded.items() if name == "loss" or name not in metrics}


def tidy(runs: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The metrics of runs as a table: a row per experiment, seed, part, metric and class.

    The class is empty for metrics of a whole part, else `weighted` or a class name.

    Args:
        runs: of each, `experiment`, `seed`, `data` and `metrics`: by part, what `refit.tasks.base.Task.evaluate` gives.
    """
    rows = []
    for run in runs:
        of_run = (run["experiment"], run["seed"], run["data"])
        for part, metrics in run["metrics"].items():
            rows += [(*of_run, part, name, "", value) for name, value in metrics.items() if isinstance(value, float)]
            groups = {"weighted": metrics["weighted"], **metrics["classes"]} if "classes" in metrics else {}
            for label, values in groups.items():
                rows += [(*of_run, part, name, label, value) for name, value in values.items()]
    return pd.DataFrame(rows, columns=["experiment", "seed", "data", "part", "metric", "class", "value"])
