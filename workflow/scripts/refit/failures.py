"""What failed: the report is made without it, and says so."""

import atexit
import os
import subprocess
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from refit.files import read_json, write_json

WITHOUT = "REFIT_WITHOUT"
"""The environment variable that names the file of `left_out`, to a Snakemake that is to go without."""

DISPENSABLE = "dispensable"
"""The flag of an input that a job can go without."""

LAST_LINES = 15
MOST_NAMED = 20
"""Jobs that the screen names; the report has all."""

MORE = "More in "
"""Begins the last line of the log of a job that failed, below a sentence that says why (`refit.jobs`)."""

ENDED_BY_USER = ("Terminating processes on user request", "Will exit after finishing currently running jobs")
"""What Snakemake says on Ctrl-C, and on SIGTERM."""


def left_out() -> dict[str, str]:
    """By path, what was not made, and the log of the job that failed (or nothing); empty until something failed."""
    missing: dict[str, str] = read_json(os.environ[WITHOUT]) if WITHOUT in os.environ else {}
    return missing


def not_made(dag: Any, failed: Collection[Any], roots: Sequence[str]) -> dict[str, str]:
    """The files of all jobs that failed, and of those that need one of them: by path, the log of the first that failed.

    A job that can go without all that it misses is none of them: it runs when it is not asked for that.

    Args:
        dag: Snakemake's jobs, after it has run them.
        failed: those that failed, or groups of them.
        roots: the folders of results and downloads; where files are in a storage, a job knows them by longer paths.
    """
    in_groups = {job for group in failed for job in getattr(group, "jobs", ())}
    logs: dict[Any, str] = {}
    for level in dag.toposorted():
        for job in level:
            known = [
                logs[other] for other, files in dag.dependencies[job].items() if other in logs and _needs(job, files)
            ]
            # Of a group of jobs that failed, some may have come to their end.
            was_cut_off = job in in_groups and not all(Path(path).exists() for path in job.output)
            if known or job in failed or was_cut_off:
                logs[job] = known[0] if known else next(map(str, job.log), "")
    missing = {_below(path, roots): _below(log, roots) for job, log in logs.items() for path in job.output}
    return dict(sorted(missing.items()))


def _needs(job: Any, files: Collection[str]) -> bool:
    """Whether a job cannot go without one of some files."""
    dispensable = {str(file) for file in job.input if file.flags.get(DISPENSABLE)}
    return not dispensable.issuperset(map(str, files))


def _below(path: str, roots: Sequence[str]) -> str:
    """A path from the folder of results or downloads on, which it may have in a storage."""
    return next((f"{root}/{path.split(f'{root}/', 1)[1]}" for root in roots if f"{root}/" in path), path)


def report_without(
    missing: dict[str, str],
    remaining: Callable[[Mapping[str, str]], Collection[str]],
    results: str,
    snakemake_log: Path,
    arguments: Sequence[str],
) -> None:
    """After a failure, make the report of what did not fail, by a further Snakemake, and by another if that fails too.

    There is none where the user ended the first, or where no experiment has come to its end.

    Args:
        missing: from `not_made`.
        remaining: the experiments that are left, by what is missing.
        results: the study's folder.
        snakemake_log: Snakemake's own log of the first.
        arguments: Snakemake's command line.
    """
    if WITHOUT in os.environ:
        write_json(os.environ[WITHOUT], dict(sorted((left_out() | missing).items())))
        return
    if not missing or any(sentence in snakemake_log.read_text(encoding="utf-8") for sentence in ENDED_BY_USER):
        return
    page, record = f"{results}/study.html", Path(results) / ".failed.json"
    record.parent.mkdir(parents=True, exist_ok=True)  # where files are in a storage, it may not be there yet
    known: dict[str, str] = {}
    is_made = False
    while not is_made and len(missing) > len(known) and page not in missing and remaining(missing):
        known = missing
        _say(f"Failed: {_jobs(known, results)}. The report is made without what failed, and says so.")
        write_json(record, known)
        again = [sys.executable, "-m", "snakemake", *unforced(arguments), "--nolock"]
        is_made = subprocess.run(again, env=os.environ | {WITHOUT: str(record)}, check=False).returncode == 0
        missing = read_json(record)
    record.unlink(missing_ok=True)
    # Snakemake has some lines of its own after this.
    atexit.register(_say, _last_words(missing, results, is_made))


def unforced(arguments: Sequence[str]) -> list[str]:
    """Snakemake's command line without what makes it run again what is finished."""
    kept, is_list = [], False
    for word in arguments:
        if word.startswith("-"):
            is_list = word in ("-R", "--forcerun")
        if not is_list and word not in ("-F", "--forceall", "-f", "--force"):
            kept.append(word)
    return kept


def _say(sentence: str) -> None:
    print(f"\n{sentence}\n", file=sys.stderr, flush=True)


def _jobs(missing: Mapping[str, str], results: str) -> str:
    return ", ".join(_first([name_of(log, results) for log in dict.fromkeys(missing.values())]))


def _first(listed: list[str]) -> list[str]:
    """The first of a list, and how many are left."""
    left = len(listed) - MOST_NAMED
    return [*listed[:MOST_NAMED], *([f"and {left} more"] if left > 0 else [])]


def _last_words(missing: Mapping[str, str], results: str, is_made: bool) -> str:
    """What failed and why, and where the report is."""
    lines = [f"{name_of(log, results)}: {told_by(log)['sentence']} ({log})" for log in dict.fromkeys(missing.values())]
    pages = [path for path in (f"{results}/study.html", f"{results}/report.html") if Path(path).exists()]
    end = f"The report, without what failed: {', '.join(pages)}" if is_made else "There is no report of this run."
    return "\n".join(["Failed:", *_first(lines), end])


def name_of(log: str, results: str) -> str:
    """What a job is called, by its log: its rule, and what it is about."""
    return (
        " ".join(Path(log).with_suffix("").parts[len(Path(results, "logs").parts) :]) if log else "a job without a log"
    )


@cache
def told_by(log: str) -> dict[str, str]:
    """Why a job failed: the path of its `log`, the `sentence` in it, and its `end`."""
    if not Path(log).is_file():
        return {
            "log": log,
            "sentence": "The reason is in its log, in the storage." if log else "It has no log.",
            "end": "",
        }
    lines = Path(log).read_text(encoding="utf-8", errors="replace").splitlines()
    said = [line for line in lines if line.strip()]
    sentence = said[-1] if said else "Its log says nothing."
    if sentence.startswith(MORE):
        blank = max((number for number, line in enumerate(lines) if not line.strip()), default=-1)
        sentence = lines[blank + 1]
    return {"log": log, "sentence": sentence, "end": "\n".join(lines[-LAST_LINES:])}
