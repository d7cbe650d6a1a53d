"""What a study cost, from the benchmark files that Snakemake writes."""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from refit.tables import read_rows

COLUMNS = ("rule", "jobs", "seconds", "cpu_seconds", "peak_memory_mib")
"""Of the table: sums over a rule's jobs, and the most memory that one of them held (resident set)."""


def rule_costs(folder: Path, rules: Collection[str], names: Collection[str]) -> list[dict[str, Any]]:
    """What each rule cost, the dearest first; files of jobs that are no longer part of the study do not count.

    Args:
        folder: of the benchmark files: <rule>.tsv, or <rule>/ with files or folders named after what the job is about.
        rules: the workflow's.
        names: of all that jobs of the study may be about: experiments, views, data sets, comparisons, and seed-<seed>.
    """
    by_rule: dict[str, list[dict[str, str]]] = {}
    for path in sorted(folder.rglob("*.tsv")):
        rule, *about = path.relative_to(folder).with_suffix("").parts
        if rule in rules and all(part in names for part in about if part is about[0] or part.startswith("seed-")):
            by_rule.setdefault(rule, []).extend(read_rows(path, delimiter="\t"))
    rows = [
        {
            "rule": rule,
            "jobs": len(jobs),
            "seconds": round(sum(_numbers(job["s"] for job in jobs)), 1),
            "cpu_seconds": round(sum(_numbers(job["cpu_time"] for job in jobs)), 1),
            "peak_memory_mib": round(max(_numbers(job["max_rss"] for job in jobs), default=0)),
        }
        for rule, jobs in by_rule.items()
    ]
    return sorted(rows, key=lambda row: -row["seconds"])


def _numbers(cells: Iterable[str]) -> list[float]:
    """The numbers among cells; of a job that is over before it can be measured, there is none."""
    return [float(cell) for cell in cells if cell not in ("NA", "-", "")]
