"""A random search: which candidates there are, on which folds they are judged, and which is best."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import loguniform, uniform
from sklearn.model_selection import ParameterSampler, check_cv

from refit.errors import RefitError
from refit.params import SearchPlan


def draw(plan: SearchPlan) -> list[dict[str, Any]]:
    """The candidates, by scikit-learn's ParameterSampler: without replacement where all values are listed.

    Args:
        plan: of its values, `space`, `draws` and `random_state` count.
    """
    space = {name: _distribution(values) for name, values in plan.space.items()}
    sampler = ParameterSampler(space, plan.draws, random_state=plan.random_state)
    return [{name: _plain(drawn[name]) for name in space} for drawn in sampler]


def _distribution(values: Mapping[str, Any]) -> Any:
    if values["values"]:
        return list(values["values"])
    if values["integers"]:
        lowest, highest = values["integers"]
        return range(lowest, highest + 1)
    if values["uniform"]:
        lowest, highest = values["uniform"]
        return uniform(lowest, highest - lowest)
    return loguniform(*values["log_uniform"])


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def assign_folds(truth: NDArray[Any], plan: SearchPlan) -> NDArray[np.int8]:
    """The fold of each example, as scikit-learn's searches take them: not shuffled; classes evenly spread.

    Args:
        truth: labels or values, shape (examples,).
        plan: of its values, `folds` and `stratified` count.

    Raises:
        RefitError: there are too few examples.
    """
    most = int(np.bincount(truth).max()) if plan.stratified else len(truth)
    if most < plan.folds:
        of_class = " of any class" if plan.stratified else ""
        raise RefitError(
            f"{plan.folds} folds need as many training examples{of_class}, but there are {most}; ask for fewer."
        )
    folds = np.zeros(len(truth), np.int8)
    splitter = check_cv(plan.folds, truth, classifier=plan.stratified)
    for number, (_, held_out) in enumerate(splitter.split(np.zeros(len(truth)), truth)):
        folds[held_out] = number
    return folds


def tabulate(results: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The candidates, the best first: rank, number, values, mean score, its deviation over the folds, each fold's.

    A candidate that diverged comes last. Among equal ones the one that was drawn first is better.
    """
    rows = []
    for result in results:
        scores = np.asarray(result["scores"], np.float64)
        scores = np.where(np.isfinite(scores), scores, np.nan)
        rows.append(
            {
                "candidate": result["candidate"],
                **result["values"],
                "mean_score": scores.mean(),
                "deviation": scores.std(),
                **{f"score_{fold + 1}": value for fold, value in enumerate(scores)},
                **{f"epochs_{fold + 1}": value for fold, value in enumerate(result["epochs"])},
                "seconds": round(sum(result["seconds"]), 1),
            }
        )
    table = pd.DataFrame(rows).sort_values("mean_score", ascending=False, kind="stable", na_position="last")
    table.insert(0, "rank", range(1, len(table) + 1))
    return table


def best(results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The best candidate's `values` and `score`.

    Raises:
        RefitError: none has a score.
    """
    table = tabulate(results)
    if not table["mean_score"].notna().any():
        raise RefitError(
            f"the training of each of the {len(results)} candidates diverged, so there is none to take. Usual causes: "
            "learning rates that are too high, inputs that are not normalized, or a last layer that does not fit the "
            "loss; change 'search: {space: …}'."
        )
    winner = int(table["candidate"].iloc[0])
    found = next(result for result in results if result["candidate"] == winner)
    return {"candidate": winner, "values": found["values"], "score": float(table["mean_score"].iloc[0])}
