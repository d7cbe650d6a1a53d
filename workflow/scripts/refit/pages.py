"""Pages of the report, as HTML that needs nothing else."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from refit.configuration.libraries import known_names
from refit.foundations import TOY_TARGET, TOY_WEIGHTS, cross_entropy, softmax, toy_loss, toy_output

SCORES = np.array([1.0, 2.0, -3.0])
"""The scores of the notebook's softmax example."""

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


def _render(template: str, **values: Any) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = _number
    return environment.get_template(template).render(**values)
