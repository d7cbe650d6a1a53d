"""Figures: the same data gives the same bytes, and what must be on them is."""

import inspect
import json
from dataclasses import asdict, replace
from itertools import product
from pathlib import Path
from pkgutil import resolve_name
from typing import get_args

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from refit.comparisons import curves
from refit.figures import comparisons, data, predictions, style, training
from refit.figures.costs import against_time, apart, unbeaten
from refit.figures.drawings import DRAWINGS, Facts, Section
from refit.plan.figures import KNOWN, PLACES
from refit.tables import write_table
from refit.tasks import TASKS
from refit.tasks.classification import CLASSIFICATION
from refit.tasks.regression import REGRESSION

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
PICTURES = predictions.EXAMPLE_KINDS["picture"]
TESTED = predictions.Tested(IMAGES, LABELS, PROBABILITIES, CLASSES, PICTURES, "t")

DRAWN = {
    "curves.svg": lambda: training.learning_curves([HISTORY], "t"),
    "confusion.svg": lambda: predictions.confusion_matrices(np.eye(10, dtype=int).tolist(), CLASSES, "t"),
    "grid.png": lambda: data.sample_grid(IMAGES, CLASSES * 4, "t"),
    "strips.png": lambda: data.sample_strips(np.ones((40, 2), np.float32), LABELS, CLASSES, ["a", "b"], "t"),
    "mosaic.png": lambda: data.mosaic(IMAGES, "t"),
    "single.png": lambda: data.single_pictures(IMAGES, LABELS, CLASSES, "t"),
    "diagram.svg": lambda: training.diagram(LAYERS, "t"),
    "weights.svg": lambda: training.first_weights(WEIGHTS, "t"),
    "search.svg": lambda: comparisons.search_scores(CANDIDATES, SPACE, "t"),
    "comparison.svg": lambda: comparisons.comparison(CURVES, TABLE, "accuracy", "t"),
    "examples.png": lambda: predictions.example_pictures(IMAGES[:1], [ROW], "t"),
    "no_examples.png": lambda: predictions.example_pictures(IMAGES[:0], [], "t"),
    "random.png": lambda: predictions.random_predictions(TESTED, 1),
    "rows.png": lambda: predictions.random_predictions(
        replace(TESTED, x=IMAGES[:, 0, :3, 0], kind=predictions.EXAMPLE_KINDS["table"]), 1
    ),
    "mistakes.png": lambda: predictions.mistakes(TESTED),
    "calibration.svg": lambda: predictions.calibration(BINS, "t"),
    "pairs.svg": lambda: comparisons.differences([PAIR, PAIR], "accuracy", True, "t"),
    "first.png": lambda: predictions.first_predictions(TESTED),
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
    figure = predictions.first_predictions(
        predictions.Tested(IMAGES[:3], np.array([4, 4, 2]), probabilities, CLASSES, PICTURES, "t")
    )
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
    shown = [texts(predictions.random_predictions(TESTED, seed)) for seed in (1, 1, 2)]
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
    tested = predictions.Tested(IMAGES[:4], labels, probabilities, ["a", "b"], PICTURES, "t")
    shown = texts(predictions.mistakes(tested))
    assert shown == ["no. 1\ntrue: a\nb (0.900)", "no. 3\ntrue: a\nb (0.800)", "no. 0\ntrue: a\nb (0.600)"]
    none = predictions.mistakes(replace(tested, x=IMAGES[:1], labels=labels[2:3], predictions=probabilities[2:3]))
    assert "no pictures" in none._suptitle.get_text()


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

    runs, headlines = (
        [run("network", 0.9), run("control", 0.1)],
        dict.fromkeys(("network", "control"), asdict(CLASSIFICATION.headline)),
    )
    assert against_time(runs, headlines, ["control"]).axes[0].get_ylim()[0] > 50
    assert against_time(runs[1:], headlines, ["control"]).axes[0].get_ylim()[0] < 50


def test_costs_and_differences_are_told_in_the_units_of_the_task():
    record = {"training_seconds": 1.0}
    metrics = {"a": {"accuracy": 0.5, "loss": 1.0}, "b": {"mean_squared_error": 0.25, "loss": 9.0}}
    runs = [{"experiment": n, "data": "d", "metrics": {"test": test}, "record": record} for n, test in metrics.items()]
    shown = against_time(runs, {"a": asdict(CLASSIFICATION.headline), "b": asdict(REGRESSION.headline)}).axes
    assert [axis.get_ylabel() for axis in shown] == ["test accuracy, %", "test MSE"]
    assert [axis.lines[0].get_ydata()[0] for axis in shown] == [50, 0.25]
    (points,) = comparisons.differences([PAIR], "accuracy", True, "t").axes
    (values,) = comparisons.differences([PAIR], "mean squared error", False, "t").axes
    assert (points.lines[0].get_xdata()[1], values.lines[0].get_xdata()[1]) == (5, 0.05)
    assert points.get_xlabel() == "difference in test accuracy, percentage points"
    assert values.get_xlabel() == "difference in test mean squared error"


def test_a_single_epoch_is_seen_whatever_the_number_of_runs():
    single = {name: values[:1] for name, values in HISTORY.items()}
    for histories in ([single], [single, single]):
        assert all(line.get_markersize() > 0 for line in training.learning_curves(histories, "t").axes[0].lines)


def test_among_many_the_unbeaten_are_named():
    points = {"slow": (9.0, 0.9), "quick": (1.0, 0.5), "beaten": (2.0, 0.4), "as good": (3.0, 0.5), "good": (4.0, 0.8)}
    assert unbeaten(points, 1) == ["quick", "good", "slow"]
    assert unbeaten(points, -1) == ["quick", "beaten"]


FIGURES = [figure for drawing in DRAWINGS for figure in drawing.figures.items()]

TEMPLATES = dict.fromkeys(task.template for task in TASKS.values())

FACTS = [
    Facts(task, example_kind, model, predicts=True, is_searched=True)
    for task, example_kind, model in product(TEMPLATES, ("picture", "table"), ("network", "estimator"))
]

APPLIED = {
    f"{drawing.name}-{facts.example_kind}-{facts.task}": (drawing, facts)
    for drawing in DRAWINGS
    for facts in FACTS
    if drawing.applies(facts)
}

KNOWN_HERE = {
    "title": "t",
    "view_title": "t",
    "classes": CLASSES,
    "columns": ["one", "other"],
    "target": "value",
    "seed": 1,
    "claims": [{"epoch": 1, "quantity": "training_loss", "value": 0.5}],
    "validates_on_test": False,
    "space": SPACE,
}


def small_inputs(folder: Path, facts: Facts) -> None:
    """What the stages before would have made, in a folder for each place: tables, arrays and pictures, but small."""
    for place in PLACES:
        (folder / place).mkdir()
    x = IMAGES if facts.example_kind == "picture" else IMAGES[:, 0, :2, 0].astype(np.float32)
    values = PROBABILITIES[:, :1]
    truth, given = (LABELS, PROBABILITIES) if facts.task == "classification" else (values[::-1, 0], values)
    for part in ("train", "test"):
        np.savez(folder / f"view/{part}.npz", x=x, y=truth)
    np.save(folder / "run/test_predictions.npy", given)
    np.savez(folder / "model/examples.npz", x=IMAGES[:1])
    write_table(folder / "run/examples.csv", list(ROW), [ROW.values()])
    metrics = TASKS[facts.task].evaluate(truth, given, CLASSES)
    (folder / "model/runs.json").write_text(json.dumps([{"seed": 1, "metrics": {"test": metrics}}]))
    (folder / "first_run/network.json").write_text(json.dumps({"layers": LAYERS, "first_weights": WEIGHTS}))
    write_table(folder / "every_run/history.csv", list(HISTORY), zip(*HISTORY.values(), strict=True))
    CANDIDATES.to_csv(folder / "search/candidates.csv", index=False)


@pytest.mark.parametrize(("drawing", "facts"), APPLIED.values(), ids=APPLIED)
def test_each_drawing_makes_its_figures_from_what_it_names(drawing, facts, tmp_path):
    small_inputs(tmp_path, facts)
    inputs = {name: str(tmp_path / place / file) for name, (place, file) in drawing.inputs.items()}
    inputs |= {name: [inputs[name]] * 2 for name, (place, _) in drawing.inputs.items() if place == "every_run"}
    known = KNOWN_HERE | {"task": facts.task, "example_kind": facts.example_kind}
    made = tmp_path / "made"
    made.mkdir()
    resolve_name(f"refit.{drawing.draw}")(made, **inputs, **{name: known[name] for name in drawing.knows})
    assert {path.name for path in made.iterdir()} == set(drawing.files)
    assert all(path.stat().st_size > 100 for path in made.iterdir())


@pytest.mark.parametrize("task", TEMPLATES)
def test_a_table_without_names_of_columns_is_drawn(task, tmp_path):
    small_inputs(tmp_path, Facts(task, "table"))
    data.draw_samples(tmp_path, str(tmp_path / "view/train.npz"), task, "table", CLASSES, [], "value", "t")
    assert (tmp_path / "samples.png").stat().st_size > 100


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda drawing: drawing.name)
def test_each_drawing_is_handed_all_that_its_function_takes(drawing):
    taken = inspect.signature(resolve_name(f"refit.{drawing.draw}")).parameters
    assert next(iter(taken)) == "folder"
    assert {*taken} - {"folder"} == {*drawing.inputs, *drawing.knows}
    assert {*drawing.knows} <= {*KNOWN}
    assert drawing.of in PLACES
    assert any(drawing.applies(facts) for facts in FACTS)


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda drawing: drawing.name)
def test_what_is_shown_before_the_test_has_not_read_the_test_part(drawing):
    reads_test = any("test" in file for _, file in drawing.inputs.values())
    assert not reads_test or all(figure.section in ("test", "errors") for figure in drawing.figures.values())


@pytest.mark.parametrize(("file", "figure"), FIGURES, ids=[file for file, _ in FIGURES])
def test_each_figure_has_words_a_place_and_a_name_of_its_own(file, figure):
    assert figure.caption.endswith(".")
    assert "{name}" in figure.alternative
    assert len(figure.alternative.format(name="mnist_mlp")) > 30
    assert figure.section in get_args(Section)
    assert Path(file).suffix in (".svg", ".png")
    assert [other for other, _ in FIGURES].count(file) == 1


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
@pytest.mark.parametrize("column", ["val_loss", "val_accuracy", "loss"])
def test_a_history_with_a_value_that_is_no_finite_number_is_drawn(tmp_path, column, value):
    whole = HISTORY | {"val_accuracy": [0.5, 0.6]}
    history = whole | {column: [whole[column][0], value]}
    for histories in ([history], [history, whole], [whole | {column: [value, value]}]):
        figure = training.learning_curves(histories, "t")
        notes = [text.get_text() for axis in figure.axes for text in axis.texts]
        assert "what is no finite number is not shown" in notes
        style.save(figure, tmp_path / "curves.svg")


def test_experiments_without_histories_are_compared_by_where_they_end(tmp_path):
    ends = {"training_loss": np.nan, "test_loss": np.nan, "training_accuracy": np.nan, "test_accuracy": 0.5}
    table = pd.DataFrame([{"experiment": "a", **ends}, {"experiment": "b", **ends, "test_loss": np.inf}])
    for metric in ("accuracy", "loss"):
        figure = comparisons.comparison(curves([]), table, metric, "t")
        assert [axis.texts[0].get_text() for axis in figure.axes[:2]] == ["no experiment tells it"] * 2
        style.save(figure, tmp_path / "comparison.svg")


@pytest.mark.parametrize("value", [np.inf, np.nan])
def test_curves_with_a_value_that_is_no_finite_number_are_compared(tmp_path, value):
    broken = CURVES.assign(loss=[value, *CURVES["loss"][1:]], val_accuracy=value)
    figure = comparisons.comparison(broken, TABLE.assign(test_accuracy=value), "accuracy", "t")
    style.save(figure, tmp_path / "comparison.svg")


def test_long_names_are_drawn(tmp_path):
    names = [f"{'very_' * 20}long_{number}" for number in range(3)]
    table = pd.concat([TABLE.iloc[:1].assign(experiment=name) for name in names])
    style.save(comparisons.comparison(curves([]), table, "accuracy", names[0]), tmp_path / "comparison.svg")
    one = {"low": -0.1, "high": 0.1, "difference": 0.0, "first": names[0], "second": names[1]}
    style.save(comparisons.differences([one], "accuracy", True, names[0]), tmp_path / "pairs.svg")
