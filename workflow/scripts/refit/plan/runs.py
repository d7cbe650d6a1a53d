"""Which runs a stage works on."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from refit.configuration.study import Study

if TYPE_CHECKING:
    from refit.plan.files import Files

Run = dict[str, Any]
"""What names a run: `experiment`, `seed` and `data` (its data set); and what a stage must know of it beside."""


def runs_of(study: Study, experiments: Iterable[str]) -> list[Run]:
    """The runs of some experiments, in the order of the seeds."""
    return [
        {"experiment": name, "seed": seed, "data": study.views[study.experiments[name].view].data_set}
        for name in experiments
        for seed in study.seeds(name)
    ]


def claimed_runs(files: "Files") -> list[Run]:
    """The runs of the experiments that something was reported for."""
    study = files.study
    claimed = {claim.experiment for claim in study.claims.values()}
    return [
        {
            **run,
            "has_history": study.model_kind(run["experiment"]).learns_by_epochs,
            "has_examples": run["experiment"] in study.predicting
            and files.run(run["experiment"], run["seed"], "examples.csv") not in files.missing,
        }
        for run in runs_of(study, [name for name in study.shown if name in claimed])
    ]


def compared_runs(study: Study, comparison: str) -> list[Run]:
    """The runs of the experiments that a comparison names, in its order."""
    return [
        {
            **run,
            "continue_from": study.experiments[run["experiment"]].continue_from,
            "has_history": study.model_kind(run["experiment"]).learns_by_epochs,
        }
        for run in runs_of(study, study.compared(comparison))
    ]


def paired_runs(study: Study, comparison: str) -> list[Run]:
    """The runs in a comparison that are judged on the same test examples, of the seeds that all experiments have."""
    names = study.on_one_test_part(comparison)
    return [run for run in runs_of(study, names) if all(run["seed"] in study.seeds(name) for name in names)]


def runs_predicting_in_comparisons(study: Study) -> list[Run]:
    """The runs that predict the same examples in a comparison: the first of each experiment."""
    compared = {name for comparison in shown_comparisons(study) for name in study.compared(comparison)}
    predicting = [name for name in study.shown if name in study.predicting and name in compared]
    return [run for run in runs_of(study, predicting) if run["seed"] == study.seeds(run["experiment"])[0]]


def shown_comparisons(study: Study) -> list[str]:
    """Comparisons of which the report has figures of two experiments or more."""
    return [name for name in study.comparisons if len(study.compared(name)) > 1]


def predicting_runs(files: "Files") -> list[Run]:
    """Runs that predict examples: the first of each experiment that does, and those that something is reported for."""
    study = files.study
    predicting = [name for name in study.shown if name in study.predicting]
    first = [run for run in runs_of(study, predicting) if run["seed"] == study.seeds(run["experiment"])[0]]
    return [*first, *(run for run in claimed_runs(files) if run["has_examples"])]


def paired_comparisons(study: Study) -> list[str]:
    """Comparisons with at least one pair of experiments on the same test examples, and a seed that all of them have."""
    return [name for name in study.comparisons if len(study.on_one_test_part(name)) > 1 and paired_runs(study, name)]
