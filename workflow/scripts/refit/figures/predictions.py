"""Figures of what a model predicts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from refit.data.parts import read_part, read_truth
from refit.figures.style import BLUE, GREY, GRID, ORANGE, headline, picture_sheet, save, show_picture
from refit.predictions import predictions_are_probabilities
from refit.runs import read_runs
from refit.tables import read_rows, write_table


def draw_classification(
    folder: Path,
    test: str,
    runs: str,
    predictions: str,
    classes: Sequence[str],
    example_kind: str,
    seed: int,
    title: str,
) -> None:
    """A run's confusion matrix (as a table too), some of its predictions and its surest mistakes, its calibration."""
    metrics = next(run["metrics"]["test"] for run in read_runs([runs]) if run["seed"] == seed)
    matrix = metrics["confusion_matrix"]
    rows = [[name, *counts] for name, counts in zip(classes, matrix, strict=True)]
    write_table(folder / "confusion_matrix.csv", ["true \\ predicted", *classes], rows)
    save(confusion_matrices(matrix, classes, title), folder / "confusion_matrix.svg")
    part = read_part(Path(test))
    tested = Tested(part.x, part.y, np.load(predictions), classes, EXAMPLE_KINDS[example_kind], title)
    save(first_predictions(tested), folder / "first_predictions.png")
    save(random_predictions(tested, seed), folder / "random_predictions.png")
    save(mistakes(tested), folder / "mistakes.png")
    save(calibration(metrics.get("calibration", []), title), folder / "calibration.svg")


def draw_regression(folder: Path, test: str, predictions: str, target: str, title: str) -> None:
    """A run's predictions against the truth."""
    truth, values = read_truth(Path(test)), np.load(predictions)
    save(predicted_against_actual(truth, values[:, 0], target, title), folder / "predicted_against_actual.png")


def draw_examples(folder: Path, table: str, pictures: str, title: str) -> None:
    """What a run takes pictures from elsewhere for."""
    with np.load(pictures) as arrays:
        save(example_pictures(arrays["x"], read_rows(table), title), folder / "examples.png")


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
    return headline(figure, title)


def confusion_matrices(matrix: Sequence[Sequence[int]], classes: Sequence[str], title: str) -> Figure:
    """Counts, and shares of each true class; rows true, columns predicted."""
    counts = np.asarray(matrix)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    side = max(3.8, 1.9 + 0.42 * len(classes))
    figure, axes = plt.subplots(1, 2, figsize=(2 * side, side + 1.1), layout="compressed")
    panels = {"counts": counts, "shares of the true class, %": 100 * shares}
    for axis, (name, values) in zip(axes, panels.items(), strict=True):
        axis.imshow(shares, cmap="Blues", vmin=0, vmax=1)
        for row, column in np.argwhere(counts):
            colour = "white" if shares[row, column] > 0.55 else "black"
            label = f"{values[row, column]:,.0f}" if values[row, column] >= 1 else "<1"
            axis.text(column, row, label, ha="center", va="center", color=colour, fontsize=8)
        axis.set_xticks(range(len(classes)), classes, rotation=45, ha="right", rotation_mode="anchor")
        axis.set_yticks(range(len(classes)), classes)
        axis.set(xlabel="predicted", ylabel="true", title=name)
        axis.spines[:].set_visible(False)
    return headline(figure, title)


def _mark(right: bool) -> str:
    return "✓" if right else "✗"


def _show_values(axis: Axes, values: NDArray[np.float32]) -> None:
    axis.text(0.5, 0.5, _listed(values), ha="center", va="center", transform=axis.transAxes)


def _listed(values: NDArray[np.float32]) -> str:
    return ", ".join(f"{value:g}" for value in values.tolist())


def _table_sheet(x: NDArray[np.float32], captions: Sequence[str], _: int, title: str) -> Figure:
    """Rows of a table as lines of text."""
    figure, axis = plt.subplots(figsize=(9, 0.3 * len(x) + 0.6))
    for row, (example, caption) in enumerate(zip(x, captions, strict=True)):
        axis.text(0, -row, caption.replace("\n", "   ") + f"   ({_listed(example)})", va="center")
    axis.set(ylim=(0.5 - max(len(x), 1), 0.5))
    axis.axis("off")
    return headline(figure, title)


@dataclass(frozen=True)
class ExampleKind:
    """How examples of a kind are shown."""

    height: float
    """Of one, in inches."""
    show: Callable[[Axes, NDArray[Any]], None]
    sheet: Callable[[NDArray[Any], Sequence[str], int, str], Figure]
    """Examples with captions, so many in a row, below a title."""


EXAMPLE_KINDS = {
    "picture": ExampleKind(2.0, show_picture, picture_sheet),
    "table": ExampleKind(0.6, _show_values, _table_sheet),
}


@dataclass(frozen=True)
class Tested:
    """Test examples and what a model gives for them, as some figures show them."""

    x: NDArray[Any]
    labels: NDArray[Any]
    predictions: NDArray[np.float32]
    """Shape (examples, classes)."""
    classes: Sequence[str]
    kind: ExampleKind
    title: str
    """Above each figure."""

    def sheet(self, numbers: NDArray[np.intp], captions: Sequence[str], columns: int) -> Figure:
        """Some examples with their numbers in the test part and captions, so many in a row."""
        numbered = [f"no. {number:,}\n{caption}" for number, caption in zip(numbers, captions, strict=True)]
        return self.kind.sheet(self.x[numbers], numbered, columns, self.title)


def first_predictions(tested: Tested) -> Figure:
    """The first three test examples: picture (or values), true and predicted class, and all probabilities."""
    classes, labels, kind = tested.classes, tested.labels, tested.kind
    are_probabilities = predictions_are_probabilities(tested.predictions)
    count, heights = min(3, len(labels)), [kind.height, 0.26 * len(classes)]
    figure, axes = plt.subplots(2, count, figsize=(3.2 * count, sum(heights) + 1.2), height_ratios=heights)
    for index, (example, bars) in enumerate(axes.T):
        given = tested.predictions[index]
        predicted = int(given.argmax())
        right = predicted == labels[index]
        example.axis("off")
        kind.show(example, tested.x[index])
        caption = f"true: {classes[labels[index]]}\npredicted: {classes[predicted]} {_mark(right)}"
        example.set_title(caption, loc="center", fontsize=9, fontweight="normal")
        colours = ["#c8d3dc"] * len(classes)
        colours[predicted] = BLUE if right else ORANGE
        shown = bars.barh(range(len(classes)), given, color=colours)
        bars.bar_label(shown, [f"{value:.2f}" for value in given], padding=2, fontsize=8)
        bars.set_yticks(range(len(classes)), classes if index == 0 else [""] * len(classes), fontsize=8)
        if are_probabilities:
            bars.set(xlim=(0, 1.2), xticks=[0, 0.5, 1], xlabel="probability")
        else:
            bars.set(xlabel="decision function")
            bars.margins(x=0.3)
        bars.invert_yaxis()
    return headline(figure, tested.title)


def random_predictions(tested: Tested, seed: int) -> Figure:
    """Ten test examples drawn at random: picture (or values), true and predicted class."""
    random, count = np.random.default_rng(seed), len(tested.labels)
    numbers = np.sort(random.choice(count, min(10, count), replace=False))
    predicted = tested.predictions.argmax(axis=1)
    captions = []
    for number in numbers:
        true, taken_for = tested.classes[tested.labels[number]], tested.classes[predicted[number]]
        captions.append(f"true: {true}\npredicted: {taken_for} {_mark(true == taken_for)}")
    return tested.sheet(numbers, captions, 5)


def mistakes(tested: Tested) -> Figure:
    """The 20 test examples that are classified wrongly with the most confidence, the surest first."""
    predicted, confidence = tested.predictions.argmax(axis=1), tested.predictions.max(axis=1)
    wrong = np.flatnonzero(predicted != tested.labels)
    numbers = wrong[np.argsort(-confidence[wrong], kind="stable")][:20]
    captions = []
    for number in numbers:
        true, taken_for = tested.classes[tested.labels[number]], tested.classes[predicted[number]]
        captions.append(f"true: {true}\n{taken_for} ({confidence[number]:.3f})")
    return tested.sheet(numbers, captions, 10)


def calibration(bins: Sequence[Mapping[str, float]], title: str) -> Figure:
    """How often a model is right against how sure it is, and how many examples it is so sure of.

    Args:
        bins: `calibration`, from `refit.tasks.classification.calibration`.
        title: above the figure.
    """
    confidence, accuracy, examples = ([held[name] for held in bins] for name in ("confidence", "accuracy", "examples"))
    figure, axes = plt.subplots(2, 1, figsize=(5.2, 5.6), sharex=True, height_ratios=[3, 1])
    axes[0].plot([0, 1], [0, 1], color=GREY, linewidth=1, label="as often right as it says")
    axes[0].plot(confidence, accuracy, "o-", color=BLUE, markersize=5, linewidth=1.4, label="test examples")
    axes[0].set(ylabel="share that is right", ylim=(0, 1.02), xlim=(0, 1.02))
    axes[0].legend(loc="upper left", frameon=False)
    axes[1].bar(confidence, examples, width=0.045, color=BLUE)
    axes[1].set(xlabel="probability of the predicted class", ylabel="examples")
    for axis in axes:
        axis.grid(color=GRID, linewidth=0.8)
    return headline(figure, title)


def example_pictures(x: NDArray[np.uint8], rows: Sequence[Mapping[str, str]], title: str) -> Figure:
    """Pictures from elsewhere, as bright as they are, with what a network takes them for.

    Args:
        x: shape (examples, height, width[, 1 or 3]).
        rows: of the table from `refit.training.examples`, one for each picture.
        title: above the figure.
    """
    captions = []
    for row in rows:
        if row["note"]:
            captions.append(f"{row['example']}\nskipped")
            continue
        mark = f" {_mark(row['truth'] == row['predicted'])}" if row["truth"] else ""
        captions.append(f"{row['example']}\n{row['predicted']} ({float(row['probability']):.2f}){mark}")
    return picture_sheet(x, captions, 10, title, "gray")
