"""Experiments side by side."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

from refit.report.chapters.base import Chapter

if TYPE_CHECKING:
    from refit.configuration.study import Study
    from refit.plan.files import Files

ENDINGS = ("csv", "svg")

TEXT = ("experiment", "first", "second")
"""The columns of the tables that hold no numbers."""


def inputs_of(study: "Study", files: "Files") -> dict[str, str | list[str]]:
    """Tables and figures of the comparisons and their pairs; the examples that their experiments predict."""
    from refit.plan import runs

    return {
        "compared": [files.comparison(name, ending) for name in runs.shown_comparisons(study) for ending in ENDINGS],
        "paired": [files.pairs(name, ending) for name in runs.paired_comparisons(study) for ending in ENDINGS],
        "examples": files.each_run("examples.csv", runs.runs_predicting_in_comparisons(study)),
    }


def params_of(study: "Study", files: "Files") -> dict[str, Any]:
    """What there is to tell apart from results.

    Returns:
        `comparisons`: of each, `name`, `title`, `note`, its `experiments` that are shown, those that the study does not
        have (`absent`), those that `failed`, and by experiment the seeds of `failed_runs` of others; and where two or
        more experiments are shown, `headline` (`refit.tasks.base.Headline`), the paths of its `figure` and `table`, and
        of `pairs_figure` and `pairs_table` (None where no two are judged on the same test examples). `experiments`: by
        name, `label` and `data`. `examples`: by experiment, the path of the table of the examples that it predicts.
    """
    from refit.plan import pages, runs

    shown, paired = runs.shown_comparisons(study), runs.paired_comparisons(study)
    compared = dict.fromkeys(name for comparison in shown for name in study.compared(comparison))
    return {
        "comparisons": [
            {
                **comparison.model_dump(),
                "name": name,
                "experiments": study.compared(name),
                "absent": study.absent(name),
                "failed": [experiment for experiment in comparison.experiments if experiment in study.failed],
                "failed_runs": {
                    experiment: [*study.failed_runs[experiment]]
                    for experiment in study.compared(name)
                    if study.failed_runs.get(experiment)
                },
                "headline": pages.headline_compared(study, name) if name in shown else None,
                "figure": files.comparison(name, "svg"),
                "table": files.comparison(name, "csv"),
                "pairs_figure": files.pairs(name, "svg") if name in paired else None,
                "pairs_table": files.pairs(name, "csv") if name in paired else None,
            }
            for name, comparison in study.comparisons.items()
        ],
        "experiments": {
            name: {key: pages.description(study, name)[key] for key in ("label", "data")} for name in compared
        },
        "examples": {
            run["experiment"]: path
            for run in runs.runs_predicting_in_comparisons(study)
            if (path := files.run(run["experiment"], run["seed"], "examples.csv")) not in files.missing
        },
    }


def render(params: Mapping[str, Any], _: Mapping[str, Any]) -> str:
    """Each comparison: its table and figure, its pairs, and the same examples as its experiments see them."""
    from refit.report.html import render

    experiments, examples, missing = params["experiments"], params["examples"], params["missing"]
    comparisons = [
        comparison
        | {
            "failure": missing.get(comparison["table"]),
            "pairs_failure": missing.get(comparison["pairs_table"]),
            "pairs": [],
        }
        | (_ends(comparison) if comparison["headline"] and comparison["table"] not in missing else {})
        | (_pairs(comparison) if comparison["pairs_table"] and comparison["pairs_table"] not in missing else {})
        | _examples(comparison["experiments"], examples)
        | {"data": sorted({experiments[name]["data"] for name in comparison["experiments"] if name in experiments})}
        for comparison in params["comparisons"]
    ]
    return render("comparisons.html.jinja2", comparisons=comparisons, experiments=experiments)


def _ends(comparison: Mapping[str, Any]) -> dict[str, Any]:
    """Where the experiments of a comparison end; None where no number tells which is best, or most ahead."""
    from refit.report.html import picture
    from refit.tables import read_rows

    rows = [_numbers(row) for row in read_rows(comparison["table"])]
    column, sign = comparison["headline"]["in_history"], comparison["headline"]["sign"]
    judged = [row for row in rows if isfinite(row[f"test_{column}"])]
    ranked = sorted(judged, key=lambda row: row[f"test_{column}"], reverse=sign > 0)
    ahead = [row for row in rows if isfinite(row["excess"])]
    return {
        "columns": list(dict.fromkeys(("loss", column))),
        "rows": rows,
        "best": ranked[0] if ranked else None,
        "worst": ranked[-1] if ranked else None,
        "most_excess": max(ahead, key=lambda row: row["excess"], default=None),
        "picture": picture(comparison["figure"]),
    }


def _pairs(comparison: Mapping[str, Any]) -> dict[str, Any]:
    from refit.report.html import picture
    from refit.tables import read_rows

    pairs = [_numbers(row) for row in read_rows(comparison["pairs_table"])]
    return {
        "pairs": pairs,
        "pairs_picture": picture(comparison["pairs_figure"]),
        "told_apart": [row for row in pairs if row["low"] > 0 or row["high"] < 0],
    }


def _examples(compared: Sequence[str], paths: Mapping[str, str]) -> dict[str, Any]:
    """The same examples as several experiments predict them; nothing where theirs are not the same."""
    from refit.tables import read_rows

    predicting = [name for name in compared if name in paths]
    tables = [read_rows(paths[name]) for name in predicting]
    are_same = len(predicting) > 1 and all(_names(table) == _names(tables[0]) for table in tables)
    return {
        "predicting": predicting if are_same else [],
        "examples": list(zip(*tables, strict=True)) if are_same else [],
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
