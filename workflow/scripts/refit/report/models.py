"""The page of a model: its data, network, learning, test, and what was said of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from refit.claims import count_verdicts
from refit.files import read_json
from refit.report.html import call, figures_by_section, render
from refit.report.spread import spread_of
from refit.tables import read_rows


def model_page(
    experiment: str,
    description: Mapping[str, Any],
    runs: Sequence[Mapping[str, Any]],
    claims: Sequence[Mapping[str, str]],
    files: Mapping[str, str],
    figures: Sequence[str],
    words: Mapping[str, Mapping[str, Any]],
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
        spread=spread_of(runs),
        validation=validation,
        validated=[name for name in scores if name in validation and not description["validates_on_test"]],
        budget=_budget(first["record"]),
        layers=network.get("layers", []),
        weights=network.get("first_weights", {}),
        examples=read_rows(files["examples"]) if "examples" in files else [],
        claims=claims,
        verdicts=count_verdicts(claims),
        candidates=read_rows(files["candidates"]) if "candidates" in files else [],
        best=read_json(files["best"]) if "best" in files else {},
        figures=figures_by_section(figures, words, experiment, told=first["metrics"]["test"]),
    )


def _budget(record: Mapping[str, Any]) -> dict[str, str]:
    """How a run was trained, in words, from its record."""
    if "fitting" in record:
        return {"estimator": call(record["fitting"]["name"], record["fitting"]["arguments"])}
    training = record["training"]
    stopping = next((told["config"] for told in training["callbacks"] if told["class_name"] == "EarlyStopping"), None)
    words = {
        "optimizer": call(training["optimizer"]["class_name"], training["optimizer"]["config"]),
        "batch size": str(training["batch_size"]),
        "epochs": f"{record['epochs']} of at most {training['epochs']}" if stopping else str(record["epochs"]),
    }
    if stopping:
        best = "the best epoch's weights are kept" if stopping["restore_best_weights"] else "the last weights are kept"
        words["early stopping"] = f"after {stopping['patience']} epochs without a better validation loss; {best}"
    if training["network"]["precision"] != "float32":
        words["precision"] = training["network"]["precision"]
    return words
