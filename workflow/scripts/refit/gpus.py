"""This machine's NVIDIA GPUs, as its driver tells of them (NVML), and how much of one a process uses."""

import os
import re
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from ctypes.util import find_library
from importlib.util import find_spec
from pathlib import Path
from typing import Any

VISIBLE = "CUDA_VISIBLE_DEVICES"
SECONDS_BETWEEN_LOOKS = 0.5


def _nvml() -> Any:
    """The driver's library; None where it, or a driver, is not."""
    try:
        import pynvml

        pynvml.nvmlInit()
    except ModuleNotFoundError:
        return None
    except pynvml.NVMLError:
        return None
    return pynvml


def has_cuda_libraries() -> bool:
    """Whether CUDA's libraries are where TensorFlow looks: beside it, in LD_LIBRARY_PATH, or among the system's."""
    if find_spec("nvidia") is not None and find_spec("nvidia.cudnn") is not None:
        return True
    folders = [Path(folder) for folder in os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep) if folder]
    return any(any(folder.glob("libcudnn.so*")) for folder in folders) or find_library("cudnn") is not None


def gpus_of_machine() -> list[str]:
    """UUIDs in the order of `nvidia-smi`; of a card that is divided (MIG), those of its parts."""
    nvml = _nvml()
    if nvml is None:
        return []
    found: list[str] = []
    for number in range(nvml.nvmlDeviceGetCount()):
        card = nvml.nvmlDeviceGetHandleByIndex(number)
        found += _parts(nvml, card) or [nvml.nvmlDeviceGetUUID(card)]
    return found


def _parts(nvml: Any, card: Any) -> list[str]:
    parts = []
    with suppress(nvml.NVMLError):  # a card that cannot be divided says so by an error
        for number in range(nvml.nvmlDeviceGetMaxMigDeviceCount(card)):
            with suppress(nvml.NVMLError):  # not every number is in use
                parts.append(nvml.nvmlDeviceGetUUID(nvml.nvmlDeviceGetMigDeviceHandleByIndex(card, number)))
    return parts


def visible_gpus(machine: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """The GPUs that a process may use: all, or those that CUDA_VISIBLE_DEVICES names; none without a driver.

    A number counts as in `nvidia-smi`, and the first that names no GPU ends the list, as in CUDA
    (https://docs.nvidia.com/cuda/cuda-c-programming-guide/#env-vars). The beginning of a UUID stands for it; another
    name is taken as it is.

    Args:
        machine: from `gpus_of_machine`.
        environment: of the process.
    """
    if VISIBLE not in environment or not machine:
        return [*machine]
    found: list[str] = []
    for name in environment[VISIBLE].split(","):
        word = name.strip()
        if word.isdigit():
            if int(word) >= len(machine):
                break
            word = machine[int(word)]
        elif not word or word.startswith("-"):
            break
        else:
            same = [gpu for gpu in machine if gpu.startswith(word)]
            word = same[0] if len(same) == 1 else word
        found.append(word)
    return list(dict.fromkeys(found))


def gpus_of_scheduler(environment: Mapping[str, str]) -> str | None:
    """The GPUs that a batch system gave to a job, as CUDA_VISIBLE_DEVICES takes them; None where it names none.

    Slurm, LSF, HTCondor and most PBS set CUDA_VISIBLE_DEVICES themselves. Univa's and Altair's Grid Engine name them in
    a variable after their resource, such as SGE_HGR_gpu ("0 1", or "gpu0 gpu1"), Torque in lines of the file
    PBS_GPUFILE ("node1-gpu0").

    Args:
        environment: of the job.
    """
    if VISIBLE in environment:
        return environment[VISIBLE]
    names = [word for key, value in environment.items() if re.match("SGE_HGR_.*gpu", key) for word in value.split()]
    if "PBS_GPUFILE" in environment:
        names += Path(environment["PBS_GPUFILE"]).read_text(encoding="utf-8").split()
    return ",".join(re.sub(r"^(?:.*-)?(?:gpu|cuda)(\d+)$", r"\1", name) for name in names) or None


class GpuUse:
    """How much of the visible GPU this process uses, from the making of this on; looked at now and then by a thread."""

    def __init__(self) -> None:
        self._memory: list[int] = []
        self._busy: list[int] = []
        self._done = threading.Event()
        self._thread: threading.Thread | None = None
        gpus = visible_gpus(gpus_of_machine(), os.environ)
        if gpus and (nvml := _nvml()) is not None:
            with suppress(nvml.NVMLError):
                card = nvml.nvmlDeviceGetHandleByUUID(gpus[0])
                self._thread = threading.Thread(target=self._look, args=(nvml, card), daemon=True)
                self._thread.start()

    def _look(self, nvml: Any, card: Any) -> None:
        while not self._done.wait(SECONDS_BETWEEN_LOOKS):
            with suppress(nvml.NVMLError):
                for process in nvml.nvmlDeviceGetComputeRunningProcesses(card):
                    if process.pid == os.getpid() and process.usedGpuMemory is not None:
                        self._memory.append(process.usedGpuMemory)
            with suppress(nvml.NVMLError):
                self._busy.append(nvml.nvmlDeviceGetUtilizationRates(card).gpu)

    def read(self) -> dict[str, float | str | None]:
        """What was used, to the end of this reading.

        Returns:
            `gpu`: CUDA_VISIBLE_DEVICES. `gpu_memory_mib`: the most that this process held. `gpu_utilization`: the share
            of time that the card was busy with whatever ran on it. None: not told.
        """
        self._done.set()
        if self._thread is not None:
            self._thread.join()
        return {
            "gpu": os.environ.get(VISIBLE) or None,
            "gpu_memory_mib": round(max(self._memory) / 2**20, 1) if self._memory else None,
            "gpu_utilization": round(sum(self._busy) / len(self._busy) / 100, 3) if self._busy else None,
        }
