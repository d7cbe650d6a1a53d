"""The chapters of the report beside the models: data, foundations, and experiments side by side."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from refit.files import read_json
from refit.foundations import SCORES, TOY_TARGET, TOY_WEIGHTS, cross_entropy, softmax, toy_loss, toy_output
from refit.libraries import known_names
from refit.report.html import picture, render
from refit.tables import read_rows


def data_chapter(views: Sequence[Mapping[str, Any]]) -> str:
    """What each model saw.

    Args:
        views: of each, `name`, `description` (`Study.view_description`), the path of its `summary`, and by what they
            show the paths of its `pictures`.
    """
    shown = [
        {
            **view,
            "summary": read_json(view["summary"]),
            "pictures": {name: picture(path) for name, path in view["pictures"].items()},
        }
        for view in views
    ]
    return render("data.html.jinja2", views=shown)


def foundations_chapter(gradients: Mapping[str, Any], pictures: Mapping[str, Path]) -> str:
    """Activations, the toy network, softmax, and image kernels.

    Args:
        gradients: of the toy network's loss with respect to its first matrix, `finite_differences` and `automatic`.
        pictures: by what they show, `activations` and perhaps `kernels`.
    """
    output, before = toy_output(TOY_WEIGHTS[0])
    differences, automatic = (np.asarray(gradients[name]) for name in ("finite_differences", "automatic"))
    probabilities = softmax(SCORES)
    return render(
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
        pictures={name: picture(path) for name, path in pictures.items()},
    )


def comparisons_chapter(
    comparisons: Sequence[Mapping[str, Any]],
    experiments: Mapping[str, Mapping[str, Any]],
    examples: Mapping[str, Path],
) -> str:
    """Experiments side by side.

    Args:
        comparisons: of each, `name`, `title`, `note`, `experiments`, `metric`, the paths of its `figure` and `table`,
            and of `pairs_figure` and `pairs_table` (None where no two are judged on the same test examples).
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
        pairs = [_numbers(row) for row in read_rows(found["pairs_table"])] if found["pairs_table"] else []
        shown.append(
            {
                **found,
                "rows": rows,
                "best": ranked[0],
                "worst": ranked[-1],
                "most_excess": max(rows, key=lambda row: row["excess"]),
                "picture": picture(found["figure"]),
                "data": sorted({experiments[name]["data"] for name in found["experiments"]}),
                "predicting": predicting if same else [],
                "examples": list(zip(*tables, strict=True)) if same else [],
                "pairs": pairs,
                "pairs_picture": picture(found["pairs_figure"]) if pairs else "",
                "told_apart": [row for row in pairs if row["low"] > 0 or row["high"] < 0],
            }
        )
    return render("comparisons.html.jinja2", comparisons=shown, experiments=experiments)


def _names(table: Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    return [(row["examples"], row["example"]) for row in table]


TEXT = ("experiment", "first", "second")


def _numbers(row: Mapping[str, str]) -> dict[str, Any]:
    return {name: value if name in TEXT else float(value or "nan") for name, value in row.items()}
