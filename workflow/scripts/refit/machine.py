"""What a process can tell of the machine that it runs on."""

import platform
import resource
import sys
import time
from pathlib import Path

POWERCAP = Path("/sys/class/powercap")
"""Where Linux tells what processors use (https://docs.kernel.org/power/powercap/powercap.html)."""


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
