"""Figures of a view's data."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from refit.figures.style import BLUE, ORANGE, headline, picture_sheet, show_picture

MOSAIC = 90
"""The notebook shows every 612th of 55,000 pictures: 90 of them."""

SINGLE = 36_000 / 55_000
"""The notebook shows picture 36,000 of 55,000; of fewer pictures, the one at the same share."""


def sample_grid(x: NDArray[np.uint8], labels: NDArray[np.int64], classes: Sequence[str], title: str) -> Figure:
    """The first 40 pictures, 4 rows of 10, with their class names."""
    return picture_sheet(x[:40], [classes[label] for label in labels[:40]], 10, title)


def mosaic(x: NDArray[np.uint8], title: str) -> Figure:
    """90 pictures, ten a row, at equal distances from the first on: every 612th of 55,000."""
    step = -(-len(x) // MOSAIC)
    shown = x[::step]
    return picture_sheet(
        shown, [""] * len(shown), 10, f"{title}: one training picture in {step:,}" if step > 1 else title
    )


def single_pictures(x: NDArray[np.uint8], labels: NDArray[np.int64], classes: Sequence[str], title: str) -> Figure:
    """Two training pictures with their pixels: the first, and number 36,000 (of 55,000)."""
    figure, axes = plt.subplots(1, 2, figsize=(8, 4))
    for axis, number in zip(axes, (0, int(SINGLE * len(x))), strict=True):
        show_picture(axis, x[number])
        axis.set_title(f"training picture {number:,}: {classes[labels[number]]}", fontweight="normal")
    headline(figure, title)
    return figure


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
    headline(figure, title)
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
    headline(figure, title)
    return figure
