"""The figures of an experiment over its seeds."""

from collections.abc import Mapping, Sequence
from statistics import mean
from typing import Any

from refit.statistics import deviation


def spread_of(runs: Sequence[Mapping[str, Any]], part: str = "test") -> dict[str, dict[str, Any]]:
    """By metric of a part, its `values` (of each run), `mean`, `deviation` (None: there is one run) and `interval`.

    The interval is the sampling interval of one run's figure, its bounds the means over the runs (None: it has none).

    Args:
        runs: of each, `metrics` (`refit.tasks.base.Task.evaluate`).
        part: `test` or `validation`.
    """
    metrics = [run["metrics"].get(part, {}) for run in runs]
    spread = {}
    for name in (name for name, value in metrics[0].items() if isinstance(value, float)):
        values = [told[name] for told in metrics]
        intervals = [told.get(f"{name}_interval") for told in metrics]
        spread[name] = {
            "values": values,
            "mean": mean(values),
            "deviation": deviation(values) if len(values) > 1 else None,
            "interval": [mean(bound) for bound in zip(*intervals, strict=True)] if all(intervals) else None,
        }
    return spread
