"""Figures: the same data gives the same bytes, and what must be on them is."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from refit.figures import comparisons, data, predictions, style, training
from refit.figures.costs import against_time, apart, unbeaten

CLASSES = [f"class {n}" for n in range(10)]
RANDOM = np.random.default_rng(0)
LABELS = RANDOM.integers(0, 10, 40)
IMAGES = RANDOM.integers(0, 256, (40, 28, 28, 1)).astype(np.uint8)
PROBABILITIES = RANDOM.dirichlet(np.ones(10), 40).astype(np.float32)
HISTORY = {"epoch": [1, 2], "loss": [1.5, 0.5], "accuracy": [0.4, 0.8], "val_loss": [0.9, 0.4]}

LAYERS = [
    {"layer": "InputLayer", "name": "input", "output_shape": [28, 28], "parameters": 0, "trainable": 0},
    {"layer": "Dense", "name": "dense", "output_shape": [10], "parameters": 7850, "trainable": 7850},
]
WEIGHTS = {"kernel": {"histogram": {"edges": [-1.0, 0.0, 1.0], "counts": [3, 4]}}}
CANDIDATES = pd.DataFrame({"layers": [2, 1], "rate": [0.01, 0.001], "mean_score": [0.9, 0.8], "score_1": [0.91, 0.7]})
LISTED = {"values": [], "log_uniform": []}
SPACE = {"layers": LISTED | {"values": [1, 2]}, "rate": LISTED | {"log_uniform": [0.001, 0.01]}}
CURVES = pd.concat([pd.DataFrame(HISTORY).assign(experiment=name, seed=1, val_accuracy=0.7) for name in ("a", "b")])
TABLE = pd.DataFrame({"experiment": ["a", "b"], "training_accuracy": [0.9, 0.8], "test_accuracy": [0.8, 0.8]})
BINS = [{"examples": 7, "confidence": 0.6, "accuracy": 0.5}, {"examples": 9, "confidence": 0.9, "accuracy": 1.0}]
PAIR = {"first": "a", "second": "b", "difference": 0.02, "low": -0.01, "high": 0.05}
ROW = {"example": "7.png", "truth": "7", "predicted": "1", "probability": "0.5", "note": ""}

DRAWN = {
    "curves.svg": lambda: training.learning_curves([HISTORY], "t"),
    "confusion.svg": lambda: predictions.confusion_matrices(np.eye(10, dtype=int).tolist(), CLASSES, "t"),
    "grid.png": lambda: data.sample_grid(IMAGES, LABELS, CLASSES, "t"),
    "strips.png": lambda: data.sample_strips(np.ones((40, 2), np.float32), LABELS, CLASSES, ["a", "b"], "t"),
    "mosaic.png": lambda: data.mosaic(IMAGES, "t"),
    "single.png": lambda: data.single_pictures(IMAGES, LABELS, CLASSES, "t"),
    "diagram.svg": lambda: training.diagram(LAYERS, "t"),
    "weights.svg": lambda: training.first_weights(WEIGHTS, "t"),
    "search.svg": lambda: comparisons.search_scores(CANDIDATES, SPACE, "t"),
    "comparison.svg": lambda: comparisons.comparison(CURVES, TABLE, "accuracy", "t"),
    "examples.png": lambda: predictions.example_pictures(IMAGES[:1], [ROW], "t"),
    "no_examples.png": lambda: predictions.example_pictures(IMAGES[:0], [], "t"),
    "random.png": lambda: predictions.random_predictions(IMAGES, LABELS, PROBABILITIES, CLASSES, 1, "t"),
    "rows.png": lambda: predictions.random_predictions(IMAGES[:, 0, :3, 0], LABELS, PROBABILITIES, CLASSES, 1, "t"),
    "mistakes.png": lambda: predictions.mistakes(IMAGES, LABELS, PROBABILITIES, CLASSES, "t"),
    "calibration.svg": lambda: predictions.calibration(BINS, "t"),
    "pairs.svg": lambda: comparisons.differences([PAIR, PAIR], "accuracy", "t"),
    "first.png": lambda: predictions.first_predictions(IMAGES, LABELS, PROBABILITIES, CLASSES, "t"),
}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.mark.parametrize("name", DRAWN)
def test_the_same_data_gives_the_same_bytes_without_a_date(tmp_path, name):
    contents = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        style.save(DRAWN[name](), tmp_path / folder / name)
        contents.append((tmp_path / folder / name).read_bytes())
    assert contents[0] == contents[1]
    assert b"<dc:date>" not in contents[0]


def test_confusion_matrix_has_true_classes_in_rows():
    matrix = np.zeros((10, 10), int)
    matrix[2, 7] = 5
    counts, shares = predictions.confusion_matrices(matrix.tolist(), CLASSES, "t").axes
    assert (counts.get_ylabel(), counts.get_xlabel()) == ("true", "predicted")
    assert [label.get_text() for label in counts.get_yticklabels()] == CLASSES
    (count,), (share,) = counts.texts, shares.texts
    assert (count.get_position(), count.get_text()) == ((7, 2), "5")
    assert share.get_text() == "100"


def test_loss_runs_from_0_to_1_unless_it_ends_above():
    loss, accuracy = training.learning_curves([HISTORY], "t").axes
    assert loss.get_ylim() == accuracy.get_ylim() == (0, 1)
    assert [text.get_text() for text in loss.texts] == ["values above 1 are not shown"]
    high = HISTORY | {"loss": [3.0, 2.0]}
    assert training.learning_curves([high], "t").axes[0].get_ylim()[1] > 3


def test_validation_on_the_test_part_is_said():
    axes = training.learning_curves([HISTORY | {"val_accuracy": [0.5, 0.5]}], "t", validates_on_test=True).axes
    assert [text.get_text() for text in axes[1].get_legend().get_texts()] == ["training", "test, as validation"]


def test_predictions_show_names_and_probabilities():
    probabilities = np.tile(np.float32([0.05] * 10), (3, 1))
    probabilities[:, 4] = 0.55
    figure = predictions.first_predictions(IMAGES[:3], np.array([4, 4, 2]), probabilities, CLASSES, "t")
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
    figure = predictions.confusion_matrices(
        np.eye(len(classes), dtype=int).tolist(), classes, "a title of a usual length"
    )
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    boxes = [axis.get_tightbbox(renderer) for axis in figure.axes]
    assert min(min(box.x0, box.y0) for box in boxes) >= 0
    assert max(box.x1 for box in boxes) <= figure.bbox.width
    assert max(box.y1 for box in boxes) <= figure._suptitle.get_window_extent(renderer).y0


def texts(figure):
    return [text.get_text() for axis in figure.axes for text in axis.texts]


def test_the_mosaic_has_every_612th_of_55000_pictures():
    many = np.zeros((55_000, 2, 2), np.uint8)
    many[::612] = 255
    figure = data.mosaic(many, "t")
    assert "one training picture in 612" in figure._suptitle.get_text()
    sheet = figure.axes[0].images[0].get_array()
    assert (np.asarray(sheet) == 255).sum() == 90 * 4


def test_the_single_pictures_are_the_first_and_number_36000():
    labels = np.zeros(55_000, np.int64)
    labels[36_000] = 3
    titles = [axis.get_title() for axis in data.single_pictures(np.zeros((55_000, 2, 2)), labels, CLASSES, "t").axes]
    titles += [
        axis.get_title(loc="left") for axis in data.single_pictures(np.zeros((55_000, 2, 2)), labels, CLASSES, "t").axes
    ]
    assert "training picture 0: class 0" in titles
    assert "training picture 36,000: class 3" in titles


def test_random_test_pictures_are_the_same_for_a_seed_and_others_for_another():
    shown = [
        texts(predictions.random_predictions(IMAGES, LABELS, PROBABILITIES, CLASSES, seed, "t")) for seed in (1, 1, 2)
    ]
    assert shown[0] == shown[1] != shown[2]
    assert len(shown[0]) == 10
    for text in shown[0]:
        number = int(text.split()[1])
        right = LABELS[number] == PROBABILITIES[number].argmax()
        assert f"true: class {LABELS[number]}\n" in text
        assert text.endswith("✓" if right else "✗")


def test_an_examples_caption_says_what_it_is_taken_for():
    rows = [ROW, ROW | {"truth": ""}, ROW | {"note": "skipped: no picture"}]
    assert texts(predictions.example_pictures(IMAGES[:3], rows, "t")) == [
        "7.png\n1 (0.50) ✗",
        "7.png\n1 (0.50)",
        "7.png\nskipped",
    ]


def test_the_diagram_names_each_layer_with_its_shape_and_parameters():
    shown = texts(training.diagram(LAYERS, "t"))
    assert {"InputLayer", "28 × 28", "Dense", "7,850"} <= set(shown)


def test_the_best_candidate_stands_out():
    layers, rate = comparisons.search_scores(CANDIDATES, SPACE, "t").axes
    (best,) = (line for line in layers.lines if line.get_color() == style.ORANGE)
    assert (best.get_xdata()[0], best.get_ydata()[0]) == (2, 0.9)
    assert rate.get_xscale() == "log"


def test_the_surest_mistakes_come_first_and_nothing_that_is_right():
    probabilities = np.full((4, 2), 0.5, np.float32)
    probabilities[:, 1] = [0.6, 0.9, 0.99, 0.8]
    probabilities[:, 0] = 1 - probabilities[:, 1]
    labels = np.array([0, 0, 1, 0])
    shown = texts(predictions.mistakes(IMAGES[:4], labels, probabilities, ["a", "b"], "t"))
    assert shown == ["no. 1\ntrue: a\nb (0.900)", "no. 3\ntrue: a\nb (0.800)", "no. 0\ntrue: a\nb (0.600)"]
    assert (
        "no pictures"
        in predictions.mistakes(IMAGES[:1], labels[2:3], probabilities[2:3], ["a", "b"], "t")._suptitle.get_text()
    )


def test_each_run_has_its_curve_and_what_was_reported_stands_as_dots():
    reported = [{"epoch": 2, "quantity": "training_accuracy", "value": 0.75}]
    loss, accuracy = training.learning_curves([HISTORY, HISTORY | {"epoch": [1, 2]}], "t", claims=reported).axes
    assert len(loss.lines) == 4  # training and validation of two runs
    dots = accuracy.lines[-1]
    assert (dots.get_xdata()[0], dots.get_ydata()[0], dots.get_label()) == (2, 0.75, "training, reported")


def test_early_stopping_may_end_runs_at_different_epochs():
    longer = {name: [*values, values[-1]] for name, values in HISTORY.items()} | {"epoch": [1, 2, 3]}
    assert len(training.learning_curves([HISTORY, longer], "t").axes[0].lines) == 4


@pytest.mark.parametrize(
    ("places", "gap", "expected"),
    [
        ([0.1, 0.5, 0.9], 0.2, [0.1, 0.5, 0.9]),
        ([0.5, 0.5, 0.55], 0.1, [0.5, 0.6, 0.7]),
        ([0.9, 0.95, 1.0], 0.25, [0.5, 0.75, 1.0]),
        ([0.0, 0.0, 0.0], 1 / 3, [0.0, 1 / 3, 2 / 3]),
    ],
)
def test_names_are_moved_apart_inside_their_panel(places, gap, expected):
    assert apart(places, gap) == pytest.approx(expected)


def test_controls_do_not_squeeze_what_costs_are_compared_with():
    def run(name, accuracy):
        record = {"training_seconds": 1.0}
        return {"experiment": name, "data": "d", "metrics": {"test": {"accuracy": accuracy}}, "record": record}

    runs = [run("network", 0.9), run("control", 0.1)]
    assert against_time(runs, ["control"]).axes[0].get_ylim()[0] > 50
    assert against_time(runs[1:], ["control"]).axes[0].get_ylim()[0] < 50


def test_a_single_epoch_is_seen_whatever_the_number_of_runs():
    single = {name: values[:1] for name, values in HISTORY.items()}
    for histories in ([single], [single, single]):
        assert all(line.get_markersize() > 0 for line in training.learning_curves(histories, "t").axes[0].lines)


def test_among_many_the_unbeaten_are_named():
    points = {"slow": (9.0, 0.9), "quick": (1.0, 0.5), "beaten": (2.0, 0.4), "as good": (3.0, 0.5), "good": (4.0, 0.8)}
    assert unbeaten(points, 1) == ["quick", "good", "slow"]
    assert unbeaten(points, -1) == ["quick", "beaten"]
