"""Experiments that failed: the report is made without them, and says so."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

WITHOUT = "REFIT_WITHOUT"
"""The environment variable that names failed experiments, each with a log, to a Snakemake that is to go without."""

LAST_LINES = 15
FAILED_LOG = re.compile(r"^\s+log: (\S+) \(check log file\(s\) for error details\)$", re.M)
ENDED_BY_USER = ("Terminating processes on user request", "Will exit after finishing currently running jobs")
"""What Snakemake says on Ctrl-C, and on SIGTERM."""


def left_out() -> dict[str, str]:
    """By name, the experiments to go without, and the log that tells why (or nothing)."""
    found: dict[str, str] = json.loads(os.environ.get(WITHOUT, "{}"))
    return found


def failed_experiments(files: Mapping[str, Sequence[str]], snakemake_log: str) -> dict[str, str]:
    """The experiments that are not done, and of each a log of a job that failed.

    Args:
        files: by experiment, what is there once its runs are done and evaluated.
        snakemake_log: what Snakemake said.
    """
    logs = FAILED_LOG.findall(snakemake_log)
    found = {}
    for name, paths in files.items():
        if not all(Path(path).exists() for path in paths):
            own = [log for log in logs if name in Path(log).parts or Path(log).stem == name]
            found[name] = next(iter(own or logs), "")
    return found


def report_without(files: Mapping[str, Sequence[str]], snakemake_log: Path, arguments: Sequence[str]) -> None:
    """After a failure, make the report of the experiments that did not fail, by a second Snakemake.

    There is none where the user ended the first, asked for single files, or where nothing or everything failed.

    Args:
        files: by experiment, what is there once its runs are done and evaluated.
        snakemake_log: Snakemake's own log of the first.
        arguments: Snakemake's command line.
    """
    said = snakemake_log.read_text(encoding="utf-8")
    failed = failed_experiments(files, said)
    asks_for_files = any(argument.startswith("results/") for argument in arguments)
    ended_by_user = any(sentence in said for sentence in ENDED_BY_USER)
    if left_out() or ended_by_user or asks_for_files or not 0 < len(failed) < len(files):
        return
    names = ", ".join(failed)
    print(f"\nFailed: {names}. The report is made without what failed, and says so.\n", file=sys.stderr, flush=True)
    subprocess.run(
        [sys.executable, "-m", "snakemake", *arguments, "--nolock"],
        env=os.environ | {WITHOUT: json.dumps(failed)},
        check=False,
    )


def end_of(log: str) -> str:
    """The last lines of a log."""
    path = Path(log)
    return "\n".join(path.read_text(encoding="utf-8").splitlines()[-LAST_LINES:]) if log and path.exists() else ""
