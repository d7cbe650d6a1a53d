"""The page that holds the report: the answer first, then all chapters."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from refit.claims import NOT_COMPARABLE, NOT_REPRODUCED, REPRODUCED, count_verdicts
from refit.report.html import page, page_alone, picture, render, without_dead_links
from refit.report.spread import spread_of
from refit.statistics import prediction_interval
from refit.tables import read_rows

SPREAD_BY_CHANCE = 0.05
"""Of claims that are true, the share that a 95 % interval misses."""

MOST_MISSED_NAMED = 3
"""So many claims of an experiment that are not reproduced are all told on the opening page."""

PAGES_OF_MODELS = "pages/models"
"""Below the report's folder."""


def study_pages(
    study: Mapping[str, Any],
    experiments: Mapping[str, Mapping[str, Any]],
    runs: Sequence[Mapping[str, Any]],
    chapters: Sequence[Mapping[str, Any]],
    files: Mapping[str, str],
    failed: Mapping[str, str],
    failures: Sequence[Mapping[str, Any]],
    missing: Mapping[str, Mapping[str, str]],
    provenance: Mapping[str, Any],
) -> dict[str, str]:
    """The whole page (`study`), and pages of its beginning (`opening`) and end (`closing`) alone.

    Args:
        study: its `name`, `data`, `seeds`, whether the page has all models (`models_on_page`), the `notebooks`'
            titles by key, and what others `published`.
        experiments: by name, `refit.plan.pages.description`, in the order to show.
        runs: of each run, `experiment`, `seed`, `metrics` (`refit.tasks.base.Task.evaluate`) and `record`.
        chapters: of each, in their order, `name`, `title`, `is_before_models` and the path of its `file`.
        files: by name, the paths of `refit.plan.pages.beside_chapters` that are there.
        failed: by name, the experiments that failed and are not among the others, and the log of the job that did.
        failures: each job that failed (`refit.plan.pages.what_failed`).
        missing: by name, why a chapter, or one of `refit.plan.pages.beside_chapters`, could not be made.
        provenance: from `refit.provenance`.
    """
    claims = read_rows(files["claims"]) if "claims" in files else []
    runs_of: dict[str, list[Mapping[str, Any]]] = {name: [] for name in experiments}
    for run in runs:
        runs_of[run["experiment"]].append(run)
    rows = [
        _row(name, description, runs_of[name], [claim for claim in claims if claim["experiment"] == name])
        for name, description in experiments.items()
    ]
    groups: dict[str, list[str]] = {}
    for name, description in experiments.items():
        groups.setdefault(description["notebook"], []).append(name)
    judged = [claim for claim in claims if claim["verdict"] != NOT_COMPARABLE]
    values: dict[str, Any] = {
        "study": {**study, "config": _text(files["config"]) if "config" in files else ""},
        "names": [*experiments],
        "templates": sorted({description["template"] for description in experiments.values()}),
        "rows": rows,
        "groups": groups,
        "counts": count_verdicts(claims),
        "claims": claims,
        "missed": _missed(claims),
        "notes": {name: description["note"] for name, description in experiments.items()},
        "by_chance": SPREAD_BY_CHANCE * sum(bool(claim["low"]) for claim in judged),
        "reasons": sorted({claim["reason"] for claim in claims if claim["verdict"] == NOT_COMPARABLE}),
        "stand_ins": _stand_ins(experiments),
        "chapters": [
            {**chapter, "body": "" if chapter["name"] in missing else _text(chapter["file"])} for chapter in chapters
        ],
        "models": {
            name: _text(f"{files['models']}/{name}.html")
            for name in experiments
            if study["models_on_page"] and "models" in files
        },
        "costs": {
            "rows": [{name: _cell(value) for name, value in row.items()} for row in read_rows(files["costs"])]
            if "costs" in files
            else [],
            "figure": picture(files["costs_figure"]) if "costs_figure" in files else None,
            "experiments": [_cost(name, runs_of[name]) for name in experiments],
        },
        "controls": [_control(row) for row in rows if row["control"]],
        "failed": failed,
        "failures": failures,
        "missing": missing,
        "provenance": provenance,
    }
    title = f"Refit: do the notebooks’ statements hold? Study “{study['name']}”"
    study_page = page("study.html.jinja2", title, True, **values)
    if not study["models_on_page"]:
        study_page = re.sub(r'href="#model-([^"]+)"', rf'href="{PAGES_OF_MODELS}/\1.html"', study_page)
    return {
        "study": without_dead_links(study_page),
        "opening": page_alone(title, render("opening.html.jinja2", **values), with_tables=True),
        "closing": page_alone("Refit: cost and provenance", render("closing.html.jinja2", **values)),
    }


def _text(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


def _cost(name: str, runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the training of an experiment's runs cost; None: not told."""
    records = [run["record"] for run in runs]

    def told(key: str) -> list[Any]:
        return [record[key] for record in records if record.get(key) is not None]

    return {
        "name": name,
        "runs": len(records),
        "seconds": mean(told("training_seconds")),
        "peak_memory_mib": max(told("peak_memory_mib")),
        "energy_joules": mean(told("energy_joules")) if told("energy_joules") else None,
        "gpu_memory_mib": max(told("gpu_memory_mib"), default=None),
        "gpu_utilization": mean(told("gpu_utilization")) if told("gpu_utilization") else None,
        "devices": sorted({f"{record['device']} {record.get('gpu') or ''}".strip() for record in records}),
    }


def _cell(text: str) -> str | float:
    return float(text) if text[:1].isdigit() else text


def _row(
    name: str, description: Mapping[str, Any], runs: Sequence[Mapping[str, Any]], claims: Sequence[Mapping[str, str]]
) -> dict[str, Any]:
    """A row of the opening table, from an experiment's own runs and claims."""
    first = runs[0]
    headline = description["headline"]
    return {
        **description,
        "name": name,
        "seeds": [run["seed"] for run in runs],
        "parameters": first["record"]["parameters"],
        "epochs": mean(run["record"]["epochs"] for run in runs) if first["record"]["epochs"] else None,
        "examples": first["metrics"]["test"]["examples"],
        "test": spread_of(runs)[headline["name"]],
        "seconds": mean(run["record"]["training_seconds"] for run in runs),
        "reported": _reported(claims, headline["name"]),
        "verdicts": count_verdicts(claims),
        "verdict": _verdict(claims),
    }


def _control(row: Mapping[str, Any]) -> dict[str, Any]:
    """A control's row with what chance gives: whether it is `at_chance` (None: one run does not tell).

    Chance is where one more run may lie (`refit.statistics.prediction_interval`).
    """
    values, chance = row["test"]["values"], row["chance"]
    if chance is None or len(values) == 1:
        return {**row, "at_chance": None}
    low, high = prediction_interval(values)
    return {**row, "at_chance": low <= chance <= high}


def _reported(claims: Sequence[Mapping[str, str]], metric: str) -> Mapping[str, str] | None:
    """What was reported of an experiment's end: of its test part, or else of its validation part."""
    for part in ("test", "validation"):
        for claim in claims:
            if (claim["part"], claim["metric"]) == (part, metric) and not claim["epoch"]:
                return claim
    return None


def _verdict(claims: Sequence[Mapping[str, str]]) -> str:
    """One word on all that was reported of an experiment."""
    judged = {claim["verdict"] for claim in claims} - {NOT_COMPARABLE}
    if not claims:
        return ""
    return {(): NOT_COMPARABLE, (REPRODUCED,): REPRODUCED, (NOT_REPRODUCED,): NOT_REPRODUCED}.get(
        tuple(judged), "in part"
    )


def _missed(claims: Sequence[Mapping[str, str]]) -> dict[str, dict[str, list[Mapping[str, str]]]]:
    """By experiment, the `claims` that are not reproduced, and those to be `named`: of many, those of the test part."""
    missed: dict[str, list[Mapping[str, str]]] = {}
    for claim in claims:
        if claim["verdict"] == NOT_REPRODUCED:
            missed.setdefault(claim["experiment"], []).append(claim)
    listed = {}
    for name, own in missed.items():
        of_test = [claim for claim in own if claim["part"] == "test" and not claim["epoch"]]
        few = len(own) <= MOST_MISSED_NAMED
        listed[name] = {"claims": own, "named": own if few else of_test or own[:MOST_MISSED_NAMED]}
    return listed


def _stand_ins(experiments: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    """By data set, what it stands in for."""
    originals_of: dict[str, set[str]] = {}
    for description in experiments.values():
        if description["stands_in_for"]:
            originals_of.setdefault(description["data"], set()).add(description["stands_in_for"])
    return {data: sorted(originals) for data, originals in originals_of.items()}
