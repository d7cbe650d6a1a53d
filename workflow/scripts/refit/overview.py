"""The overview page: one table of all experiments, as HTML that needs nothing else."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

WHOLE = ("loss", "accuracy", "mean_absolute_error", "r2")

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
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    stand_ins: dict[str, set[str]] = {}
    for row in rows:
        if row["stands_in_for"]:
            stand_ins.setdefault(row["data"], set()).add(row["stands_in_for"])
    return environment.get_template("overview.html.jinja2").render(
        study=study,
        rows=rows,
        stand_ins={data: sorted(originals) for data, originals in stand_ins.items()},
        devices=sorted({row["device"] for row in rows}),
        versions=runs[0]["record"]["versions"],
    )


def _means(metrics: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """The mean over runs of each metric of a part."""
    return {name: mean(found[name] for found in metrics) for name in WHOLE if name in metrics[0]}
