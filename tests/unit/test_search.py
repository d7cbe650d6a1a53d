"""Searches: the draws, the folds, the choice, and one candidate really tried."""

import json
from dataclasses import replace

import numpy as np
import pytest
from sklearn.model_selection import KFold, ParameterSampler, StratifiedKFold

from refit.data.parts import Normalization, Part
from refit.data.views import View, write_view
from refit.errors import RefitError
from refit.params import Network, SearchPlan, Training
from refit.search import assign_folds, best, draw, tabulate
from refit.tasks import TASKS
from refit.tasks.base import scorer
from refit.tasks.classification import CLASSIFICATION

NONE = {"values": [], "integers": [], "uniform": [], "log_uniform": []}
SPACE = {
    "hidden_layers": NONE | {"values": [1, 2]},
    "neurons": NONE | {"integers": [50, 299]},
    "learning_rate": NONE | {"log_uniform": [3e-4, 3e-2]},
}
LISTED = SPACE | {"learning_rate": NONE | {"values": [0.1, 0.01, 0.001, 0.0001, 0.00001]}}
PLAN = SearchPlan(SPACE, draws=10, folds=3, random_state=42, stratified=True)


def test_the_same_seed_draws_the_same_candidates():
    assert draw(PLAN) == draw(PLAN) != draw(replace(PLAN, random_state=43))
    json.dumps(draw(PLAN))


def test_draws_are_scikit_learns():
    expected = ParameterSampler(
        {"hidden_layers": [1, 2], "neurons": range(50, 300), "learning_rate": [0.1, 0.01, 0.001, 0.0001, 0.00001]},
        10,
        random_state=42,
    )
    assert draw(replace(PLAN, space=LISTED)) == list(expected)


def test_draws_keep_within_their_ranges():
    found = draw(replace(PLAN, draws=2000))
    neurons = {values["neurons"] for values in found}
    assert (min(neurons), max(neurons)) == (50, 299)
    rates = np.array([values["learning_rate"] for values in found])
    assert rates.min() >= 3e-4
    assert rates.max() <= 3e-2
    assert abs(np.median(rates) - 3e-3) < 3e-4  # the middle of the logarithm
    uniform = draw(replace(PLAN, space={"x": NONE | {"uniform": [2.0, 6.0]}}, draws=2000))
    assert abs(np.mean([values["x"] for values in uniform]) - 4) < 0.1


def test_listed_values_are_drawn_without_repetition():
    plan = replace(PLAN, space={"a": NONE | {"values": ["x", "y"]}, "b": NONE | {"integers": [1, 3]}}, draws=6)
    assert len({tuple(values.values()) for values in draw(plan)}) == 6


@pytest.mark.parametrize(("task", "splitter"), [("classification", StratifiedKFold(3)), ("regression", KFold(3))])
def test_folds_are_scikit_learns(task, splitter):
    truth = np.random.default_rng(0).integers(0, 4, 100)
    folds = assign_folds(truth, replace(PLAN, stratified=TASKS[task].stratified))
    for number, (_, held_out) in enumerate(splitter.split(truth, truth)):
        assert np.flatnonzero(folds == number).tolist() == held_out.tolist()


def result(candidate, *scores):
    return {
        "candidate": candidate,
        "values": {"rate": candidate / 10},
        "scores": list(scores),
        "epochs": [3] * len(scores),
        "seconds": [1.0] * len(scores),
    }


def test_the_best_mean_wins_the_first_of_equals_and_never_what_is_no_number():
    results = [result(0, 0.5, 0.5), result(1, 0.9, float("nan")), result(2, 0.75, 0.5), result(3, 0.5, 0.75)]
    table = tabulate(results)
    assert table["candidate"].tolist() == [2, 3, 0, 1]
    assert table["rank"].tolist() == [1, 2, 3, 4]
    assert best(results) == {"candidate": 2, "values": {"rate": 0.2}, "score": 0.625}
    assert best([*results[:1], result(4, 0.5, 0.5)])["candidate"] == 0


@pytest.mark.usefixtures("tensorflow")
def test_a_candidate_is_judged_on_each_fold_by_a_network_that_has_not_seen_it(tmp_path):
    from refit.training.search import try_candidate

    random = np.random.default_rng(0)
    labels = random.integers(0, 2, 300)
    folds = np.arange(300) % 3
    # In the last fold the labels are swapped: what learned from the others is wrong there.
    x = (random.integers(0, 100, (300, 4, 4)) + 150 * labels[:, None, None]).astype(np.uint8)
    part = Part(x, np.where(folds == 2, 1 - labels, labels))
    one = Normalization(np.float32(0), np.float32(255))
    write_view(View({"train": part, "validation": part[:30], "test": part[:0]}, one), tmp_path)
    (tmp_path / "candidates.json").write_text(json.dumps([{"units": 3, "rate": 9.0}, {"units": 8, "rate": 0.02}]))
    np.save(tmp_path / "folds.npy", folds)
    training = Training(
        network=Network(
            layers=[
                {"class_name": "Flatten", "config": {}},
                {"class_name": "Dense", "config": {"units": "$units", "activation": "relu"}},
                {"class_name": "Dense", "config": {"units": 2, "activation": "softmax"}},
            ],
            input_shape=[4, 4],
            outputs=2,
        ),
        task="classification",
        optimizer={"class_name": "Adam", "config": {"learning_rate": "$rate"}},
        loss=CLASSIFICATION.loss,
        metrics=[*CLASSIFICATION.metrics],
        epochs=6,
        batch_size=16,
        callbacks=[{"class_name": "EarlyStopping", "config": {"patience": 2}}],
    )
    inputs = {name: tmp_path / f"{name}.npz" for name in ("train", "validation", "normalization")}
    inputs |= {"candidates": tmp_path / "candidates.json", "folds": tmp_path / "folds.npy"}
    score, found = scorer(1, CLASSIFICATION.widen, CLASSIFICATION.example_scores), []
    for _ in range(2):
        try_candidate(training, 42, "code", 1, score, inputs, tmp_path / "result.json")
        found.append(json.loads((tmp_path / "result.json").read_text()))
    assert found[0]["values"] == {"units": 8, "rate": 0.02}
    assert found[0]["scores"] == found[1]["scores"]
    assert found[0]["scores"][2] < 0.1
    assert len(found[0]["epochs"]) == 3
    assert max(found[0]["epochs"]) <= 6


@pytest.mark.parametrize("score", [None, float("nan"), float("-inf")])
def test_a_search_of_which_every_candidate_diverged_says_so(score):
    results = [
        {"candidate": number, "values": {"a": number}, "scores": [score, 0.5], "epochs": [1, 2], "seconds": [1.0, 1.0]}
        for number in range(3)
    ]
    with pytest.raises(RefitError, match="each of the 3 candidates diverged"):
        best(results)
    good = {"candidate": 3, "values": {"a": 3}, "scores": [0.1, 0.2], "epochs": [1, 2], "seconds": [1.0, 1.0]}
    assert best([*results, good]) == {"candidate": 3, "values": {"a": 3}, "score": pytest.approx(0.15)}
    assert tabulate([*results, good])["mean_score"].isna().tolist() == [False, True, True, True]


def test_too_few_examples_for_the_folds_are_said():
    with pytest.raises(RefitError, match="3 folds need as many training examples of any class, but there are 2"):
        assign_folds(np.array([0, 0, 1, 1]), PLAN)
    with pytest.raises(RefitError, match="3 folds need as many training examples, but there are 2"):
        assign_folds(np.array([0.5, 0.1]), replace(PLAN, stratified=False))
