"""Intervals and tests, against published examples, other libraries and simulation."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar as statsmodels_mcnemar
from statsmodels.stats.multitest import multipletests

from refit.statistics import deviation, holm, mcnemar, middle, prediction_interval, resampled_means


def test_the_prediction_interval_holds_one_more_value_as_often_as_it_says():
    random = np.random.default_rng(1)
    hits = 0
    for values in random.normal(3, 2, (4000, 6)):
        low, high = prediction_interval(values[:5])
        hits += low <= values[5] <= high
    assert stats.binomtest(hits, 4000, 0.95).pvalue > 1e-3


def test_the_prediction_interval_is_that_of_a_worked_example():
    # Meeker, Hahn and Escobar, section 4.2: five readings, t(4, 0.975) = 2.776.
    values = [51.4, 49.5, 48.7, 49.3, 51.6]
    assert prediction_interval(values) == pytest.approx((50.10 - 2.776 * 1.31 * 1.2**0.5, 50.10 + 3.984), abs=0.02)


@pytest.mark.parametrize(("only_first", "only_second"), [(1, 7), (20, 4), (3, 3), (0, 5)])
def test_mcnemar_is_that_of_statsmodels(only_first, only_second):
    first = np.repeat([True, False, True, False], [only_first, only_second, 10, 4])
    second = np.repeat([False, True, True, False], [only_first, only_second, 10, 4])
    expected = statsmodels_mcnemar([[10, only_first], [only_second, 4]], exact=True).pvalue
    assert mcnemar(first, second) == (only_first, only_second, pytest.approx(expected))


def test_models_that_are_right_and_wrong_together_do_not_differ():
    right = np.array([True, False, True])
    assert mcnemar(right, right) == (0, 0, 1.0)


def test_holms_correction_is_that_of_statsmodels():
    p_values = [0.01, 0.2, 0.03, 0.03, 0.9, 1e-9]
    np.testing.assert_allclose(holm(p_values), multipletests(p_values, method="holm")[1])
    assert holm([]) == []


def test_a_bootstrap_spreads_as_other_examples_and_other_seeds_would():
    """Ten runs: the variance of a mean is that between runs over their number, and that between examples."""
    random = np.random.default_rng(2)
    runs, examples = 10, 400
    chances = random.uniform(0.5, 0.9, runs)
    scores = (random.random((runs, examples)) < chances[:, None]).astype(float)
    draws = resampled_means([scores, scores[:1]], seed=3)
    assert draws.shape == (2, 2000)
    between_runs = scores.mean(axis=1).var() / runs
    between_examples = scores.mean(axis=0).var() / examples
    assert draws[0].std() == pytest.approx((between_runs + between_examples) ** 0.5, rel=0.15)
    assert draws[1].std() == pytest.approx(scores[0].std() / examples**0.5, rel=0.1)
    low, high = middle(draws[0])
    assert low < scores.mean() < high


def test_the_same_examples_are_drawn_for_all_models():
    scores = np.random.default_rng(4).random((1, 50))
    draws = resampled_means([scores, scores + 0.25], seed=5)
    np.testing.assert_allclose(draws[1] - draws[0], 0.25)


def test_what_is_not_finite_has_no_deviation():
    assert deviation([1.0, 3.0]) == pytest.approx(2**0.5)
    for value in (np.inf, -np.inf, np.nan):
        assert np.isnan(deviation([1.0, value]))
