"""Pages of the report, as HTML that needs nothing else."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from refit.claims import value_of
from refit.configuration.libraries import known_names
from refit.files import read_json
from refit.foundations import SCORES, TOY_TARGET, TOY_WEIGHTS, cross_entropy, softmax, toy_loss, toy_output
from refit.tables import read_rows

TEMPLATES = Path(__file__).parents[2] / "report"


def overview_page(study: str, experiments: Mapping[str, Mapping[str, Any]], runs: Sequence[Mapping[str, Any]]) -> str:
    """The page for a study.

    Args:
        study: its name.
        experiments: by name, `Study.description`, in the order to show.
        runs: of each run, `experiment`, `seed`, `metrics` (`refit.evaluation`) and `record` (`refit.training.runs`).
    """
    rows = []
    for name, description in experiments.items():
        own = [run for run in runs if run["experiment"] == name]
        first = own[0]
        rows.append(
            {
                **description,
                "name": name,
                "seeds": [run["seed"] for run in own],
                "parameters": first["record"]["parameters"],
                "epochs": first["record"]["epochs"],
                "examples": first["metrics"]["test"]["examples"],
                "test": _means([run["metrics"]["test"] for run in own]),
                "interval": first["metrics"]["test"].get("accuracy_interval"),
                "loss_interval": first["metrics"]["test"].get("loss_interval"),
                "validation": _means([run["metrics"].get("validation", {}) for run in own]),
                "seconds": mean(run["record"]["training_seconds"] for run in own),
                "device": first["record"]["device"],
            }
        )
    stand_ins: dict[str, set[str]] = {}
    for row in rows:
        if row["stands_in_for"]:
            stand_ins.setdefault(row["data"], set()).add(row["stands_in_for"])
    return _render(
        "overview.html.jinja2",
        study=study,
        rows=rows,
        stand_ins={data: sorted(originals) for data, originals in stand_ins.items()},
        devices=sorted({row["device"] for row in rows}),
        versions=runs[0]["record"]["versions"],
    )


def model_page(
    experiment: str,
    description: Mapping[str, Any],
    view: Mapping[str, str],
    claims: Sequence[Mapping[str, Any]],
    files: Mapping[str, Path],
) -> str:
    """All that is shown of a run.

    Args:
        experiment: its name.
        description: `Study.description`.
        view: `Study.view_description`.
        claims: `Study.claims_of`.
        files: by name, what the stages before have made of the run; the page has what is there.
    """
    network = read_json(files["network"]) if "network" in files else {}
    record, metrics = read_json(files["record"]), read_json(files["metrics"])
    history = read_rows(files["history"]) if "history" in files else []
    examples = read_rows(files["examples"]) if "examples" in files else []
    comparable = not description["stands_in_for"]
    return _render(
        "model.html.jinja2",
        experiment=experiment,
        description=description,
        view=view,
        record=record,
        budget=_budget(record),
        metrics=metrics,
        layers=network.get("layers", []),
        weights=network.get("first_weights", {}),
        examples=examples,
        claims=[
            {**claim, "found": value_of(claim, metrics, record, history, examples) if comparable else None}
            for claim in claims
        ],
        candidates=read_rows(files["candidates"]) if "candidates" in files else [],
        best=read_json(files["best"]) if "best" in files else {},
        pictures={name: data_uri(path) for name, path in files.items() if path.suffix in MEDIA_TYPES},
    )


def _budget(record: Mapping[str, Any]) -> dict[str, str]:
    """How a run was trained, in words, from its record."""
    if "fitting" in record:
        return {"estimator": _call(record["fitting"]["name"], record["fitting"]["arguments"])}
    training = record["training"]
    stopping = training["early_stopping"]
    words = {
        "optimizer": _call(training["optimizer"]["class_name"], training["optimizer"]["config"]),
        "batch size": str(training["batch_size"]),
        "epochs": f"{record['epochs']} of at most {training['epochs']}" if stopping else str(record["epochs"]),
    }
    if stopping:
        best = "the best epoch's weights are kept" if stopping["restore_best_weights"] else "the last weights are kept"
        words["early stopping"] = f"after {stopping['patience']} epochs without a better validation loss; {best}"
    return words


def _call(name: str, arguments: Mapping[str, Any]) -> str:
    return f"{name}({', '.join(f'{key}={_value(value)}' for key, value in arguments.items())})"


def comparisons_page(
    comparisons: Sequence[Mapping[str, Any]],
    experiments: Mapping[str, Mapping[str, Any]],
    examples: Mapping[str, Path],
) -> str:
    """The chapter of experiments side by side.

    Args:
        comparisons: of each, `title`, `note`, `experiments`, `metric`, and the paths of its `figure` and `table`.
        experiments: by name, `Study.description`.
        examples: by experiment, the table of the examples that it predicts.
    """
    shown = []
    for found in comparisons:
        rows = [_numbers(row) for row in read_rows(found["table"])]
        lower_is_better = found["metric"] == "loss"
        ranked = sorted(rows, key=lambda row: row[f"test_{found['metric']}"], reverse=not lower_is_better)
        predicting = [name for name in found["experiments"] if name in examples]
        tables = [read_rows(examples[name]) for name in predicting]
        same = len(predicting) > 1 and all(_names(table) == _names(tables[0]) for table in tables)
        shown.append(
            {
                **found,
                "rows": rows,
                "best": ranked[0],
                "worst": ranked[-1],
                "most_excess": max(rows, key=lambda row: row["excess"]),
                "picture": data_uri(found["figure"]),
                "data": sorted({experiments[name]["data"] for name in found["experiments"]}),
                "predicting": predicting if same else [],
                "examples": list(zip(*tables, strict=True)) if same else [],
            }
        )
    return _render("comparisons.html.jinja2", comparisons=shown, experiments=experiments)


def _names(table: Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    return [(row["examples"], row["example"]) for row in table]


def _numbers(row: Mapping[str, str]) -> dict[str, Any]:
    return {name: value if name == "experiment" else float(value or "nan") for name, value in row.items()}


MEDIA_TYPES = {".png": "image/png", ".svg": "image/svg+xml"}


def data_uri(path: Path) -> str:
    """A picture as an address that holds it."""
    return f"data:{MEDIA_TYPES[path.suffix]};base64,{b64encode(path.read_bytes()).decode()}"


def _means(metrics: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """The mean over runs of each metric of a part."""
    return {name: mean(found[name] for found in metrics) for name, one in metrics[0].items() if isinstance(one, float)}


def foundations_page(gradients: Mapping[str, Any]) -> str:
    """The page of the toy network, softmax and the activations that Keras has.

    Args:
        gradients: of the toy network's loss with respect to its first matrix, `finite_differences` and `automatic`.
    """
    output, before = toy_output(TOY_WEIGHTS[0])
    differences, automatic = (np.asarray(gradients[name]) for name in ("finite_differences", "automatic"))
    probabilities = softmax(SCORES)
    return _render(
        "foundations.html.jinja2",
        output=output.tolist(),
        before=[values.tolist() for values in before],
        target=TOY_TARGET.tolist(),
        loss=toy_loss(TOY_WEIGHTS[0]),
        weights=TOY_WEIGHTS[0].tolist(),
        differences=differences.tolist(),
        automatic=automatic.tolist(),
        disagreement=float(np.max(np.abs(differences - automatic) / np.maximum(np.abs(automatic), 1))),
        scores=SCORES.tolist(),
        probabilities=probabilities.tolist(),
        losses=[cross_entropy(probabilities, label) for label in range(len(SCORES))],
        activations=known_names()["activations"],
    )


def _number(value: float, digits: int | None = None) -> str:
    """A number with a true minus sign, and none before a zero."""
    text = f"{value + 0:g}" if digits is None else f"{value + 0:.{digits}f}"
    return text.replace("-", "−")


def _value(value: Any) -> str:
    """A value of any kind, perhaps as text; a fraction with four digits."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return str(value)
    return str(value) if number.is_integer() else f"{number:.4g}"


def _render(template: str, **values: Any) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = _number
    environment.filters["value"] = _value
    return environment.get_template(template).render(**values)
