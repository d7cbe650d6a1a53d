"""Figures that set experiments, or candidates of a search, side by side."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter

from refit.figures.style import BLUE, GREY, GRID, ORANGE, PALETTE, headline, save

MANY = 100
"""From this ratio of the largest to the smallest value on, an axis is logarithmic."""


def comparison(curves: pd.DataFrame, table: pd.DataFrame, metric: str, title: str) -> Figure:
    """Training loss and metric by epoch, and where training and test part end.

    Args:
        curves: from `refit.comparisons.curves`.
        table: from `refit.comparisons.tabulate`.
        metric: the column to show beside the loss, or `loss`.
        title: above the figure.
    """
    validates = f"val_{metric}" in curves and bool(curves[f"val_{metric}"].notna().any())
    shown = f"val_{metric}" if validates else metric
    panels = [("loss", "training loss"), (shown, f"{'validation' if validates else 'training'} {metric}")]
    names = table["experiment"].tolist()
    figure, axes = plt.subplots(1, 3, figsize=(11, 3.4 + 0.12 * max(0, len(names) - 3)))
    for axis, (column, label) in zip(axes, panels, strict=False):
        for name, colour in zip(names, PALETTE * len(names), strict=False):
            for _, curve in curves[curves["experiment"] == name].groupby("seed"):
                axis.plot(curve["epoch"], curve[column], "o-", color=colour, markersize=3, linewidth=1.4)
        axis.set(xlabel="epoch", title=label.replace("_", " "))
        axis.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1, steps=[1, 2, 5, 10]))
        axis.grid(color=GRID, linewidth=0.8)
        values = curves[column].dropna()
        if column == "loss" and len(values) and values.min() > 0 and values.max() / values.min() > 10:
            axis.set_yscale("log")
    end = axes[2]
    for y, (row, colour) in enumerate(zip(table.to_dict("records"), PALETTE * len(names), strict=False)):
        ends = [row[f"training_{metric}"], row[f"test_{metric}"]]
        end.plot(ends, [y, y], color=colour, linewidth=1.4)
        end.plot(ends[0], y, "o", color=colour, markerfacecolor="white", markersize=6)
        end.plot(ends[1], y, "o", color=colour, markersize=6)
    end.set(yticks=range(len(names)), yticklabels=names, title=f"training ○ and test ● {metric}")
    end.set_ylim(len(names) - 0.5, -0.5)
    end.grid(color=GRID, linewidth=0.8, axis="x")
    return headline(figure, title)


def differences(rows: Sequence[Mapping[str, Any]], words: str, is_share: bool, title: str) -> Figure:
    """The difference of each pair of models with its interval; what chance does not explain stands out.

    Args:
        rows: from `refit.pairs.compare_pairs`.
        words: what the score is called.
        is_share: whether it is told in percentage points.
        title: above the figure.
    """
    figure, axis = plt.subplots(figsize=(9, 1.3 + 0.26 * len(rows)))
    scale = 100 if is_share else 1
    for y, row in enumerate(rows):
        colour = GREY if row["low"] <= 0 <= row["high"] else BLUE
        axis.plot([scale * row["low"], scale * row["high"]], [y, y], color=colour, linewidth=2)
        axis.plot(scale * row["difference"], y, "o", color=colour, markersize=6)
    axis.axvline(0, color=ORANGE, linewidth=1)
    axis.set_yticks(range(len(rows)), [f"{row['second']} − {row['first']}" for row in rows])
    axis.set_xlabel(f"difference in test {words}" + (", percentage points" if is_share else ""))
    axis.set_ylim(len(rows) - 0.5, -0.5)
    axis.grid(color=GRID, linewidth=0.8, axis="x")
    return headline(figure, f"{title}: pairs on the same test examples")


def draw_search(folder: Path, table: str, space: Mapping[str, Mapping[str, Any]], view_title: str) -> None:
    """The candidates of a search."""
    save(search_scores(pd.read_csv(table), space, view_title), folder / "search.svg")


def search_scores(table: pd.DataFrame, space: Mapping[str, Mapping[str, Any]], title: str) -> Figure:
    """The mean score of each candidate over each parameter, with the folds' scores; the best candidate stands out.

    Args:
        table: from `refit.search.tabulate`.
        space: of the search (`refit.params.SearchPlan`).
        title: above the figure.
    """
    folds = table.filter(regex=r"^score_\d+$")
    figure, axes = plt.subplots(1, len(space), figsize=(max(4.5, 3.4 * len(space)), 3.4), sharey=True, squeeze=False)
    for axis, (name, values) in zip(axes[0], space.items(), strict=True):
        x, labels = table[name], None
        if not pd.api.types.is_numeric_dtype(x) or pd.api.types.is_bool_dtype(x):
            labels = [str(value) for value in values["values"]]
            x = table[name].map({value: index for index, value in enumerate(values["values"])})
        for fold in folds:
            axis.plot(x, folds[fold], "o", color=GREY, alpha=0.35, markersize=3, markeredgewidth=0)
        axis.plot(x, table["mean_score"], "o", color=BLUE, markersize=6)
        axis.plot(x.iloc[0], table["mean_score"].iloc[0], "o", color=ORANGE, markersize=9)
        axis.set(xlabel=name.replace("_", " "))
        if labels is not None:
            axis.set_xticks(range(len(labels)), labels)
        elif values["log_uniform"] or (x.min() > 0 and x.max() / x.min() >= MANY):
            axis.set_xscale("log")
            axis.xaxis.set_major_locator(LogLocator(subs=(1, 3) if x.max() / x.min() < MANY else (1,)))
            axis.xaxis.set_major_formatter("{x:g}")
            axis.xaxis.set_minor_formatter(NullFormatter())
        elif values["values"]:
            axis.set_xticks(values["values"])
            axis.margins(x=0.2)
        axis.grid(color=GRID, linewidth=0.8)
    axes[0, 0].set_ylabel("score of the cross-validation")
    return headline(figure, f"{title}\nlarge: mean over the folds (the best in orange); small: each fold")
