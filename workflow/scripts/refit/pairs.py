"""Pairs of models on the same test examples: is one better than the other, or is it chance?"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refit.statistics import holm, mcnemar, middle, resampled_means

COLUMNS = (
    *("first", "second", "examples", "runs", "difference", "low", "high"),
    *("only_first", "only_second", "p", "p_corrected"),
)
"""Of the table of pairs: the second's figure minus the first's with its bootstrap interval; and McNemar's test."""

SEED = 0
"""Of the bootstrap."""


def compare_pairs(scores: Mapping[str, Sequence[NDArray[np.float64]]], are_hits: bool) -> list[dict[str, Any]]:
    """Each pair of models, in the order in which they are given.

    The difference is between means over examples and runs. McNemar's test takes the first run of each model, and
    corrects for the number of pairs; scores other than right or wrong have none.

    Args:
        scores: by model, of each of its runs, the scores of the same test examples (`Task.example_scores`).
        are_hits: whether the scores are 1 and 0, for right and wrong.

    Returns:
        A row for each pair, with the values of `COLUMNS`.
    """
    stacked = {name: np.stack(runs) for name, runs in scores.items()}
    draws = dict(zip(stacked, resampled_means([*stacked.values()], SEED), strict=True))
    rows: list[dict[str, Any]] = []
    for first, second in combinations(stacked, 2):
        low, high = middle(draws[second] - draws[first])
        row = {
            "first": first,
            "second": second,
            "examples": stacked[first].shape[1],
            "runs": len(stacked[first]),
            "difference": float(stacked[second].mean() - stacked[first].mean()),
            "low": low,
            "high": high,
        }
        if are_hits:
            tested = mcnemar(*(stacked[name][0].astype(bool) for name in (first, second)))
            row |= dict(zip(("only_first", "only_second", "p"), tested, strict=True))
        rows.append(row)
    if are_hits:
        for row, corrected in zip(rows, holm([row["p"] for row in rows]), strict=True):
            row["p_corrected"] = corrected
    return rows
