"""What experiments cost."""

from collections.abc import Mapping, Sequence
from statistics import mean
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from matplotlib.ticker import LogFormatter

from refit.figures.style import BLUE, GRID, headline

MOST_NAMED = 40
"""Where there are more experiments in a panel, only those are named that no quicker one is as good as."""


def unbeaten(points: Mapping[str, tuple[float, float]], sign: int) -> list[str]:
    """The names of the points that no other is to the left of and as good as, from left to right.

    Args:
        points: by name, seconds and value.
        sign: 1 where more is better, -1 where less is.
    """
    found: list[str] = []
    for name in sorted(points, key=lambda name: (points[name][0], -sign * points[name][1])):
        if not found or sign * points[name][1] > sign * points[found[-1]][1]:
            found.append(name)
    return found


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
        is_accuracy = any("accuracy" in run["metrics"]["test"] for run in runs if run["data"] == data)
        means = {
            name: tuple(mean(coordinates) for coordinates in zip(*points, strict=True))
            for name, points in experiments.items()
        }
        every = [point for points in experiments.values() for point in points]
        axis.plot(*zip(*every, strict=True), "o", color=BLUE, markersize=3, alpha=0.4)
        axis.plot(*zip(*means.values(), strict=True), "o", color=BLUE, markersize=6)
        title, named = data, [*means]
        if len(means) > MOST_NAMED:
            named = unbeaten(means, 1 if is_accuracy else -1)
            title = f"{data}: {len(means)} experiments; named are those that no quicker one is as good as"
        for name in named:
            axis.annotate(name, means[name], (5, 0), textcoords="offset points", fontsize=7, va="center")
        axis.set(title=title, ylabel="test accuracy, %" if is_accuracy else "test MSE", xscale="log")
        axis.margins(x=0.2)
        axis.xaxis.set_major_formatter("{x:g}")
        # Between powers of ten only where there would be few labels.
        axis.xaxis.set_minor_formatter(LogFormatter(labelOnlyBase=False, minor_thresholds=(1.5, 0.6)))
        axis.grid(color=GRID, linewidth=0.8)
    axes[-1, 0].set_xlabel("training, s")
    headline(figure, "Test figure against training time")
    return figure
