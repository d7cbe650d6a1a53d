"""Figures of a view's data."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from refit.data.parts import read_part
from refit.figures.style import BLUE, ORANGE, headline, picture_sheet, save, show_picture

MOSAIC = 90
"""The notebook shows every 612th of 55,000 pictures: 90 of them."""

SINGLE = 36_000 / 55_000
"""The notebook shows picture 36,000 of 55,000; of fewer pictures, the one at the same share."""


def draw_samples(
    folder: Path,
    train: str,
    task: str,
    example_kind: str,
    classes: Sequence[str],
    columns: Sequence[str],
    target: str,
    view_title: str,
) -> None:
    """Training examples: pictures with their truth, or how the columns of a table are distributed, named or not."""
    part = read_part(Path(train))
    columns = columns or [f"column {number}" for number in range(1, part.x.shape[-1] + 1)]
    draw: Callable[[], Figure] = {
        ("picture", "classification"): lambda: sample_grid(part.x, [classes[label] for label in part.y], view_title),
        ("picture", "regression"): lambda: sample_grid(part.x, [f"{value:g}" for value in part.y], view_title),
        ("table", "classification"): lambda: sample_strips(part.x, part.y, classes, columns, view_title),
        ("table", "regression"): lambda: sample_histograms(part.x, part.y, [*columns, target], view_title),
    }[example_kind, task]
    save(draw(), folder / "samples.png")


def draw_pictures(folder: Path, train: str, classes: Sequence[str], view_title: str) -> None:
    """Two training pictures large, and many small."""
    part = read_part(Path(train))
    save(single_pictures(part.x, part.y, classes, view_title), folder / "single_pictures.png")
    save(mosaic(part.x, view_title), folder / "mosaic.png")


def sample_grid(x: NDArray[Any], truth: Sequence[str], title: str) -> Figure:
    """The first 40 pictures, 4 rows of 10, with what they are."""
    return picture_sheet(x[:40], truth[:40], 10, title)


def mosaic(x: NDArray[Any], title: str) -> Figure:
    """90 pictures, ten a row, at equal distances from the first on: every 612th of 55,000."""
    step = -(-len(x) // MOSAIC)
    shown = x[::step]
    which = f": one training picture in {step:,}" if step > 1 else ""
    return picture_sheet(shown, [""] * len(shown), 10, title + which)


def single_pictures(x: NDArray[Any], labels: NDArray[Any], classes: Sequence[str], title: str) -> Figure:
    """Two training pictures with their pixels: the first, and number 36,000 (of 55,000)."""
    figure, axes = plt.subplots(1, 2, figsize=(8, 4))
    for axis, number in zip(axes, (0, int(SINGLE * len(x))), strict=True):
        show_picture(axis, x[number])
        axis.set_title(f"training picture {number:,}: {classes[labels[number]]}", fontweight="normal")
    return headline(figure, title)


def sample_histograms(x: NDArray[Any], y: NDArray[Any], columns: Sequence[str], title: str) -> Figure:
    """The distribution of each column of tabular data and, last, of the target."""
    values = [*x.T, y]
    rows = -(-len(values) // 3)
    figure, axes = plt.subplots(rows, 3, figsize=(9, 2.2 * rows), squeeze=False)
    for axis in axes.flat[len(values) :]:
        axis.axis("off")
    for axis, column, name in zip(axes.flat, values, columns, strict=False):
        axis.hist(column, bins=50, color=ORANGE if column is y else BLUE)
        axis.set(xlabel=name, yticks=[])
    return headline(figure, title)


def sample_strips(
    x: NDArray[Any], labels: NDArray[Any], classes: Sequence[str], columns: Sequence[str], title: str
) -> Figure:
    """Values of tabular data by class: a strip for each column."""
    figure, axes = plt.subplots(1, x.shape[1], figsize=(9, 3), sharey=True, squeeze=False)
    jitter = np.random.default_rng(0).uniform(-0.25, 0.25, len(labels))
    for values, name, axis in zip(x.T, columns, axes[0], strict=True):
        axis.plot(values, labels + jitter, "o", color=BLUE, alpha=0.35, markersize=4, markeredgewidth=0)
        axis.set(xlabel=name, yticks=range(len(classes)), yticklabels=classes)
    return headline(figure, title)
