"""The runs of an experiment, and its test figure over its seeds."""

from collections.abc import Mapping, Sequence
from statistics import mean, stdev
from typing import Any

from refit.files import read_json


def read_runs(
    runs: Sequence[Mapping[str, Any]], metrics: Sequence[str], records: Sequence[str]
) -> list[dict[str, Any]]:
    """Runs with their `metrics` and `record`, from the paths of both."""
    return [
        {**run, "metrics": read_json(judged), "record": read_json(record)}
        for run, judged, record in zip(runs, metrics, records, strict=True)
    ]


def spread_of(runs: Sequence[Mapping[str, Any]], part: str = "test") -> dict[str, dict[str, Any]]:
    """By metric of a part, its `values` (of each run), `mean`, and `deviation` (None: there is one run).

    Args:
        runs: of each, `metrics` (`refit.evaluation`).
        part: `test` or `validation`.
    """
    metrics = [run["metrics"].get(part, {}) for run in runs]
    found = {}
    for name in (name for name, value in metrics[0].items() if isinstance(value, float)):
        values = [one[name] for one in metrics]
        found[name] = {
            "values": values,
            "mean": mean(values),
            "deviation": stdev(values) if len(values) > 1 else None,
        }
    return found
