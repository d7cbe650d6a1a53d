"""What a process can tell of the machine that it runs on."""

import platform
import resource
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

POWERCAP = Path("/sys/class/powercap")
"""Where Linux tells what processors use (https://docs.kernel.org/power/powercap/powercap.html)."""

OFFERS = {"_cores": "of its machine's cores", "mem_mb": "MB of memory"}
"""What can be limited, by its name in Snakemake, in words."""

UNLIMITED = 2**60
"""Bytes; what control groups of version 1 say where there is no limit is more."""


def cpu_name() -> str:
    """The processor's model name."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


class Meter:
    """What a piece of work costs, from the making of the meter on."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._energy = _energy_counters()

    def read(self) -> dict[str, float | None]:
        """`training_seconds`, and `energy_joules` of all processors and all that ran on them; None: not told here."""
        used = [
            (now - before) % limit for (now, limit), (before, _) in zip(_energy_counters(), self._energy, strict=True)
        ]
        return {
            "training_seconds": round(time.perf_counter() - self._started, 3),
            "energy_joules": round(sum(used) / 1e6, 1) if used else None,
        }


def _energy_counters() -> list[tuple[int, int]]:
    """Of each processor, microjoules used and where the counter begins anew; none where it may not be read."""
    try:
        return [
            tuple(int((zone / name).read_text()) for name in ("energy_uj", "max_energy_range_uj"))  # type: ignore[misc]
            for zone in sorted(POWERCAP.glob("intel-rapl:?"))
        ]
    except OSError:
        return []


def peak_memory_mib() -> float:
    """The most memory that this process has held, in MiB (`getrusage`: KiB on Linux, bytes on macOS)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def within_quota(resources: Mapping[str, int], cores: int) -> dict[str, int]:
    """What to offer jobs in place of all cores and any memory, where a container has less than its machine.

    Args:
        resources: what Snakemake offers: `_cores`, and `mem_mb` where the user limits it.
        cores: of the machine; a smaller number is the user's own and stays.

    Returns:
        `_cores` and `mem_mb`, those of them that are to change; the user is told.
    """
    limits = quota()
    if resources.get("_cores") != cores or limits.get("_cores", cores) >= cores:
        limits.pop("_cores", None)
    if "mem_mb" in resources:
        limits.pop("mem_mb", None)
    if limits:
        words = [f"{amount} {OFFERS[name]}" for name, amount in limits.items()]
        print(f"This container has {' and '.join(words)}; no more is used.", file=sys.stderr)
    return limits


def quota(process: Path = Path("/proc/self")) -> dict[str, int]:
    """What control groups leave a process (https://docs.kernel.org/admin-guide/cgroup-v2.html, and cgroup-v1).

    Args:
        process: its folder below /proc.

    Returns:
        `_cores`, a whole number, at least one; `mem_mb`, in MB of a million bytes; each where there is a limit.
    """
    limits: dict[str, int] = {}
    for folder in _control_groups(process):
        period = _numbers(folder / "cpu.cfs_period_us")
        cpu = _numbers(folder / "cpu.max") or _numbers(folder / "cpu.cfs_quota_us") + period
        if len(cpu) == 2 and cpu[0] > 0:
            limits["_cores"] = min(limits.get("_cores", sys.maxsize), max(1, cpu[0] // cpu[1]))
        for memory in _numbers(folder / "memory.max") or _numbers(folder / "memory.limit_in_bytes"):
            if memory < UNLIMITED:
                limits["mem_mb"] = min(limits.get("mem_mb", sys.maxsize), memory // 1_000_000)
    return limits


def _control_groups(process: Path) -> Iterator[Path]:
    """The folders of a process's control groups, each with those that it is in."""
    try:
        groups = [line.split(":", 2)[1:] for line in (process / "cgroup").read_text().splitlines()]
        mounts = [line.split(" - ") for line in (process / "mountinfo").read_text().splitlines()]
    except OSError:  # no Linux
        return
    for place, kind in mounts:
        top, mounted = (Path(path) for path in place.split()[3:5])
        file_system, _, options = kind.split(maxsplit=2)
        for controllers, path in groups:
            is_here = {*controllers.split(",")} <= {*options.split(",")} if controllers else file_system == "cgroup2"
            if is_here and file_system.startswith("cgroup"):
                group = mounted / (Path(path).relative_to(top) if Path(path).is_relative_to(top) else "")
                yield from (folder for folder in (group, *group.parents) if folder.is_relative_to(mounted))


def _numbers(file: Path) -> list[int]:
    """The whole numbers in a small file; none where there is no file, or it says `max`."""
    try:
        words = file.read_text().split()
    except OSError:
        return []
    return [] if "max" in words else [int(word) for word in words]
