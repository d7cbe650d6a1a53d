"""Trainings that end before their time: told to stop, or out of disk."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from conftest import Workspace, assert_same_run, copy_project
from test_kill import training_process

pytestmark = pytest.mark.long

RUN = "results/quick/runs/fashion_mlp_128/seed-42"
VIEW = "results/quick/views/fashion_all/train.npz"
LOG = "results/quick/logs/train/fashion_mlp_128/seed-42.log"
EPOCHS = 40
FREE = (20_000, 400_000, 1_500_000, 2_500_000, 3_700_000)
"""Bytes; a checkpoint of this network takes 1.2 million, two while it is replaced, and its model as many again."""


def arguments(workspace: Workspace) -> tuple[str, ...]:
    changed = {"experiments": {"fashion_mlp_128": {"epochs": EPOCHS}}}
    overlay = workspace.overlay({"experiments": ["fashion_mlp_128"], "define": changed})
    return ("--cores", "1", "--configfile", overlay, "--")


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Workspace:
    """A training that nothing happened to."""
    workspace = copy_project(tmp_path_factory.mktemp("whole") / "refit")
    outcome = workspace.snakemake(*arguments(workspace), f"{RUN}/record.json")
    assert outcome.status == 0, outcome.text
    return workspace


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_training_that_is_told_to_end_does_so_at_once_and_goes_on_later(whole, workspace, number):
    command = [sys.executable, "-m", "snakemake", *arguments(workspace), f"{RUN}/record.json"]
    snakemake = subprocess.Popen(
        command, cwd=workspace.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    log = workspace.path(LOG)
    while not (log.exists() and "Epoch 2/" in log.read_text()):
        assert snakemake.poll() is None
        time.sleep(0.05)
    process = training_process(snakemake)
    assert process is not None
    os.kill(process.pid, number)
    started = time.monotonic()
    while process.is_running() and process.status() != "zombie":
        time.sleep(0.05)
    assert time.monotonic() - started < 5
    said, _ = snakemake.communicate(timeout=120)
    assert f"train fashion_mlp_128 42: ended by {number.name} before it was done." in said
    assert "Traceback" not in said
    assert not workspace.path(RUN, "model.keras").exists()

    outcome = workspace.snakemake(*command[3:])
    assert outcome.status == 0, outcome.text
    assert "Going on after epoch" in log.read_text()
    assert_same_run(RUN, whole, workspace)


def test_a_full_disk_is_said_and_what_was_done_is_kept(whole, workspace):
    results = workspace.path("results")
    results.mkdir()
    if shutil.which("mount") is None or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", results], check=True)
    try:
        outcome = workspace.snakemake(*arguments(workspace), VIEW)
        assert outcome.status == 0, outcome.text
        failures = 0
        for free in FREE:
            filler = results / "filler"
            filler.write_bytes(b"0" * (shutil.disk_usage(results).free - free))
            outcome = workspace.snakemake(*arguments(workspace), f"{RUN}/record.json")
            if outcome.status:
                failures += 1
                assert "there is no space left on the disk. Make some" in outcome.text
                assert "Traceback" not in outcome.text
                assert not workspace.path(RUN, "model.keras").exists()
            filler.unlink()
        assert failures >= 3
        outcome = workspace.snakemake(*arguments(workspace), f"{RUN}/record.json")
        assert outcome.status == 0, outcome.text
        assert_same_run(RUN, whole, workspace)
    finally:
        subprocess.run(["umount", results], check=True)
