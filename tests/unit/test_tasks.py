"""Tasks: laws that each keeps, and metrics against values worked out by hand and by Keras."""

import re

import numpy as np
import pytest
from conftest import ROOT

from refit.errors import RefitError
from refit.evaluation import tidy, with_recorded_scores
from refit.predictions import check_finite
from refit.tasks import TASKS, default_task
from refit.tasks.base import scorer
from refit.tasks.classification import calibration, evaluate
from refit.tasks.regression import REGRESSION

pytestmark = pytest.mark.usefixtures("tensorflow")

CLASSES = ["cat", "dog", "bird"]
LABELS = np.array([0, 0, 1, 1, 2])
PROBABILITIES = np.array(
    [[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.2, 0.5, 0.3], [0.0, 1.0, 0.0], [0.6, 0.3, 0.1]], np.float32
)


def test_classification_worked_out_by_hand():
    found = evaluate(LABELS, PROBABILITIES, CLASSES)
    assert found["accuracy"] == pytest.approx(3 / 5)
    assert found["loss"] == pytest.approx(-np.log([0.7, 0.1, 0.5, 1.0, 0.1]).mean(), rel=1e-5)
    assert found["confusion_matrix"] == [[1, 1, 0], [0, 2, 0], [1, 0, 0]]
    assert found["classes"]["dog"] == pytest.approx({"precision": 2 / 3, "recall": 1, "f1": 0.8, "support": 2})
    assert found["classes"]["bird"]["precision"] == 0
    assert found["weighted"]["recall"] == pytest.approx(3 / 5)
    assert found["weighted"]["precision"] == pytest.approx((2 * 0.5 + 2 * 2 / 3) / 5)


def test_wilson_interval_is_that_of_the_textbook():
    labels = np.zeros(10_000, np.int64)
    probabilities = np.tile(np.array([[1, 0]], np.float32), (10_000, 1))
    probabilities[8800:] = [0, 1]
    low, high = evaluate(labels, probabilities, ["a", "b"])["accuracy_interval"]
    z, p, n = 1.959964, 0.88, 10_000  # Wilson (1927)
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    assert (low, high) == pytest.approx((centre - half, centre + half), abs=1e-7)


def test_loss_and_accuracy_are_those_of_keras():
    import keras

    random = np.random.default_rng(0)
    probabilities = random.dirichlet(np.full(10, 0.1), 500).astype(np.float32)
    labels = random.integers(0, 10, 500)
    found = evaluate(labels, probabilities, [str(n) for n in range(10)])
    expected = keras.losses.sparse_categorical_crossentropy(labels, probabilities).numpy().mean()
    assert found["loss"] == pytest.approx(float(expected), rel=2e-2)
    assert found["accuracy"] == pytest.approx((probabilities.argmax(1) == labels).mean())


RANDOM = np.random.default_rng(0)
EXAMPLES = {
    "classification": (CLASSES, RANDOM.integers(0, 3, 60), RANDOM.dirichlet(np.ones(3), 60).astype(np.float32)),
    "regression": ([], RANDOM.normal(size=60).astype(np.float32), RANDOM.normal(size=(60, 1)).astype(np.float32)),
}
"""By task: names of classes, the truth of some examples, and what a model gives for them."""


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
class TestEachTask:
    """What the rest of the house relies on."""

    def test_its_predictions_are_rows_of_float32(self, task):
        classes, _, given = EXAMPLES[task.name]
        predictions = task.widen(given)
        assert predictions.shape == (60, len(classes) or 1)
        assert predictions.dtype == np.float32

    def test_its_headline_is_among_its_metrics_with_an_interval_around_it(self, task):
        classes, truth, given = EXAMPLES[task.name]
        metrics = task.evaluate(truth, task.widen(given), classes)
        low, high = metrics[f"{task.headline.name}_interval"]
        assert low < metrics[task.headline.name] < high
        assert metrics["examples"] == 60

    def test_its_headline_is_the_mean_of_the_examples_scores(self, task):
        classes, truth, given = EXAMPLES[task.name]
        scores = task.example_scores(truth, task.widen(given))
        assert (scores.shape, scores.dtype) == ((60,), np.float64)
        metrics = task.evaluate(truth, task.widen(given), classes)
        assert scores.mean() == pytest.approx(metrics[task.headline.name])
        score = scorer(task.headline.sign, task.widen, task.example_scores)
        assert score(truth, given) == pytest.approx(task.headline.sign * scores.mean())
        assert not task.headline.is_share or set(scores) <= {0.0, 1.0}

    def test_keras_knows_its_loss_and_metrics_and_a_history_tells_its_headline(self, task):
        import keras

        assert callable(keras.losses.get(task.loss))
        names = [keras.metrics.deserialize(metric).name for metric in task.metrics]
        assert task.headline.in_history in ("loss", *names)

    def test_its_loss_is_that_of_keras(self, task):
        import keras

        classes, truth, given = EXAMPLES[task.name]
        compared = truth if given.shape[-1] > 1 else truth[:, None]
        expected = float(np.mean(keras.losses.get(task.loss)(compared, given)))
        assert task.evaluate(truth, task.widen(given), classes)["loss"] == pytest.approx(expected, rel=1e-5)

    def test_it_is_not_changed_by_the_order_of_examples(self, task):
        classes, truth, given = EXAMPLES[task.name]
        order = np.random.default_rng(1).permutation(60)
        one, other = (
            task.evaluate(y, task.widen(x), classes) for y, x in ((truth, given), (truth[order], given[order]))
        )
        assert one[task.headline.name] == pytest.approx(other[task.headline.name])

    def test_there_is_data_that_has_it_by_default(self, task):
        assert any(default_task(classes) is task for classes in (0, 2, 3)) or task.suits(2)


def test_a_loss_and_metrics_of_an_experiments_own_come_from_the_runs_record():
    record = {"scores": {"test": {"loss": 0.1, "accuracy": 0.5, "top_k": 0.9}}}
    metrics = {"loss": 0.3, "accuracy": 0.6}
    assert with_recorded_scores(metrics, record, "test") == {"loss": 0.1, "accuracy": 0.6, "top_k": 0.9}
    assert with_recorded_scores(metrics, {}, "test") == metrics


def run_with(metrics, seed=1):
    return {"experiment": "a", "seed": seed, "data": "d", "metrics": {"test": metrics}}


def test_tables_have_a_row_per_run_metric_and_class():
    found = evaluate(LABELS, PROBABILITIES, CLASSES)
    both = tidy([run_with(found, 1), run_with(found, 2)])
    of_whole_part = [name for name, value in found.items() if isinstance(value, float)]
    assert {"loss", "accuracy", "calibration_error"} <= {*of_whole_part}
    assert len(both) == 2 * (len(of_whole_part) + 3 + 3 * 4)
    assert list(both.columns) == ["experiment", "seed", "data", "part", "metric", "class", "value"]
    accuracy = both[(both["metric"] == "accuracy") & (both["seed"] == 2)]
    assert accuracy["value"].tolist() == pytest.approx([0.6])


def test_regression_worked_out_by_hand():
    truth = np.array([1.0, 2.0, 3.0, 6.0], np.float32)
    predicted = np.array([[1.5], [2.0], [2.0], [6.5]], np.float32)
    found = REGRESSION.evaluate(truth, predicted, [])
    assert found["mean_squared_error"] == found["loss"] == pytest.approx((0.25 + 0 + 1 + 0.25) / 4)
    assert found["mean_absolute_error"] == pytest.approx(0.5)
    assert found["r2"] == pytest.approx(1 - 1.5 / 14)
    low, high = found["mean_squared_error_interval"]
    half = 1.959964 * np.std([0.25, 0, 1, 0.25], ddof=1) / 2
    assert (low, high) == pytest.approx((0.375 - half, 0.375 + half))
    assert tidy([run_with(found)])["metric"].tolist() == ["loss", "mean_squared_error", "mean_absolute_error", "r2"]


def test_the_values_of_a_decision_function_have_no_cross_entropy():
    found = evaluate(LABELS, 3 * PROBABILITIES - 1, CLASSES)
    assert "loss" not in found
    assert found["accuracy"] == pytest.approx(3 / 5)


def test_calibration_worked_out_by_hand():
    right = np.array([True, False, True, True])
    found = calibration(right, np.array([0.42, 0.46, 0.95, 1.0], np.float32))
    assert [one["examples"] for one in found["calibration"]] == [2, 2]
    assert found["calibration"][0] == pytest.approx({"examples": 2, "confidence": 0.44, "accuracy": 0.5})
    assert found["calibration_error"] == pytest.approx((2 * 0.06 + 2 * 0.025) / 4)


def test_a_model_that_is_right_as_often_as_it_says_has_no_calibration_error():
    random = np.random.default_rng(0)
    confidences = random.uniform(0.2, 1, 200_000).astype(np.float32)
    assert calibration(random.random(200_000) < confidences, confidences)["calibration_error"] < 0.006
    assert calibration(random.random(200_000) < confidences**2, confidences)["calibration_error"] > 0.1


DECISIONS = re.compile(
    r"""if\ .*\btask(\.name)?\ (==|in)|is_classifier|classes_of\(|==\ ["'](classification|regression)["']
    |\bmetric\ ==\ ["']|["']accuracy["']\ in|quantity\.(split|startswith|endswith)|\.estimator\ is""",
    re.VERBOSE,
)
"""What asks for a task, or by a name that only one task has, in place of asking the task."""


def test_nothing_outside_the_tasks_decides_by_a_task():
    rooms = ("tasks", "figures/drawings.py")  # the table of drawings says which tasks each is of
    package = ROOT / "workflow/scripts/refit"
    sources = [path for path in package.rglob("*.py") if not path.relative_to(package).as_posix().startswith(rooms)]
    sources += [*(ROOT / "workflow/rules").glob("*.smk"), *(ROOT / "workflow/scripts").glob("*.py")]
    sources += (ROOT / "workflow/report").glob("*.jinja2")
    assert len(sources) > 80
    found = {path.name: DECISIONS.findall(path.read_text()) for path in sources}
    assert {name for name, decisions in found.items() if decisions} == set()


def test_a_model_that_gives_no_finite_number_is_refused():
    given = np.ones((4, 3), np.float32)
    check_finite(given, "test")
    given[1, 0], given[2, :] = np.nan, np.inf
    with pytest.raises(RefitError, match="no finite number for 2 of the 4 examples of the test part"):
        check_finite(given, "test")
