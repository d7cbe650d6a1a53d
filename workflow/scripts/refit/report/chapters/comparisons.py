"""Experiments side by side."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from refit.report.chapters.base import Chapter

if TYPE_CHECKING:
    from refit.configuration.study import Study
    from refit.plan.files import Files

TEXT = ("experiment", "first", "second")
"""The columns of the tables that hold no numbers."""


def inputs_of(study: "Study", files: "Files") -> dict[str, str | list[str]]:
    """Tables and figures of the comparisons and their pairs; the examples that their experiments predict."""
    from refit.plan.runs import paired_comparisons, runs_predicting_in_comparisons

    return {
        "compared": [files.comparison(name, ending) for name in study.comparisons for ending in ("csv", "svg")],
        "paired": [files.pairs(name, ending) for name in paired_comparisons(study) for ending in ("csv", "svg")],
        "examples": files.each_run("examples.csv", runs_predicting_in_comparisons(study)),
    }


def params_of(study: "Study", files: "Files") -> dict[str, Any]:
    """What there is to tell apart from results.

    Returns:
        `comparisons`: of each, `name`, `title`, `note`, `experiments`, `headline` (`refit.tasks.base.Headline`), the
        paths of its `figure` and `table`, and of `pairs_figure` and `pairs_table` (None where no two are judged on the
        same test examples). `experiments`: by name, `label` and `data`. `examples`: by experiment, the path of the
        table of the examples that it predicts.
    """
    from refit.plan import pages, runs

    paired = runs.paired_comparisons(study)
    compared = dict.fromkeys(name for comparison in study.comparisons.values() for name in comparison.experiments)
    return {
        "comparisons": [
            {
                "name": name,
                "headline": pages.headline_compared(study, name),
                "figure": files.comparison(name, "svg"),
                "table": files.comparison(name, "csv"),
                "pairs_figure": files.pairs(name, "svg") if name in paired else None,
                "pairs_table": files.pairs(name, "csv") if name in paired else None,
                **comparison.model_dump(),
            }
            for name, comparison in study.comparisons.items()
        ],
        "experiments": {
            name: {key: pages.description(study, name)[key] for key in ("label", "data")} for name in compared
        },
        "examples": {
            run["experiment"]: files.run(run["experiment"], run["seed"], "examples.csv")
            for run in runs.runs_predicting_in_comparisons(study)
        },
    }


def render(params: Mapping[str, Any], _: Mapping[str, Any]) -> str:
    """Each comparison: its table and figure, its pairs, and the same examples as its experiments see them."""
    from refit.report.html import render

    comparisons = [
        _shown(comparison, params["experiments"], params["examples"]) for comparison in params["comparisons"]
    ]
    return render("comparisons.html.jinja2", comparisons=comparisons, experiments=params["experiments"])


def _shown(
    comparison: Mapping[str, Any], experiments: Mapping[str, Mapping[str, str]], examples: Mapping[str, str]
) -> dict[str, Any]:
    from refit.report.html import picture
    from refit.tables import read_rows

    rows = [_numbers(row) for row in read_rows(comparison["table"])]
    column, sign = comparison["headline"]["in_history"], comparison["headline"]["sign"]
    ranked = sorted(rows, key=lambda row: row[f"test_{column}"], reverse=sign > 0)
    predicting = [name for name in comparison["experiments"] if name in examples]
    tables = [read_rows(examples[name]) for name in predicting]
    are_same = len(predicting) > 1 and all(_names(table) == _names(tables[0]) for table in tables)
    pairs = [_numbers(row) for row in read_rows(comparison["pairs_table"])] if comparison["pairs_table"] else []
    return {
        **comparison,
        "columns": list(dict.fromkeys(("loss", column))),
        "rows": rows,
        "best": ranked[0],
        "worst": ranked[-1],
        "most_excess": max(rows, key=lambda row: row["excess"]),
        "picture": picture(comparison["figure"]),
        "data": sorted({experiments[name]["data"] for name in comparison["experiments"]}),
        "predicting": predicting if are_same else [],
        "examples": list(zip(*tables, strict=True)) if are_same else [],
        "pairs": pairs,
        "pairs_picture": picture(comparison["pairs_figure"]) if pairs else "",
        "told_apart": [row for row in pairs if row["low"] > 0 or row["high"] < 0],
    }


def _names(table: Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    return [(row["examples"], row["example"]) for row in table]


def _numbers(row: Mapping[str, str]) -> dict[str, Any]:
    return {name: value if name in TEXT else float(value or "nan") for name, value in row.items()}


CHAPTER = Chapter(
    name="comparisons",
    title="Side by side",
    render=render,
    inputs=inputs_of,
    params=params_of,
    applies=lambda study: bool(study.comparisons),
    is_before_models=False,
)
