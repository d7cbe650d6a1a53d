"""A training job that is killed again and again."""

import os
import random
import signal
import subprocess
import sys
import time

import psutil
import pytest
from conftest import assert_same_run, copy_project

pytestmark = pytest.mark.long

KILLS = 20


def training_process(snakemake: subprocess.Popen) -> psutil.Process | None:
    """The process of the training job, once there is one."""
    for child in psutil.Process(snakemake.pid).children(recursive=True):
        try:
            words = child.cmdline()
            if "python" in words[0] and words[-1].endswith("train.py"):
                return child
        except (psutil.Error, IndexError):
            continue
    return None


def test_a_training_killed_at_any_moment_ends_as_if_it_had_not_been(tmp_path):
    spaces = [copy_project(tmp_path / name) for name in ("whole", "killed")]
    values = {"experiments": ["fashion_dropout"], "define": {"experiments": {"fashion_dropout": {"epochs": 40}}}}
    overlays = [space.overlay(values) for space in spaces]
    run = "results/quick/runs/fashion_dropout/seed-42"
    arguments = ("--cores", "1", "--configfile", overlays[0], "--", f"{run}/record.json")
    for space in spaces:  # the view, so that only training is left to do
        outcome = space.snakemake(*arguments[:-1], "results/quick/views/fashion/train.npz")
        assert outcome.status == 0, outcome.text
    assert spaces[0].snakemake(*arguments).status == 0

    benchmark = spaces[0].path("results/quick/benchmarks/train/fashion_dropout/seed-42.tsv").read_text()
    seconds = float(benchmark.splitlines()[1].split("\t")[0])  # of the whole job, TensorFlow's start included
    draw = random.Random(0)
    kills, resumed = 0, 0
    log = spaces[1].path("results/quick/logs/train/fashion_dropout/seed-42.log")
    while kills < KILLS:
        log.unlink(missing_ok=True)
        command = [sys.executable, "-m", "snakemake", *arguments]
        started = subprocess.Popen(command, cwd=spaces[1].folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        process = None
        while process is None and started.poll() is None:
            process = training_process(started)
            time.sleep(0.05)
        while kills % 2 and started.poll() is None and not (log.exists() and "1/1 - " in log.read_text()):
            time.sleep(0.05)  # every second kill comes after an epoch
        time.sleep(draw.uniform(0, 2 if kills % 2 else 0.7 * seconds))
        if process is not None and process.is_running():
            os.kill(process.pid, signal.SIGKILL)
            kills += 1
        started.wait(timeout=120)
        resumed += log.exists() and "Going on after epoch" in log.read_text()
        if spaces[1].path(run, "record.json").exists():  # it was faster than the kill: once more from the beginning
            spaces[1].path(run, "record.json").unlink()
    outcome = spaces[1].snakemake(*arguments)
    assert outcome.status == 0, outcome.text
    assert resumed > 0
    assert_same_run(run, *spaces)
