"""A stand-in for NVIDIA's library, of a machine with two GPUs."""

# ruff: noqa: N802
import os
from types import SimpleNamespace

UUIDS = ["GPU-aaaa", "GPU-bbbb"]


class NVMLError(Exception):
    pass


def nvmlInit():
    pass


def nvmlDeviceGetCount():
    return len(UUIDS)


def nvmlDeviceGetHandleByIndex(number):
    return UUIDS[number]


def nvmlDeviceGetHandleByUUID(uuid):
    return uuid


def nvmlDeviceGetUUID(card):
    return card


def nvmlDeviceGetMaxMigDeviceCount(card):
    raise NVMLError("not supported")


def nvmlDeviceGetComputeRunningProcesses(card):
    other = SimpleNamespace(pid=1, usedGpuMemory=900 * 2**20)
    return [other, SimpleNamespace(pid=os.getpid(), usedGpuMemory=300 * 2**20)]


def nvmlDeviceGetUtilizationRates(card):
    return SimpleNamespace(gpu=50)
