"""The workflow through profiles/gridengine on a real Grid Engine, whatever happens to its jobs."""

import json
import os
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from clusters import wait_for
from conftest import Workspace, assert_same_run, contents, copy_project, environment_with_gpus
from gridengine_cluster import Cluster, running_cluster

pytestmark = pytest.mark.long

PROFILE = "profiles/gridengine/config.yaml"
SEEDS = (1, 2, 3)


def run(seed: int) -> str:
    return f"results/quick/runs/fashion_dropout/seed-{seed}"


def log(seed: int) -> str:
    return f"results/quick/logs/train/fashion_dropout/seed-{seed}.log"


def long_trainings(workspace: Workspace, seeds: Sequence[int]) -> tuple[str, ...]:
    """Arguments for trainings that take long enough to be disturbed."""
    changed = {"experiments": {"fashion_dropout": {"epochs": 50}}}
    overlay = workspace.overlay({"experiments": ["fashion_dropout"], "seeds": [*seeds], "define": changed})
    return ("--configfile", overlay, "--", *(f"{run(seed)}/record.json" for seed in seeds))


def training_jobs(cluster: Cluster, workspace: Workspace, seeds: Sequence[int]) -> list[str]:
    """The numbers of the jobs that train, once they are in their epochs."""
    logs = [workspace.path(log(seed)) for seed in seeds]
    wait_for(lambda: all(path.exists() and "Epoch 5/" in path.read_text() for path in logs), seconds=300)
    numbers = list(cluster.jobs())
    assert len(numbers) == len(seeds)
    return numbers


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with TemporaryDirectory(prefix="gridengine-") as folder:  # pytest's are closed to Grid Engine's own user
        yield from running_cluster(Path(folder))


@dataclass(frozen=True)
class Studied:
    """A study that ran on this machine and on Grid Engine."""

    here: Path
    there: Path
    submitted: Counter[str]
    """How many jobs Grid Engine had of each rule."""


@pytest.fixture(scope="module")
def studied(cluster, tmp_path_factory) -> Studied:
    """Jobs at the first try within the limit of their address space, on a node with GPUs."""
    here, there = (copy_project(tmp_path_factory.mktemp(name) / "refit") for name in ("here", "there"))
    there.replace(PROFILE, "mem_free={resources.mem_mb}M,gpu", "h_vmem={resources.vmem_mb}M,gpu")
    study = {"experiments": ["iris_mlp", "fashion_majority"], "seeds": [1, 2]}
    outcome = here.snakemake("--cores", "2", "--configfile", here.overlay(study))
    assert outcome.status == 0, outcome.text
    own = environment_with_gpus(tmp_path_factory.mktemp("environment") / "own")
    with_gpus = cluster.with_variable("PATH", f"{own}/bin:{cluster.environment['PATH']}")
    outcome = with_gpus.snakemake(there, "--retries", "0", "--configfile", there.overlay(study))
    assert outcome.status == 0, outcome.text
    assert cluster.jobs() == {}
    submitted = Counter(job["jobname"].split(".")[1] for job in cluster.finished())
    return Studied(here.path("results/quick"), there.path("results/quick"), submitted)


def test_a_study_gives_the_same_bytes_as_on_one_machine(studied):
    here, there = contents(studied.here), contents(studied.there)
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []


def test_each_training_has_a_gpu_of_its_own_where_the_scheduler_names_none(studied):
    records = [json.loads(path.read_text()) for path in studied.there.rglob("seed-*/record.json")]
    assert {record["gpu"] for record in records if "gpu" in record} == {"GPU-aaaa", "GPU-bbbb"}


def test_only_what_trains_or_takes_tensorflow_is_submitted(studied):
    expected = {"differentiate_toy_network": 1, "train": 2, "fit_estimator": 2, "predict_examples": 2}
    assert studied.submitted == expected


def test_jobs_that_are_cancelled_killed_or_out_of_time_go_on(cluster, workspace, tmp_path):
    """Killed as on a node that runs out of memory: nothing of the job is left to say so."""
    undisturbed = copy_project(tmp_path / "undisturbed")
    outcome = undisturbed.snakemake("--cores", "2", *long_trainings(undisturbed, SEEDS))
    assert outcome.status == 0, outcome.text
    workspace.replace(PROFILE, "h_rt=0:{resources.runtime}:0", "h_rt=0:0:{resources.runtime}")  # seconds
    resources = ("train:runtime=90*attempt", "train:gpu=0")
    started = cluster.start(workspace, "--set-resources", *resources, *long_trainings(workspace, SEEDS))
    cancelled, killed, held_up = training_jobs(cluster, workspace, SEEDS)
    os.killpg(cluster.process_group(held_up), signal.SIGSTOP)
    os.killpg(cluster.process_group(killed), signal.SIGKILL)
    cluster.call("qdel", cancelled)
    said, _ = started.communicate()
    assert started.returncode == 0, said
    ends = {job["jobnumber"].strip(): job for job in cluster.finished()}
    assert "h_rt" in ends[held_up]["failed"]
    assert ends[killed]["exit_status"].startswith("137")
    for seed in SEEDS:
        assert "Going on after epoch" in workspace.path(log(seed)).read_text()
        assert_same_run(run(seed), undisturbed, workspace)


def test_a_job_that_cannot_start_is_said_to_have_failed(cluster, workspace):
    workspace.replace(PROFILE, ".snakemake/log", "/no/such/folder")
    outcome = cluster.snakemake(workspace, "--retries", "0", "--", "results/quick/foundations/toy_network.json")
    assert outcome.status == 1
    assert "Error in rule differentiate_toy_network" in outcome.text
    assert cluster.jobs() == {}


def test_ctrl_c_leaves_no_job_behind(cluster, workspace):
    started = cluster.start(workspace, *long_trainings(workspace, SEEDS[:1]))
    training_jobs(cluster, workspace, SEEDS[:1])
    started.send_signal(signal.SIGINT)
    started.communicate(timeout=120)
    wait_for(lambda: not cluster.jobs(), seconds=30)
    assert not workspace.path(run(SEEDS[0]), "record.json").exists()
