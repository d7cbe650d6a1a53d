"""A search that is really cut off."""

import os
import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.long

DRAWS = 4


def test_a_search_that_is_interrupted_goes_on_where_it_was(workspace):
    space = {"hidden_layers": [1, 2], "neurons": {"integers": [50, 99]}, "learning_rate": [0.1, 0.03]}
    overlay = workspace.overlay(
        {
            "experiments": ["fashion_search_listed"],
            "define": {
                "experiments": {"fashion_search_listed": {"epochs": 3, "search": {"space": space, "draws": DRAWS}}}
            },
        }
    )
    best = "results/quick/searches/fashion_search_listed/best.json"
    folder = workspace.path("results/quick/searches/fashion_search_listed/candidates")
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "--configfile", overlay, "--", best]
    process = subprocess.Popen(
        command, cwd=workspace.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    deadline = time.monotonic() + 300
    logs = workspace.path("results/quick/logs/try_candidate/fashion_search_listed")
    while len(list(logs.glob("*.log"))) < 3 and time.monotonic() < deadline:  # until the third is under way
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)  # Ctrl-C reaches Snakemake and its jobs
    process.wait(timeout=120)
    finished = {path: path.stat().st_mtime_ns for path in folder.glob("*.json")}
    assert len(finished) == 2

    outcome = workspace.snakemake(*command[3:])
    assert outcome.status == 0, outcome.text
    assert {path: path.stat().st_mtime_ns for path in finished} == finished
    assert len(list(folder.glob("*.json"))) == DRAWS
    assert workspace.path(best).exists()
