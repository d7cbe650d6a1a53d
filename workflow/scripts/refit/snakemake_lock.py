"""Snakemake's lock on the folder where it works: whose it is, and its removal when its holder is certainly gone.

Snakemake locks files by lists of their names, which stay where it is killed. A note beside them says who wrote them;
Snakemake removes it with them. Processes are told apart by what Linux says of them (man 5 proc); elsewhere no note is
written, and a lock that is left is removed by `snakemake --unlock` alone.
"""

import os
import platform
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from refit.files import read_json, write_json

LOCKS = Path(".snakemake/locks")
PROC = Path("/proc")
FIRST_NAMESPACE = "pid:[4026531836]"
"""In which a machine's processes are numbered that are in no container (Linux, include/linux/proc_ns.h)."""


def sign(locks: Collection[str], jobs_run_here: bool, folder: Path = LOCKS) -> None:
    """Note that some lock files are this process's.

    Args:
        locks: their paths.
        jobs_run_here: whether its jobs are processes of this machine.
        folder: of the locks.
    """
    if locks and PROC.joinpath("self/stat").exists():
        note = {
            **_here(),
            "process": os.getpid(),
            "started": _started(os.getpid()),
            "jobs_run_here": jobs_run_here,
            "locks": [Path(path).name for path in locks],
        }
        write_json(folder / f"{os.getpid()}.json", note)


def clear_stale(folder: Path = LOCKS, work: Path = Path()) -> Iterator[str]:
    """Remove the locks whose holder is gone, its jobs too; a sentence of each that is removed, and of each that stays.

    Where there is a doubt, as about another machine, a lock stays.

    Args:
        folder: of the locks.
        work: where the jobs of a holder work.
    """
    for path in sorted(folder.glob("*.json")):
        try:
            note = read_json(path)
        except ValueError:  # cut off itself
            continue
        holder = f"process {note['process']} on {note['machine'][0]}"
        if not _is_known(note):
            yield f"{folder} has a lock of {holder}. If no Snakemake is running there any more: snakemake --unlock"
        elif _is_running(note):
            yield f"A Snakemake is running in this folder ({holder}). No other can make its files before it has ended."
        elif not note["jobs_run_here"]:
            yield f"The Snakemake that worked here ({holder}) was cut off; when its jobs have ended: snakemake --unlock"
        elif jobs := list(_jobs_in(work)):
            yield (
                f"The Snakemake that worked here ({holder}) was cut off, but jobs of it are running: "
                f"{', '.join(map(str, jobs))}. Wait for them, or end them: kill {' '.join(map(str, jobs))}"
            )
        else:
            for name in (*note["locks"], path.name):
                (folder / name).unlink(missing_ok=True)
            yield f"The Snakemake that worked here ({holder}) was cut off. Its lock is removed, and this one goes on."


def _here() -> dict[str, Any]:
    """What this machine, since it was started, and a process's numbering are told apart by."""
    machine_id = Path("/etc/machine-id")
    return {
        "machine": [platform.node(), machine_id.read_text(encoding="ascii").strip() if machine_id.exists() else ""],
        "boot": PROC.joinpath("sys/kernel/random/boot_id").read_text(encoding="ascii").strip(),
        "namespace": str(PROC.joinpath("self/ns/pid").readlink()),
    }


def _is_known(note: dict[str, Any]) -> bool:
    """Whether it can be told from here if a holder is running."""
    here = _here()
    was_started_again = note["boot"] != here["boot"]
    return (
        note["machine"] == here["machine"]
        and note["namespace"] == here["namespace"]
        and (not was_started_again or (bool(here["machine"][1]) and here["namespace"] == FIRST_NAMESPACE))
    )


def _is_running(note: dict[str, Any]) -> bool:
    return bool(note["boot"] == _here()["boot"]) and _started(note["process"]) == note["started"]


def _started(process: int) -> str | None:
    """When a process began, in ticks since the machine was started; None if it is gone."""
    try:
        state, *fields = PROC.joinpath(str(process), "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return None
    return None if state in "ZX" else fields[18]


def _jobs_in(work: Path) -> Iterator[int]:
    """The processes of Snakemake's jobs in a folder."""
    for process in PROC.glob("[0-9]*"):
        with suppress(OSError):
            words = process.joinpath("cmdline").read_text(encoding="utf-8", errors="replace").split("\0")
            is_job = "subprocess" in words or any(".snakemake/scripts/" in word for word in words)
            if is_job and process.joinpath("cwd").samefile(work):
                yield int(process.name)
