"""Experiments side by side: their learning by epoch, and where they end."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

KEYS = ("experiment", "seed")


def curves(runs: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The histories of several runs as one table: `experiment`, `seed`, `epoch`, and the columns of the histories.

    A run that goes on from another of the same seed counts its epochs from where that one ended.

    Args:
        runs: of each, `experiment`, `seed`, `continue_from` (or None) and `history` (a table; None: it has none).
    """
    histories: list[pd.DataFrame] = []
    last: dict[tuple[str, int], int] = {}
    for run in runs:
        if run["history"] is None:
            continue
        offset = last.get((run["continue_from"], run["seed"]), 0)
        history = run["history"].assign(experiment=run["experiment"], seed=run["seed"])
        history["epoch"] += offset
        last[run["experiment"], run["seed"]] = int(history["epoch"].max())
        histories.append(history)
    return pd.concat(histories, ignore_index=True) if histories else pd.DataFrame(columns=[*KEYS, "epoch"])


def tabulate(runs: Sequence[Mapping[str, Any]], metric: str, sign: int) -> pd.DataFrame:
    """A row per experiment, figures as means over its seeds: where training and test part end.

    The training figures are those of the last epoch, means over it while the weights still change. `excess` is how
    much better the training part does than the test part: higher by so much, or lower where less is better.

    Args:
        runs: as for `curves`, and of each its `metrics` (`refit.evaluation`).
        metric: the column of a history by which experiments are compared.
        sign: 1 where more of it is better, −1 where less is.
    """
    rows = []
    for name in dict.fromkeys(run["experiment"] for run in runs):
        own = [run for run in runs if run["experiment"] == name]
        last = pd.DataFrame([run["history"].iloc[-1] for run in own if run["history"] is not None])
        test = pd.DataFrame([run["metrics"]["test"] for run in own])
        row: dict[str, Any] = {"experiment": name, "seeds": len(own), "epochs": last.get("epoch", pd.Series()).mean()}
        for column in dict.fromkeys(("loss", metric)):
            row[f"training_{column}"] = last[column].mean() if column in last else float("nan")
            row[f"test_{column}"] = test[column].astype(float).mean() if column in test else float("nan")
        row["excess"] = sign * (row[f"training_{metric}"] - row[f"test_{metric}"])
        rows.append(row)
    return pd.DataFrame(rows)


def with_histories(
    runs: Sequence[Mapping[str, Any]], known: Sequence[Mapping[str, Any]], histories: Sequence[str]
) -> list[dict[str, Any]]:
    """Runs with their metrics and histories, as `curves` and `tabulate` take them.

    Args:
        runs: of each, `experiment`, `seed`, `continue_from` (or None) and `has_history`.
        known: all runs of their experiments, from `refit.runs.read_runs`.
        histories: paths, one for each run that has a history.
    """
    remaining = iter(histories)
    metrics = {(run["experiment"], run["seed"]): run["metrics"] for run in known}
    return [
        {
            **run,
            "metrics": metrics[run["experiment"], run["seed"]],
            "history": pd.read_csv(next(remaining)) if run["has_history"] else None,
        }
        for run in runs
    ]
