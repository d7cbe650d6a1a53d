"""The page of a model: its data, network, learning, test, and what was said of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from refit.claims import count_verdicts
from refit.files import read_json
from refit.report.html import figures_by_section, render
from refit.report.spread import spread_of
from refit.tables import read_rows
from refit.updates import mixed


def model_page(
    experiment: str,
    description: Mapping[str, Any],
    runs: Sequence[Mapping[str, Any]],
    claims: Sequence[Mapping[str, str]],
    files: Mapping[str, str],
    figures: Sequence[str],
    words: Mapping[str, Mapping[str, Any]],
    describe: Callable[[Mapping[str, Any]], dict[str, str]],
    missing: Mapping[str, Mapping[str, str]],
) -> str:
    """All that is shown of an experiment.

    Args:
        experiment: its name.
        description: from `refit.plan.pages.description`.
        runs: of each seed, `seed`, `metrics` (`refit.tasks.base.Task.evaluate`) and `record`.
        claims: the experiment's rows of the table of claims.
        files: by what they tell, paths of what the stages before have made; the page has what is there.
        figures: paths.
        words: by a figure's file name, how it is shown (`refit.figures.drawings.Figure`).
        describe: of the kind of model: how a run was trained, in words, from its record.
        missing: by path or by what they tell, why figures or files could not be made (`refit.failures.told_by`).
    """
    network = read_json(files["network"]) if "network" in files else {}
    first, validation = runs[0], spread_of(runs, "validation")
    scores = dict.fromkeys((description["headline"]["name"], "loss"))
    return render(
        "model.html.jinja2",
        experiment=experiment,
        description=description,
        runs=runs,
        record=first["record"],
        metrics=first["metrics"],
        mixed=mixed((f"seed {run['seed']}", run["record"]["versions"]) for run in runs),
        spread=spread_of(runs),
        validation=validation,
        validated=[name for name in scores if name in validation and not description["validates_on_test"]],
        budget=describe(first["record"]),
        layers=network.get("layers", []),
        weights=network.get("first_weights", {}),
        examples=read_rows(files["examples"]) if "examples" in files else [],
        claims=claims,
        verdicts=count_verdicts(claims),
        candidates=read_rows(files["candidates"]) if "candidates" in files else [],
        best=read_json(files["best"]) if "best" in files else {},
        figures=figures_by_section(figures, words, experiment, first["metrics"]["test"], missing),
        missing=missing,
    )
