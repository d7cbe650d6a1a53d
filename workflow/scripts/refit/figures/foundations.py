"""Figures of the foundations: activation functions, and what a kernel makes of a picture."""

from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from refit.data.parts import read_part
from refit.figures.style import BLUE, GREY, ORANGE, headline, save
from refit.foundations import ACTIVATIONS, VERTICAL_EDGES, convolve, max_pool


def draw_activations(folder: Path) -> None:
    """The activation functions."""
    save(activations(), folder / "activations.svg")


def draw_kernels(folder: Path, train: str, title: str) -> None:
    """What a kernel makes of the first training picture."""
    save(kernels(read_part(Path(train)).x[0], title), folder / "kernels.png")


def activations() -> Figure:
    """Each activation function with its derivative on [−3, 3]; where the argument is positive, the neuron fires."""
    x = np.linspace(-3, 3, 601)
    figure, axes = plt.subplots(2, 4, figsize=(10, 5), sharex=True, sharey=True)
    for axis, activation in zip(axes.flat, ACTIVATIONS, strict=True):
        axis.axvspan(0, 3, color="#e8f1f8", zorder=0)
        axis.axhline(0, color=GREY, linewidth=0.6)
        derivative = activation.derivative(x)
        if activation.name == "step":
            derivative = np.where(np.abs(x) < 1e-9, np.nan, derivative)
        axis.plot(x, activation.function(x), color=BLUE, linewidth=2, label="function")
        axis.plot(x, derivative, "--", color=ORANGE, linewidth=1.5, label="derivative")
        axis.set(title=activation.name, ylim=(-2, 3.2), xlim=(-3, 3))
    for name, position in (("does not fire", -1.5), ("fires", 1.5)):
        axes[0, 0].text(position, -1.7, name, ha="center", color=GREY, fontsize=8)
    leak = axes.flat[4]
    leak.annotate("leak", (-2, -0.1), (-2, -1.4), ha="center", arrowprops={"arrowstyle": "->", "color": GREY})
    axes[0, 1].legend(loc="upper left", frameon=False, fontsize=8)
    return figure


def kernels(picture: NDArray[Any], title: str) -> Figure:
    """A picture, its vertical edges with zero and with mirrored padding, and its largest values in squares of 2×2."""
    image = picture.reshape(picture.shape[:2]).astype(np.float64) / 255
    shown = (
        ("picture", image, "gray_r", 0.0),
        ("vertical edges,\nzeros around", convolve(image, VERTICAL_EDGES, "constant"), "RdBu", -3.0),
        ("vertical edges,\nmirrored around", convolve(image, VERTICAL_EDGES, "reflect"), "RdBu", -3.0),
        ("largest of 2×2", max_pool(image), "gray_r", 0.0),
    )
    figure, axes = plt.subplots(1, 4, figsize=(10, 3))
    for axis, (name, values, colours, lowest) in zip(axes, shown, strict=True):
        drawn = axis.imshow(values, cmap=colours, vmin=lowest, vmax=1.0 if lowest == 0 else -lowest)
        axis.set(title=name, xticks=[], yticks=[])
        figure.colorbar(drawn, ax=axis, shrink=0.6)
    return headline(figure, title)
