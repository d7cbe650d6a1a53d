"""Figures of a network and its training."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.ticker import MaxNLocator

from refit.figures.style import BLUE, GREY, GRID, ORANGE, headline, save
from refit.files import read_json
from refit.tables import read_columns


def draw_training(
    folder: Path,
    histories: Sequence[str],
    network: str,
    title: str,
    claims: Sequence[Mapping[str, Any]],
    validates_on_test: bool,
) -> None:
    """How each run has learned, the layers, and the first run's first weights."""
    columns, described = [read_columns(path) for path in histories], read_json(network)
    save(learning_curves(columns, title, validates_on_test, claims), folder / "learning_curves.svg")
    save(diagram(described["layers"], title), folder / "network.svg")
    save(first_weights(described["first_weights"], title), folder / "first_weights.svg")


def learning_curves(
    histories: Sequence[Mapping[str, Sequence[float]]],
    title: str,
    validates_on_test: bool = False,
    claims: Sequence[Mapping[str, Any]] = (),
) -> Figure:
    """Loss and metric by epoch, a line for each run, for the training and (if there is one) the validation part.

    y runs from 0 to 1, as in the notebooks; to the highest value where the last one is still above 1.

    Args:
        histories: of each run, by column, a value per epoch.
        title: above the figure.
        validates_on_test: whether the validation part is the test part.
        claims: what was reported of epochs: `epoch`, `quantity`, `value`; drawn as dots.
    """
    recorded = histories[0]
    metrics = [name for name in recorded if name != "epoch" and not name.startswith("val_")]
    validation_name = "test, as validation" if validates_on_test else "validation"
    figure, axes = plt.subplots(1, len(metrics), figsize=(9, 3.6), sharex=True, squeeze=False)
    for axis, metric in zip(axes[0], sorted(metrics, key=lambda name: name != "loss"), strict=True):
        columns = [column for column in (metric, f"val_{metric}") if column in recorded]
        highest = max(max(history[column]) for history in histories for column in columns)
        last = max(history[column][-1] for history in histories for column in columns)
        top = 1.0 if last <= 1 else 1.05 * highest
        for column, part, name, colour, marker in (
            (metric, "training", "training", BLUE, "o"),
            (f"val_{metric}", "validation", validation_name, ORANGE, "s"),
        ):
            for number, history in enumerate(histories if column in recorded else []):
                style = {"color": colour, "linewidth": 1.4 if len(histories) == 1 else 0.9}
                # A single epoch is a point, not a line.
                size = 4 if len(history["epoch"]) == 1 or (len(histories) == 1 and not claims) else 0
                label = None if number else name
                axis.plot(history["epoch"], history[column], f"{marker}-", markersize=size, label=label, **style)
            dots = [claim for claim in claims if claim["quantity"] == f"{part}_{metric}"]
            if dots:
                x, y = ([claim[key] for claim in dots] for key in ("epoch", "value"))
                label = f"{name}, reported"
                axis.plot(x, y, marker, color=colour, markersize=5, markerfacecolor="none", label=label)
        axis.set(xlabel="epoch", ylim=(0, top), title=metric.replace("_", " "))
        axis.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1, steps=[1, 2, 5, 10]))
        axis.grid(color=GRID, linewidth=0.8)
        if highest > top:
            note = "values above 1 are not shown"
            axis.annotate(note, (0.02, 0.02), xycoords="axes fraction", color=GREY, fontsize=8)
    axes[0, -1].legend(loc="best", frameon=False)
    return headline(figure, title)


def diagram(layers: Sequence[Mapping[str, Any]], title: str) -> Figure:
    """The layers from the input down: class, shape of an example after it, parameters; as Keras' `plot_model`.

    Args:
        layers: from `refit.training.networks.describe_layers`.
        title: above the figure.
    """
    step = 1.0
    figure, axis = plt.subplots(figsize=(5.4, 0.4 * len(layers) + 0.5))
    for index, layer in enumerate(layers):
        y = -index * step
        has_weights = layer["parameters"] > 0
        box = FancyBboxPatch((0, y - 0.3), 10, 0.6, "round,pad=0,rounding_size=0.12", linewidth=0.8)
        box.set(facecolor="#e8f1f8" if has_weights else "#f4f5f6", edgecolor=BLUE if has_weights else GREY)
        axis.add_patch(box)
        shape = " × ".join(f"{size:,}" for size in layer["output_shape"])
        axis.text(0.3, y, layer["layer"], va="center", fontsize=9, fontweight="bold")
        axis.text(6.4, y, shape, va="center", ha="right", fontsize=9)
        if has_weights:
            axis.text(9.7, y, f"{layer['parameters']:,}", va="center", ha="right", fontsize=9, color=BLUE)
        if index:
            arrow = {"arrowstyle": "-|>", "color": GREY, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0}
            axis.annotate("", (5, y + 0.3), (5, y + 0.7), arrowprops=arrow)
    for x, name in ((0.3, "layer"), (6.4, "shape of an example"), (9.7, "parameters")):
        axis.text(x, 0.62, name, fontsize=8, color=GREY, ha="left" if x < 1 else "right")
    axis.set(xlim=(-0.1, 10.1), ylim=(-len(layers) * step + 0.5, 0.9))
    axis.axis("off")
    return headline(figure, title)


def first_weights(weights: Mapping[str, Any], title: str) -> Figure:
    """The distribution of the first kernel before training.

    Args:
        weights: from `refit.training.networks.describe_first_weights`.
        title: above the figure.
    """
    kernel = weights["kernel"]
    edges, counts = np.asarray(kernel["histogram"]["edges"]), kernel["histogram"]["counts"]
    figure, axis = plt.subplots(figsize=(5.4, 2.6))
    axis.stairs(counts, edges, fill=True, color=BLUE, alpha=0.8)
    axis.set(xlabel="weight before training", ylabel="weights")
    axis.grid(color=GRID, linewidth=0.8)
    return headline(figure, title)
