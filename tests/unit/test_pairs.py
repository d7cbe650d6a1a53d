"""Pairs of models on the same test examples."""

import numpy as np
import pytest

from refit.pairs import COLUMNS, compare_pairs
from refit.tasks.classification import CLASSIFICATION
from refit.tasks.regression import REGRESSION


def test_scores_are_hits_or_squared_errors():
    probabilities = np.array([[0.9, 0.1], [0.4, 0.6]], np.float32)
    assert CLASSIFICATION.example_scores(np.array([0, 0]), probabilities).tolist() == [1, 0]
    values = np.array([[1.5], [2.0]], np.float32)
    assert REGRESSION.example_scores(np.array([1, 2], np.float32), values).tolist() == [0.25, 0]


def test_a_better_model_is_told_from_chance_and_equals_are_not():
    random = np.random.default_rng(1)

    def model(chance):
        return [(random.random(1000) < chance).astype(float) for _ in range(3)]

    found = compare_pairs({"a": model(0.8), "b": model(0.9), "c": model(0.9)}, are_hits=True)
    assert [(row["first"], row["second"]) for row in found] == [("a", "b"), ("a", "c"), ("b", "c")]
    better, _, equal = found
    assert set(better) == set(COLUMNS)
    assert (better["examples"], better["runs"]) == (1000, 3)
    assert better["difference"] == pytest.approx(0.1, abs=0.03)
    assert 0 < better["low"] < better["difference"] < better["high"]
    assert better["only_second"] > better["only_first"]
    assert better["p"] < better["p_corrected"] < 0.01
    assert equal["low"] < 0 < equal["high"]
    assert equal["p_corrected"] > 0.05


def test_squared_errors_have_a_difference_and_no_test():
    errors = {"a": [np.full(50, 0.5)], "b": [np.full(50, 0.3)]}
    (row,) = compare_pairs(errors, are_hits=False)
    assert row["difference"] == pytest.approx(-0.2)
    assert (row["low"], row["high"]) == pytest.approx((-0.2, -0.2))
    assert "p" not in row


def test_the_same_scores_give_the_same_table():
    scores = {name: [np.random.default_rng(seed).random(80)] for seed, name in enumerate("ab")}
    assert compare_pairs(scores, False) == compare_pairs(scores, False)
