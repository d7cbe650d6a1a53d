"""Snakemake that is killed leaves a lock; the same command goes on."""

import os
import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.long

ARGUMENTS = ("--cores", "2", "--config", "experiments=[iris_mlp]")


def test_after_a_kill_the_same_command_goes_on_and_a_live_lock_is_named(workspace):
    command = [sys.executable, "-m", "snakemake", *ARGUMENTS]
    with workspace.path("said").open("w") as said:
        started = subprocess.Popen(command, cwd=workspace.folder, stdout=said, stderr=said, start_new_session=True)
    locks = workspace.path(".snakemake/locks")
    while not list(locks.glob("*.json")):
        assert started.poll() is None, workspace.path("said").read_text()
        time.sleep(0.1)
    other = workspace.snakemake(*ARGUMENTS)
    assert other.status != 0
    assert f"A Snakemake is running in this folder (process {started.pid} on " in other.text
    assert started.poll() is None
    os.killpg(started.pid, signal.SIGKILL)
    started.wait()
    assert list(locks.glob("*.lock"))
    again = workspace.snakemake(*ARGUMENTS)
    assert again.status == 0, again.text
    assert f"(process {started.pid} on " in again.text
    assert "was cut off. Its lock is removed, and this one goes on." in again.text
    assert workspace.path("results/quick/report.html").exists()
    assert not locks.exists()
