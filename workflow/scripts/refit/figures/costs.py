"""What experiments cost."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import sqrt
from statistics import mean
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator

from refit.figures.style import BLUE, GREY, GRID, headline

INCHES_OF_A_NAME = 0.15
"""From line to line in the column of names beside a panel."""

MOST_NAMED = 40
"""Where there are more experiments in a panel, only those are named that no quicker one is as good as."""


def unbeaten(points: Mapping[str, tuple[float, float]], sign: int) -> list[str]:
    """The names of the points that no other is to the left of and as good as, from left to right.

    Args:
        points: by name, seconds and value.
        sign: 1 where more is better, -1 where less is.
    """
    best: list[str] = []
    for name in sorted(points, key=lambda name: (points[name][0], -sign * points[name][1])):
        if not best or sign * points[name][1] > sign * points[best[-1]][1]:
            best.append(name)
    return best


def apart(places: Sequence[float], gap: float) -> list[float]:
    """Ascending places between 0 and 1, moved to be at least `gap` apart: upwards, and down again from above 1.

    Args:
        places: where each would be best.
        gap: at most 1 / (how many there are).
    """
    moved = [*accumulate(places, lambda below, place: max(place, below + gap))]
    highest = 1.0
    for index in reversed(range(len(moved))):
        moved[index] = min(moved[index], highest)
        highest = moved[index] - gap
    return moved


def against_time(
    runs: Sequence[Mapping[str, Any]], headlines: Mapping[str, Mapping[str, Any]], controls: Sequence[str] = ()
) -> Figure:
    """The test figure of each experiment against the seconds of its training, a panel for each data set and score.

    Args:
        runs: of each, `experiment`, `data`, its `metrics` and its `record`.
        headlines: by experiment, which of the metrics the test figure is (`refit.tasks.base.Headline`).
        controls: experiments that are left out if there are others, because their figures are so far off.
    """
    runs = [run for run in runs if run["experiment"] not in controls] or runs
    panels: dict[tuple[str, str], dict[str, list[tuple[float, float]]]] = {}
    for run in runs:
        told = headlines[run["experiment"]]
        value = run["metrics"]["test"][told["name"]] * (100 if told["is_share"] else 1)
        points = panels.setdefault((run["data"], told["name"]), {}).setdefault(run["experiment"], [])
        points.append((max(run["record"]["training_seconds"], 1e-3), value))
    heights = [max(3.4, INCHES_OF_A_NAME * min(len(experiments), MOST_NAMED) + 0.5) for experiments in panels.values()]
    figure, axes = plt.subplots(len(panels), 1, figsize=(10, sum(heights)), height_ratios=heights, squeeze=False)
    for axis, ((data, _), experiments) in zip(axes[:, 0], panels.items(), strict=True):
        told = headlines[next(iter(experiments))]
        means = {name: tuple(map(mean, zip(*points, strict=True))) for name, points in experiments.items()}
        every = [point for points in experiments.values() for point in points]
        axis.plot(*zip(*every, strict=True), "o", color=BLUE, markersize=3, alpha=0.4)
        axis.plot(*zip(*means.values(), strict=True), "o", color=BLUE, markersize=6)
        title, named = data, [*means]
        if len(means) > MOST_NAMED:
            named = unbeaten(means, told["sign"])
            title = f"{data}: {len(means)} experiments; named are those that no quicker one is as good as"
        axis.set(title=title, ylabel=f"test {told['short']}" + (", %" if told["is_share"] else ""), xscale="log")
        quickest, slowest = axis.get_xlim()
        if slowest < 4 * quickest:  # noise of the machine is not to fill the panel
            middle = sqrt(quickest * slowest)
            axis.set_xlim(middle / 2, middle * 2)
        named.sort(key=lambda name: means[name][1])
        low, high = axis.get_ylim()
        places = apart([(means[name][1] - low) / (high - low) for name in named], min(0.05, 1 / len(named)))
        line = {"arrowstyle": "-", "color": GREY, "linewidth": 0.5, "relpos": (0, 0.5)}
        beside = {"textcoords": "axes fraction", "fontsize": 7, "va": "center", "arrowprops": line}
        for name, place in zip(named, places, strict=True):
            axis.annotate(name, means[name], (1.03, place), **beside)
        axis.xaxis.set_minor_locator(LogLocator(subs=(2, 5)))
        axis.xaxis.set_major_formatter("{x:g}")
        axis.xaxis.set_minor_formatter("{x:g}")
        axis.grid(color=GRID, linewidth=0.8)
    axes[-1, 0].set_xlabel("training, s")
    return headline(figure, "Test figure against training time")
