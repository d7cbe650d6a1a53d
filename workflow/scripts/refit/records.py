"""The record of a run: what it depended on, what it cost, on what it ran."""

import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from refit.files import write_json
from refit.machine import peak_memory_mib


def write_record(
    path: Path,
    found: Mapping[str, Any],
    cost: Mapping[str, float | str | None],
    device: str,
    threads: int,
    libraries: tuple[str, ...],
    sha256: Mapping[str, str],
) -> None:
    """Write a run's record.

    Args:
        path: where to.
        found: what is particular to the run: its seed, what it depended on, its number of parameters and epochs.
        cost: of training alone, as `refit.machine.Meter` and `refit.gpus.GpuUse` read it.
        device: what trained.
        threads: how many threads trained.
        libraries: the distributions at work, whose versions are recorded.
        sha256: by name, the digest of each file that the run read or wrote.
    """
    write_json(
        path,
        {
            **found,
            **cost,
            "peak_memory_mib": round(peak_memory_mib(), 1),
            "device": device,
            "threads": threads,
            "versions": {"python": platform.python_version(), **{name: version(name) for name in libraries}},
            "sha256": {**sha256},
        },
    )
