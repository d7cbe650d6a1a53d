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
from refit.updates import mixed

LIBRARIES = ("snakemake", "numpy", "pandas", "scikit-learn", "scipy", "matplotlib")
"""Those that make the pages; what trained is in the records."""

SOURCES = ("Snakefile", "workflow", "envs")
"""What results come from, beside the configuration, which the report has. New files count too, as rules read folders;
a study, a profile, a document or a result of one's own does not."""


def provenance(folder: Path, runs: Sequence[Mapping[str, Any]], summaries: Mapping[str, str]) -> dict[str, Any]:
    """What is known of where a study's results come from, at the time of the call.

    Args:
        folder: of the project.
        runs: of each, its `experiment`, `seed` and `record`.
        summaries: by view, the path of its summary.
    """
    records = [run["record"] for run in runs]
    return {
        **_state(folder),
        "made": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": f"{cpu_name()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}",
        "trained_on": sorted({record["device"] for record in records}),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        "trained_with": [*{str(record["versions"]): record["versions"] for record in records}.values()],
        "mixed": mixed((f"{run['experiment']} seed {run['seed']}", run["record"]["versions"]) for run in runs),
        "data": {
            view: {part: found["sha256"] for part, found in read_json(path)["parts"].items()}
            for view, path in summaries.items()
        },
    }


def _state(folder: Path) -> dict[str, str | None]:
    """The `commit`, and what is `changed` since in the sources; None where git knows none of them."""
    # Without the first, a copy inside somebody else's repository would be taken for that repository's commit.
    if not _git(folder, "ls-files", "--", *SOURCES):
        return {"commit": None, "changed": None}
    # File systems that keep no modes, and a user's own settings, change no number.
    status = ("--no-optional-locks", "-c", "core.fileMode=false", "status", "--porcelain", "--untracked-files=all")
    return {"commit": _git(folder, "rev-parse", "HEAD"), "changed": _git(folder, *status, "--", *SOURCES)}


def _git(folder: Path, *arguments: str) -> str | None:
    """What git says; None where there is no git, or this is no clone."""
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None
