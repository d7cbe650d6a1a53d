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
    """How a run was trained, in words, from its record; nothing of what is left as it is."""
    if "fitting" in record:
        return {"estimator": call(record["fitting"]["name"], record["fitting"]["arguments"])}
    training, precision = record["training"], record["training"]["network"]["precision"]
    stopping = [told["config"] for told in training["callbacks"] if told["class_name"] == "EarlyStopping"]
    words = {
        "optimizer": _call(training["optimizer"]),
        "batch size": str(training["batch_size"]),
        "epochs": f"{record['epochs']} of at most {training['epochs']}" if stopping else str(record["epochs"]),
        "early stopping": "; ".join(map(_stopping, stopping)),
        "callbacks": ", ".join(_call(told) for told in training["callbacks"] if told["class_name"] != "EarlyStopping"),
        "loss": _call(training["loss"]) if isinstance(training["loss"], dict) else "",
        "precision": precision if precision != "float32" else "",
    }
    return {name: told for name, told in words.items() if told}


def _call(keras_object: Mapping[str, Any]) -> str:
    return call(keras_object["class_name"], keras_object["config"])


def _stopping(config: Mapping[str, Any]) -> str:
    watched = config.get("monitor", "val_loss").replace("val_", "validation ").replace("_", " ")
    kept = "the best epoch's weights are kept" if config.get("restore_best_weights") else "the last weights are kept"
    return f"after {config.get('patience', 0)} epochs without a better {watched}; {kept}"
