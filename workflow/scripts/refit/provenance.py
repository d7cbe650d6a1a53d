"""Where results come from: the project's commit, the machine, versions, and digests of the data."""

import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from refit.files import read_json
from refit.machine import cpu_name

LIBRARIES = ("snakemake", "tensorflow", "keras", "numpy", "pandas", "scikit-learn", "scipy", "matplotlib")


def provenance(folder: Path, runs: Sequence[Mapping[str, Any]], summaries: Mapping[str, str]) -> dict[str, Any]:
    """What is known of where a study's results come from, at the time of the call.

    Args:
        folder: of the project.
        runs: of each, its `record`.
        summaries: by view, the path of its summary.
    """
    records = [run["record"] for run in runs]
    return {
        "commit": _git(folder, "rev-parse", "HEAD"),
        "changed": _git(folder, "status", "--porcelain"),
        "made": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": f"{cpu_name()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}",
        "trained_on": sorted({record["device"] for record in records}),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        "trained_with": [*{str(record["versions"]): record["versions"] for record in records}.values()],
        "data": {
            view: {part: found["sha256"] for part, found in read_json(path)["parts"].items()}
            for view, path in summaries.items()
        },
    }


def _git(folder: Path, *arguments: str) -> str | None:
    """What git says; None where there is no git, or this is no clone."""
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None
