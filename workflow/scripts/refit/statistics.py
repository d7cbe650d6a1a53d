"""What chance explains: intervals from several runs, and differences of models on the same test examples."""

from collections.abc import Sequence
from math import isfinite, nan
from statistics import stdev

import numpy as np
from numpy.typing import NDArray
from scipy import stats

LEVEL = 0.95
DRAWS = 2000
"""Of a bootstrap."""
AT_ONCE = 100
"""Bootstrap draws held in memory together."""


def deviation(values: Sequence[float]) -> float:
    """The standard deviation of a sample of two or more; NaN where a value is not finite."""
    return stdev(values) if all(map(isfinite, values)) else nan


def prediction_interval(values: Sequence[float]) -> tuple[float, float]:
    """Where one more value lies with 95 % probability, if it and those given are drawn from one normal distribution.

    mean ± t · s · √(1 + 1/n), with t the 97.5 % quantile of Student's distribution with n − 1 degrees of freedom
    (Meeker, Hahn and Escobar, Statistical Intervals, 2nd edition, 2017, section 4.7).

    Args:
        values: two or more.
    """
    count = len(values)
    half = stats.t.ppf((1 + LEVEL) / 2, count - 1) * np.std(values, ddof=1) * np.sqrt(1 + 1 / count)
    return float(np.mean(values) - half), float(np.mean(values) + half)


def mcnemar(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> tuple[int, int, float]:
    """McNemar's exact test of two classifiers on the same examples.

    Of the examples that just one of them gets right, each is as likely to be right in one as in the other if both are
    equally good (McNemar, Psychometrika 12, 1947, with the binomial distribution).

    Args:
        first: whether each example is right, shape (examples,).
        second: the same of the other.

    Returns:
        How many the first alone gets right, how many the second alone, and the two-sided p-value.
    """
    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    if only_first == only_second == 0:
        return 0, 0, 1.0
    return only_first, only_second, float(stats.binomtest(only_first, only_first + only_second).pvalue)


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values of a family of tests, corrected for their number (Holm, Scandinavian Journal of Statistics 6, 1979)."""
    order = np.argsort(p_values, kind="stable")
    stepped = np.asarray(p_values)[order] * (len(order) - np.arange(len(order)))
    corrected = np.empty(len(order))
    corrected[order] = np.minimum(np.maximum.accumulate(stepped), 1)
    found: list[float] = corrected.tolist()
    return found


def resampled_means(scores: Sequence[NDArray[np.float64]], seed: int) -> NDArray[np.float64]:
    """Bootstrap means of several models' scores on the same examples, shape (models, `DRAWS`).

    In each draw, the same examples are drawn with replacement for all models, so that their differences are paired;
    and for each model by itself, its runs. So the means spread as those of other test examples and other seeds would.

    Args:
        scores: of each model, shape (runs, examples).
        seed: of the draws.
    """
    random = np.random.default_rng(seed)
    examples = scores[0].shape[1]
    means = []
    for _ in range(DRAWS // AT_ONCE):
        counts = random.multinomial(examples, np.full(examples, 1 / examples), AT_ONCE)
        drawn = []
        for model in scores:
            by_run = model @ counts.T / examples
            chosen = random.integers(0, len(model), (len(model), AT_ONCE))
            drawn.append(np.take_along_axis(by_run, chosen, axis=0).mean(axis=0))
        means.append(drawn)
    return np.concatenate(means, axis=1)


def middle(draws: NDArray[np.float64]) -> tuple[float, float]:
    """The interval that holds the middle 95 % of bootstrap draws."""
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
