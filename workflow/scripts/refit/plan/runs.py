"""Which runs a stage works on."""

from collections.abc import Iterable
from typing import Any

from refit.configuration.study import Study

Run = dict[str, Any]
"""What names a run: `experiment`, `seed` and `data` (its data set); and what a stage must know of it beside."""


def runs_of(study: Study, experiments: Iterable[str]) -> list[Run]:
    """The runs of some experiments, in the order of the seeds."""
    return [
        {"experiment": name, "seed": seed, "data": study.views[study.experiments[name].view].data_set}
        for name in experiments
        for seed in study.config.seeds
    ]


def claimed_runs(study: Study) -> list[Run]:
    """The runs of the experiments that something was reported for."""
    claimed = {claim.experiment for claim in study.claims.values()}
    return [
        {
            **run,
            "has_history": study.model_kind(run["experiment"]).learns_by_epochs,
            "has_examples": run["experiment"] in study.predicting,
        }
        for run in runs_of(study, [name for name in study.config.experiments if name in claimed])
    ]


def compared_runs(study: Study, comparison: str) -> list[Run]:
    """The runs of the experiments that a comparison names, in its order."""
    return [
        {
            **run,
            "continue_from": study.experiments[run["experiment"]].continue_from,
            "has_history": study.model_kind(run["experiment"]).learns_by_epochs,
        }
        for run in runs_of(study, study.comparisons[comparison].experiments)
    ]


def paired_runs(study: Study, comparison: str) -> list[Run]:
    """The runs in a comparison that are judged on the same test examples."""
    return runs_of(study, study.on_one_test_part(comparison))


def runs_predicting_in_comparisons(study: Study) -> list[Run]:
    """The runs that predict the same examples in a comparison: the first of each experiment."""
    compared = {name for comparison in study.comparisons.values() for name in comparison.experiments}
    predicting = [name for name in study.config.experiments if name in study.predicting and name in compared]
    return [run for run in runs_of(study, predicting) if run["seed"] == study.config.seeds[0]]


def predicting_runs(study: Study) -> list[Run]:
    """The runs that predict examples: the first of each experiment that does, and those that something is reported for."""
    predicting = [name for name in study.config.experiments if name in study.predicting]
    first = [run for run in runs_of(study, predicting) if run["seed"] == study.config.seeds[0]]
    return [*first, *(run for run in claimed_runs(study) if run["has_examples"])]


def paired_comparisons(study: Study) -> list[str]:
    """Comparisons with at least one pair of experiments on the same test examples."""
    return [name for name in study.comparisons if len(study.on_one_test_part(name)) > 1]
