"""Figures: the same data gives the same bytes, and what must be on them is."""

import numpy as np
import pandas as pd
import pytest

from refit import figures

CLASSES = [f"class {n}" for n in range(10)]
RANDOM = np.random.default_rng(0)
LABELS = RANDOM.integers(0, 10, 40)
IMAGES = RANDOM.integers(0, 256, (40, 28, 28, 1)).astype(np.uint8)
PROBABILITIES = RANDOM.dirichlet(np.ones(10), 40).astype(np.float32)
HISTORY = pd.DataFrame({"epoch": [1, 2], "loss": [1.5, 0.5], "accuracy": [0.4, 0.8], "val_loss": [0.9, 0.4]})

DRAWN = {
    "curves.svg": lambda: figures.learning_curves(HISTORY, "t"),
    "confusion.svg": lambda: figures.confusion_matrices(np.eye(10, dtype=int).tolist(), CLASSES, "t"),
    "grid.png": lambda: figures.sample_grid(IMAGES, LABELS, CLASSES, "t"),
    "strips.png": lambda: figures.sample_strips(np.ones((40, 2), np.float32), LABELS, CLASSES, ["a", "b"], "t"),
    "first.png": lambda: figures.first_predictions(IMAGES, LABELS, PROBABILITIES, CLASSES, "t"),
}


@pytest.mark.parametrize("name", DRAWN)
def test_the_same_data_gives_the_same_bytes_without_a_date(tmp_path, name):
    contents = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        figures.save(DRAWN[name](), tmp_path / folder / name)
        contents.append((tmp_path / folder / name).read_bytes())
    assert contents[0] == contents[1]
    assert b"<dc:date>" not in contents[0]


def test_confusion_matrix_has_true_classes_in_rows():
    matrix = np.zeros((10, 10), int)
    matrix[2, 7] = 5
    counts, shares = figures.confusion_matrices(matrix.tolist(), CLASSES, "t").axes
    assert (counts.get_ylabel(), counts.get_xlabel()) == ("true", "predicted")
    assert [label.get_text() for label in counts.get_yticklabels()] == CLASSES
    (count,), (share,) = counts.texts, shares.texts
    assert (count.get_position(), count.get_text()) == ((7, 2), "5")
    assert share.get_text() == "100"


def test_loss_runs_from_0_to_1_unless_it_ends_above():
    loss, accuracy = figures.learning_curves(HISTORY, "t").axes
    assert loss.get_ylim() == accuracy.get_ylim() == (0, 1)
    assert [text.get_text() for text in loss.texts] == ["values above 1 are not shown"]
    high = HISTORY.assign(loss=[3.0, 2.0])
    assert figures.learning_curves(high, "t").axes[0].get_ylim()[1] > 3


def test_validation_on_the_test_part_is_said():
    axes = figures.learning_curves(HISTORY.assign(val_accuracy=0.5), "t", validates_on_test=True).axes
    assert [text.get_text() for text in axes[1].get_legend().get_texts()] == ["training", "test, as validation"]


def test_predictions_show_names_and_probabilities():
    probabilities = np.tile(np.float32([0.05] * 10), (3, 1))
    probabilities[:, 4] = 0.55
    figure = figures.first_predictions(IMAGES[:3], np.array([4, 4, 2]), probabilities, CLASSES, "t")
    titles = [axis.get_title() for axis in figure.axes[:3]]
    assert titles[0] == "true: class 4\npredicted: class 4 ✓"
    assert titles[2] == "true: class 2\npredicted: class 4 ✗"
    assert "0.55" in [text.get_text() for text in figure.axes[3].texts]


@pytest.mark.parametrize(
    "classes",
    [["dark", "light"], [str(n) for n in range(10)], ["T-shirt/top", *CLASSES[1:]]],
    ids=["two", "short", "long"],
)
def test_everything_on_a_confusion_matrix_lies_within_the_figure(classes):
    figure = figures.confusion_matrices(np.eye(len(classes), dtype=int).tolist(), classes, "a title of a usual length")
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    boxes = [axis.get_tightbbox(renderer) for axis in figure.axes]
    assert min(min(box.x0, box.y0) for box in boxes) >= 0
    assert max(box.x1 for box in boxes) <= figure.bbox.width
    assert max(box.y1 for box in boxes) <= figure._suptitle.get_window_extent(renderer).y0
