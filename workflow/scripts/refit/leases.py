"""Leases on this machine's GPUs, so that no two jobs meet on one unless they may.

A lease is a lock on a file of this machine's memory. The kernel releases it when its holder ends, however that happens.
"""

import fcntl
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from refit.gpus import VISIBLE, gpus_of_machine, gpus_of_scheduler, visible_gpus

FOLDER = Path("/dev/shm/refit-gpus")
"""Of this machine alone, whatever its file systems are, and of all its users."""

JOBS_PER_GPU = "REFIT_JOBS_PER_GPU"
"""The environment variable that tells jobs how many may share a GPU; unset where a scheduler gives them theirs."""

SECONDS_BETWEEN_TRIES = 0.5

HINT = (
    "This machine's GPU is not used: TensorFlow has no CUDA libraries here, so all cores train. To use it: "
    "pip install --require-hashes -r envs/requirements-cuda.txt; with conda, cuda: true in the configuration."
)


class Lease(NamedTuple):
    """A place on a GPU."""

    gpu: str
    place: int


@contextmanager
def leased(
    gpus: Sequence[str], jobs_per_gpu: int, holder: str, say: Callable[[str], None], folder: Path
) -> Iterator[Lease]:
    """Hold a place on one of some GPUs; while all are taken, wait.

    Args:
        gpus: names that mean the same GPU in every process, such as UUIDs; one or more.
        jobs_per_gpu: how many places each has. A GPU's second place is given when each has one job.
        holder: what others are told who wait for it.
        say: told, once, what is waited for.
        folder: where the locks are.
    """
    places = [Lease(gpu, place) for place in range(jobs_per_gpu) for gpu in gpus]
    waits = False
    while True:
        for lease in places:
            file = _open(folder / f"{lease.gpu}.{lease.place}")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(file)
                continue
            try:
                os.ftruncate(file, 0)
                os.write(file, f"{holder} (process {os.getpid()})".encode())
                yield lease
            finally:
                os.close(file)
            return
        if not waits:
            holders = sorted({(folder / f"{lease.gpu}.{lease.place}").read_text() for lease in places})
            say(f"waits for a GPU; held by {', '.join(holders)}.")
            waits = True
        time.sleep(SECONDS_BETWEEN_TRIES)


def _open(path: Path) -> int:
    """A file that every user of the machine may lock and write."""
    mask = os.umask(0)
    try:
        path.parent.mkdir(mode=0o1777, exist_ok=True)
        return os.open(path, os.O_RDWR | (0 if path.exists() else os.O_CREAT), 0o666)
    finally:
        os.umask(mask)


def offer_gpus(jobs_per_gpu: int, is_usable: Callable[[], bool]) -> int:
    """Let the jobs that this process starts lease this machine's GPUs; how many may hold one at once.

    Args:
        jobs_per_gpu: how many may share a GPU.
        is_usable: whether the jobs' TensorFlow finds CUDA's libraries; if not, they see no GPU, and none waits for one.
            Asked only where a GPU is: to look for libraries takes as long as to look for GPUs.
    """
    gpus = visible_gpus(gpus_of_machine(), os.environ)
    if gpus and not is_usable():
        os.environ[VISIBLE] = ""
        gpus = []
        print(HINT, file=sys.stderr)
    os.environ[JOBS_PER_GPU] = str(jobs_per_gpu)
    return jobs_per_gpu * len(gpus)


def offer_gpus_of_node(jobs_per_gpu: int, is_usable: Callable[[], bool]) -> None:
    """In a job of a batch system: let it have the GPUs that it was given, or lease one of the node's.

    Args:
        jobs_per_gpu: how many may share a GPU that a job leases.
        is_usable: as of `offer_gpus`.
    """
    given = gpus_of_scheduler(os.environ)
    if given is None:
        offer_gpus(jobs_per_gpu, is_usable)
    else:
        os.environ[VISIBLE] = given


@contextmanager
def gpu_for_job(holder: str, say: Callable[[str], None]) -> Iterator[None]:
    """Let a job see one GPU, leased; where there is none, or a scheduler gives each job its own, nothing is done."""
    jobs_per_gpu = os.environ.get(JOBS_PER_GPU)
    gpus = visible_gpus(gpus_of_machine(), os.environ) if jobs_per_gpu else []
    if not jobs_per_gpu or not gpus:
        yield
        return
    with leased(gpus, int(jobs_per_gpu), holder, say, FOLDER) as lease:
        os.environ[VISIBLE] = lease.gpu
        yield
