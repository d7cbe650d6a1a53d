"""Figures, from files of the stages before; without dates, so that the same data gives the same bytes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from refit.predictions import predictions_are_probabilities

BLUE, ORANGE, GREY = "#0072b2", "#d55e00", "#5f6368"
"""Okabe and Ito's palette, safe for colour-blind readers (https://jfly.uni-koeln.de/color/)."""

STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "figure.titlesize": 11,
    "figure.constrained_layout.use": True,
    "savefig.dpi": 150,
    "svg.hashsalt": "refit",
}
plt.rcParams.update(STYLE)


def save(figure: Figure, path: Path) -> None:
    """Write a figure as SVG or PNG, by its name, and close it."""
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else {"Software": None})
    plt.close(figure)


def learning_curves(history: pd.DataFrame, title: str, validates_on_test: bool = False) -> Figure:
    """Loss and metric by epoch, for the training and (if there is one) the validation part.

    y runs from 0 to 1, as in the notebooks; to the highest value where the last one is still above 1.
    """
    metrics = [name for name in history.columns if name != "epoch" and not name.startswith("val_")]
    validation_name = "test, as validation" if validates_on_test else "validation"
    figure, axes = plt.subplots(1, len(metrics), figsize=(9, 3.6), sharex=True, squeeze=False)
    for axis, metric in zip(axes[0], sorted(metrics, key=lambda name: name != "loss"), strict=True):
        shown = history.filter(regex=f"^(val_)?{metric}$").to_numpy(float)
        top = 1.0 if shown[-1].max() <= 1 else 1.05 * shown.max()
        for column, name, colour, marker in (
            (metric, "training", BLUE, "o"),
            (f"val_{metric}", validation_name, ORANGE, "s"),
        ):
            if column in history:
                axis.plot(history["epoch"], history[column], marker + "-", color=colour, markersize=4, label=name)
        axis.set(xlabel="epoch", ylim=(0, top), title=metric.replace("_", " "))
        axis.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1, steps=[1, 2, 5, 10]))
        axis.grid(color="#e3e5e8", linewidth=0.8)
        axis.set_axisbelow(True)
        if shown.max() > top:
            note = "values above 1 are not shown"
            axis.annotate(note, (0.02, 0.02), xycoords="axes fraction", color=GREY, fontsize=8)
    axes[0, -1].legend(loc="best", frameon=False)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def predicted_against_actual(
    truth: NDArray[np.float32], predicted: NDArray[np.float32], target: str, title: str
) -> Figure:
    """Each test example as a point, and the line on which a perfect prediction would lie."""
    figure, axis = plt.subplots(figsize=(5.2, 5.2))
    ends = [float(min(truth.min(), predicted.min())), float(max(truth.max(), predicted.max()))]
    axis.plot(ends, ends, color=GREY, linewidth=1, label="perfect prediction")
    axis.plot(truth, predicted, "o", color=BLUE, alpha=0.25, markersize=3, markeredgewidth=0, label="test example")
    axis.set(xlabel=f"actual {target}", ylabel=f"predicted {target}", aspect="equal")
    axis.legend(loc="upper left", frameon=False)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def confusion_matrices(matrix: Sequence[Sequence[int]], classes: Sequence[str], title: str) -> Figure:
    """Counts, and shares of each true class; rows true, columns predicted."""
    counts = np.asarray(matrix)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    side = max(3.8, 1.9 + 0.42 * len(classes))
    figure, axes = plt.subplots(1, 2, figsize=(2 * side, side + 1.1), layout="compressed")
    for axis, values, name, form in (
        (axes[0], counts, "counts", "{:,.0f}"),
        (axes[1], shares, "shares of the true class, %", "{:.0f}"),
    ):
        axis.imshow(shares, cmap="Blues", vmin=0, vmax=1)
        for row, column in np.ndindex(*counts.shape):
            if counts[row, column]:
                shown = values[row, column] if values is counts else 100 * values[row, column]
                colour = "white" if shares[row, column] > 0.55 else "black"
                label = form.format(shown) if shown >= 1 else "<1"
                axis.text(column, row, label, ha="center", va="center", color=colour, fontsize=8)
        axis.set_xticks(range(len(classes)), classes, rotation=45, ha="right", rotation_mode="anchor")
        axis.set_yticks(range(len(classes)), classes)
        axis.set(xlabel="predicted", ylabel="true", title=name)
        axis.spines[:].set_visible(False)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def sample_grid(x: NDArray[np.uint8], labels: NDArray[np.int64], classes: Sequence[str], title: str) -> Figure:
    """The first 40 images, 4 rows of 10, with their class names."""
    figure, axes = plt.subplots(4, 10, figsize=(10, 5))
    for axis in axes.flat:
        axis.axis("off")
    for axis, image, label in zip(axes.flat, x, labels, strict=False):
        _show(axis, image)
        axis.set_title(classes[label], fontsize=8, fontweight="normal", loc="center", pad=3)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def _show(axis: Axes, image: NDArray[np.uint8]) -> None:
    axis.imshow(image.reshape(image.shape[:2]), cmap="gray_r", vmin=0, vmax=255)


def sample_histograms(x: NDArray[np.float32], y: NDArray[np.float32], columns: Sequence[str], title: str) -> Figure:
    """The distribution of each column of tabular data and, last, of the target."""
    values = [*x.T, y]
    rows = -(-len(values) // 3)
    figure, axes = plt.subplots(rows, 3, figsize=(9, 2.2 * rows), squeeze=False)
    for axis in axes.flat[len(values) :]:
        axis.axis("off")
    for axis, found, name in zip(axes.flat, values, columns, strict=False):
        axis.hist(found, bins=50, color=ORANGE if found is y else BLUE)
        axis.set(xlabel=name, yticks=[])
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def sample_strips(
    x: NDArray[np.float32], labels: NDArray[np.int64], classes: Sequence[str], columns: Sequence[str], title: str
) -> Figure:
    """Values of tabular data by class: a strip for each column."""
    figure, axes = plt.subplots(1, x.shape[1], figsize=(9, 3), sharey=True, squeeze=False)
    jitter = np.random.default_rng(0).uniform(-0.25, 0.25, len(labels))
    for values, name, axis in zip(x.T, columns, axes[0], strict=True):
        axis.plot(values, labels + jitter, "o", color=BLUE, alpha=0.35, markersize=4, markeredgewidth=0)
        axis.set(xlabel=name, yticks=range(len(classes)), yticklabels=classes)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def first_predictions(
    x: NDArray[Any],
    labels: NDArray[np.int64],
    probabilities: NDArray[np.float32],
    classes: Sequence[str],
    title: str,
    count: int = 3,
) -> Figure:
    """The first test examples: picture (or values), true and predicted class, and all probabilities."""
    are_probabilities = predictions_are_probabilities(probabilities)
    count = min(count, len(labels))
    heights = [2.0 if x.ndim >= 3 else 0.6, 0.26 * len(classes)]
    figure, axes = plt.subplots(2, count, figsize=(3.2 * count, sum(heights) + 1.2), height_ratios=heights)
    for index, (picture, bars) in enumerate(axes.T):
        predicted = int(probabilities[index].argmax())
        right = predicted == labels[index]
        picture.axis("off")
        if x.ndim >= 3:
            _show(picture, x[index])
        else:
            values = ", ".join(f"{value:g}" for value in x[index].tolist())
            picture.text(0.5, 0.5, values, ha="center", va="center", transform=picture.transAxes)
        picture.set_title(
            f"true: {classes[labels[index]]}\npredicted: {classes[predicted]} {'✓' if right else '✗'}",
            loc="center",
            fontsize=9,
            fontweight="normal",
        )
        colours = ["#c8d3dc"] * len(classes)
        colours[predicted] = BLUE if right else ORANGE
        shown = bars.barh(range(len(classes)), probabilities[index], color=colours)
        bars.bar_label(shown, [f"{value:.2f}" for value in probabilities[index]], padding=2, fontsize=8)
        bars.set_yticks(range(len(classes)), classes if index == 0 else [""] * len(classes), fontsize=8)
        if are_probabilities:
            bars.set(xlim=(0, 1.2), xticks=[0, 0.5, 1], xlabel="probability")
        else:
            bars.set(xlabel="decision function")
            bars.margins(x=0.3)
        bars.invert_yaxis()
    figure.suptitle(title, x=0.01, ha="left")
    return figure
