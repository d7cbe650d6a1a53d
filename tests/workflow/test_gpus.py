"""Jobs on a machine with two GPUs: the driver's library is a stand-in that tells of them, all else is real."""

import json
import re
import shutil
import sys
from pathlib import Path

import pytest
from conftest import environment_with_gpus

pytestmark = pytest.mark.long


@pytest.fixture
def with_gpus(workspace, tmp_path, monkeypatch):
    """A machine with two GPUs, and an environment that has, by its looks, CUDA's libraries."""
    own = environment_with_gpus(tmp_path / "environment")
    monkeypatch.setattr(sys, "executable", str(own / "bin/python"))
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES")
    return workspace


def records(workspace, *experiments):
    overlay = workspace.overlay({"experiments": [*experiments], "seeds": [1, 2]})
    wanted = [f"results/quick/runs/{name}/seed-{seed}/record.json" for name in experiments for seed in (1, 2)]
    outcome = workspace.snakemake("--cores", "4", "--configfile", overlay, "--", *wanted)
    assert outcome.status == 0, outcome.text
    return outcome.text, [json.loads(workspace.path(path).read_text()) for path in wanted]


def places(said: str) -> int:
    """On how many GPUs at once Snakemake says that it counts."""
    found = re.search(r"Provided resources: .*gpu\D+(\d+)", said)
    assert found, said
    return int(found[1])


def test_trainings_share_the_gpus_and_their_records_say_how(with_gpus):
    said, found = records(with_gpus, "housing_mlp", "fashion_majority")
    assert places(said) == 2
    assert {record["gpu"] for record in found[:2]} == {"GPU-aaaa", "GPU-bbbb"}
    assert {record["gpu_memory_mib"] for record in found[:2]} <= {300.0, None}  # None: over before the first look
    assert all("gpu" not in record for record in found[2:])


def test_a_gpu_that_is_not_visible_is_not_used(with_gpus, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    said, found = records(with_gpus, "housing_mlp")
    assert places(said) == 1
    assert [record["gpu"] for record in found] == ["GPU-bbbb", "GPU-bbbb"]


def test_with_tensorflow_for_cpus_alone_all_cores_train_and_one_line_says_how_to_use_the_gpus(with_gpus):
    shutil.rmtree(next(Path(sys.executable).parents[1].glob("lib/python*/site-packages/nvidia")))
    said, found = records(with_gpus, "housing_mlp")
    assert said.count("This machine's GPU is not used") == 1
    assert "gpu" not in re.search(r"Provided resources: .*", said + "Provided resources: none")[0]
    assert [record["gpu"] for record in found] == [None, None]
