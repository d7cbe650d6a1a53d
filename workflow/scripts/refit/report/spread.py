"""The figures of an experiment over its seeds."""

from collections.abc import Mapping, Sequence
from statistics import mean, stdev
from typing import Any


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
