"""What experiments cost."""

from collections.abc import Mapping, Sequence
from statistics import mean
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from matplotlib.ticker import LogFormatter

from refit.figures.style import BLUE, GRID, headline


def against_time(runs: Sequence[Mapping[str, Any]]) -> Figure:
    """The test figure of each experiment against the seconds of its training, a panel for each data set.

    Args:
        runs: of each, `experiment`, `data`, its `metrics` and its `record`.
    """
    panels: dict[str, dict[str, list[tuple[float, float]]]] = {}
    for run in runs:
        test = run["metrics"]["test"]
        value = 100 * test["accuracy"] if "accuracy" in test else test["loss"]
        found = panels.setdefault(run["data"], {}).setdefault(run["experiment"], [])
        found.append((max(run["record"]["training_seconds"], 1e-3), value))
    figure, axes = plt.subplots(len(panels), 1, figsize=(10, 3.9 * len(panels)), squeeze=False)
    for axis, (data, experiments) in zip(axes[:, 0], panels.items(), strict=True):
        for name, points in experiments.items():
            seconds, value = (mean(coordinates) for coordinates in zip(*points, strict=True))
            axis.plot(*zip(*points, strict=True), "o", color=BLUE, markersize=3, alpha=0.4)
            axis.plot(seconds, value, "o", color=BLUE, markersize=6)
            axis.annotate(name, (seconds, value), (5, 0), textcoords="offset points", fontsize=7, va="center")
        is_accuracy = any("accuracy" in run["metrics"]["test"] for run in runs if run["data"] == data)
        axis.set(title=data, ylabel="test accuracy, %" if is_accuracy else "test MSE", xscale="log")
        axis.margins(x=0.2)
        axis.xaxis.set_major_formatter("{x:g}")
        # Between powers of ten only where there would be few labels.
        axis.xaxis.set_minor_formatter(LogFormatter(labelOnlyBase=False, minor_thresholds=(1.5, 0.6)))
        axis.grid(color=GRID, linewidth=0.8)
    axes[-1, 0].set_xlabel("training, s")
    headline(figure, "Test figure against training time")
    return figure
