"""The workflow through profiles/gridengine on a real Grid Engine, whatever happens to its jobs."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from conftest import ROOT, Workspace, assert_same_run, contents, copy_project
from gridengine_cluster import Cluster, running_cluster, wait_for

pytestmark = pytest.mark.long

RUN = "results/quick/runs/fashion_dropout/seed-42"
LOG = "results/quick/logs/train/fashion_dropout/seed-42.log"


def long_training(workspace: Workspace) -> tuple[str, ...]:
    """Arguments for a training that takes long enough to be disturbed."""
    changed = {"experiments": {"fashion_dropout": {"epochs": 120}}}
    overlay = workspace.overlay({"experiments": ["fashion_dropout"], "define": changed})
    return ("--configfile", overlay, "--", f"{RUN}/record.json")


def training_job(cluster: Cluster, workspace: Workspace) -> str:
    """The number of the job that trains, once it is in its epochs."""
    log = workspace.path(LOG)
    wait_for(lambda: log.exists() and "Epoch 5/" in log.read_text())
    (number,) = cluster.jobs()
    return number


def end_of_job(cluster: Cluster, number: str) -> dict[str, str]:
    return next(job for job in cluster.finished() if job["jobnumber"].strip() == number)


def assert_went_on(workspace: Workspace, whole: Workspace) -> None:
    assert "Going on after epoch" in workspace.path(LOG).read_text()
    assert_same_run(RUN, whole, workspace)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with TemporaryDirectory(prefix="gridengine-") as folder:  # pytest's are closed to Grid Engine's own user
        yield from running_cluster(Path(folder))


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Workspace:
    """A training on this machine that nothing happened to."""
    workspace = copy_project(tmp_path_factory.mktemp("whole") / "refit")
    outcome = workspace.snakemake("--cores", "2", *long_training(workspace))
    assert outcome.status == 0, outcome.text
    return workspace


def test_a_study_gives_the_same_bytes_as_on_one_machine_and_each_training_its_own_gpu(cluster, tmp_path):
    spaces = [copy_project(tmp_path / name / "refit") for name in ("here", "there")]
    study = {"experiments": ["housing_mlp", "fashion_majority"], "seeds": [1, 2, 3]}
    overlays = [space.overlay(study) for space in spaces]
    here = spaces[0].snakemake("--cores", "2", "--configfile", overlays[0])
    assert here.status == 0, here.text
    with_gpus = cluster.with_variable("PYTHONPATH", str(ROOT / "tests/driver"))
    there = with_gpus.snakemake(spaces[1], "--configfile", overlays[1])
    assert there.status == 0, there.text
    one, other = (contents(space.path("results/quick")) for space in spaces)
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []
    records = [json.loads(path.read_text()) for path in spaces[1].path("results").rglob("record.json")]
    assert {record["gpu"] for record in records if "gpu" in record} == {"GPU-aaaa", "GPU-bbbb"}
    assert cluster.submitted() == {"differentiate_toy_network": 1, "train": 3, "fit_estimator": 3}
    assert cluster.jobs() == {}


def test_a_job_that_is_cancelled_goes_on(cluster, workspace, whole):
    started = cluster.start(workspace, *long_training(workspace))
    cluster.call("qdel", training_job(cluster, workspace))
    said, _ = started.communicate()
    assert started.returncode == 0, said
    assert_went_on(workspace, whole)


def test_a_job_that_is_killed_goes_on(cluster, workspace, whole):
    """As by a node that runs out of memory: nothing of the job is left to say so."""
    started = cluster.start(workspace, *long_training(workspace))
    number = training_job(cluster, workspace)
    os.killpg(cluster.process_group(number), signal.SIGKILL)
    said, _ = started.communicate()
    assert started.returncode == 0, said
    assert end_of_job(cluster, number)["exit_status"].startswith("137")
    assert_went_on(workspace, whole)


def test_a_job_out_of_time_gets_more_and_goes_on(cluster, workspace, whole):
    workspace.replace("profiles/gridengine/config.yaml", "h_rt=0:{resources.runtime}:0", "h_rt=0:0:{resources.runtime}")
    resources = ("train:runtime=40**attempt", "train:gpu=1")  # seconds, in place of the profile's minutes
    started = cluster.start(workspace, "--set-resources", *resources, *long_training(workspace))
    number = training_job(cluster, workspace)
    cluster.training_process(workspace).suspend()
    said, _ = started.communicate()
    assert started.returncode == 0, said
    assert "h_rt" in end_of_job(cluster, number)["failed"]
    assert_went_on(workspace, whole)


def test_tensorflow_lives_with_a_limit_of_the_address_space(cluster, workspace):
    profile = "profiles/gridengine/config.yaml"
    workspace.replace(profile, "mem_free={resources.mem_mb}M,gpu", "h_vmem={resources.vmem_mb}M,gpu")
    overlay = workspace.overlay({"experiments": ["iris_mlp"]})
    wanted = ("results/quick/foundations/toy_network.json", "results/quick/runs/iris_mlp/seed-42/examples.csv")
    outcome = cluster.snakemake(workspace, "--retries", "0", "--configfile", overlay, "--", *wanted)
    assert outcome.status == 0, outcome.text


def test_a_job_that_cannot_start_is_said_to_have_failed(cluster, workspace):
    workspace.replace("profiles/gridengine/config.yaml", ".snakemake/log", "/no/such/folder")
    outcome = cluster.snakemake(workspace, "--retries", "0", "--", "results/quick/foundations/toy_network.json")
    assert outcome.status == 1
    assert "Error in rule differentiate_toy_network" in outcome.text
    assert cluster.jobs() == {}


def test_ctrl_c_leaves_no_job_behind(cluster, workspace):
    started = cluster.start(workspace, *long_training(workspace))
    training_job(cluster, workspace)
    started.send_signal(signal.SIGINT)
    started.communicate(timeout=120)
    wait_for(lambda: not cluster.jobs(), seconds=30)
    assert not workspace.path(RUN, "record.json").exists()
