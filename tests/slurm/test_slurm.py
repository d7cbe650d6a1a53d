"""The workflow through profiles/slurm on a real Slurm, whatever happens to its jobs."""

import json
import signal
from collections.abc import Iterator
from contextlib import suppress

import psutil
import pytest
from clusters import wait_for
from conftest import Workspace, assert_same_run, contents, copy_project
from slurm_cluster import Cluster, running_cluster

pytestmark = pytest.mark.long

RUN = "results/quick/runs/fashion_dropout/seed-42"
LOG = "results/quick/logs/train/fashion_dropout/seed-42.log"
EPOCHS = 200


def long_training(workspace: Workspace) -> tuple[str, ...]:
    """Arguments for a training that takes long enough to be disturbed."""
    changed = {"experiments": {"fashion_dropout": {"epochs": EPOCHS}}}
    overlay = workspace.overlay({"experiments": ["fashion_dropout"], "define": changed})
    return ("--configfile", overlay, "--", f"{RUN}/record.json")


def training_job(cluster: Cluster, workspace: Workspace) -> str:
    """The number of the Slurm job that trains, once it is in its epochs."""
    log = workspace.path(LOG)
    wait_for(lambda: log.exists() and "Epoch 5/" in log.read_text())
    return next(number for number, partition, *_ in cluster.jobs() if partition == "gpu")


def training_process(workspace: Workspace) -> psutil.Process:
    """The process that trains, wherever Slurm has put it."""
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            words = process.cmdline()
            if words and words[-1].endswith("train.py") and process.cwd() == str(workspace.folder):
                return process
    pytest.fail("no process trains")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Iterator[Cluster]:
    yield from running_cluster(tmp_path_factory.mktemp("slurm"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Workspace:
    """A training on this machine that nothing happened to."""
    workspace = copy_project(tmp_path_factory.mktemp("whole") / "refit")
    outcome = workspace.snakemake("--cores", "2", *long_training(workspace))
    assert outcome.status == 0, outcome.text
    return workspace


def test_a_study_gives_the_same_bytes_as_on_one_machine(cluster, tmp_path):
    spaces = [copy_project(tmp_path / name / "refit") for name in ("here", "there")]
    study = {"experiments": ["housing_mlp"], "seeds": [1, 2, 3], "foundations": False}
    overlays = [space.overlay(study) for space in spaces]
    here = spaces[0].snakemake("--cores", "2", "--configfile", overlays[0])
    assert here.status == 0, here.text
    with_accounting = ("--slurm-status-command", "sacct") if cluster.has_accounting else ()
    there = cluster.snakemake(spaces[1], *with_accounting, "--configfile", overlays[1])
    assert there.status == 0, there.text
    one, other = (contents(space.path("results/quick")) for space in spaces)
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []
    assert cluster.most_gpus_at_once() == 2
    records = [json.loads(path.read_text()) for path in spaces[1].path("results").rglob("record.json")]
    assert {record["gpu"] for record in records if "gpu" in record} == {"0", "1"}
    assert cluster.jobs() == []


def test_a_job_that_is_cancelled_goes_on(cluster, workspace, whole):
    started = cluster.start(workspace, *long_training(workspace))
    cluster.call("scancel", training_job(cluster, workspace))
    said, _ = started.communicate()
    assert started.returncode == 0, said
    assert "Going on after epoch" in workspace.path(LOG).read_text()
    assert_same_run(RUN, whole, workspace)


def test_a_job_that_is_preempted_goes_on(cluster, workspace, whole):
    started = cluster.start(workspace, *long_training(workspace))
    number = training_job(cluster, workspace)
    cluster.call("sbatch", "--partition=urgent", "--gpus=2", "--output=/dev/null", "--wrap=sleep 5")
    wait_for(lambda: [number, "PENDING"] in [[job, state] for job, _, state in cluster.jobs()])
    said, _ = started.communicate()
    assert started.returncode == 0, said
    assert "Going on after epoch" in workspace.path(LOG).read_text()
    assert_same_run(RUN, whole, workspace)


def test_a_job_out_of_time_gets_more_and_goes_on(cluster, workspace, whole):
    """Slurm counts in minutes, so the first try has one, in which it is held up."""
    resources = ("train:runtime=60**(attempt-1)", "train:slurm_partition=gpu")  # in place of the profile's
    started = cluster.start(workspace, "--set-resources", *resources, *long_training(workspace))
    number = training_job(cluster, workspace)
    training_process(workspace).suspend()
    wait_for(lambda: number not in [job for job, *_ in cluster.jobs()])
    said, _ = started.communicate()
    assert started.returncode == 0, said
    assert f"JobId={number} " in (done := (cluster.folder / "done.txt").read_text())
    assert "JobState=TIMEOUT" in done
    assert "Going on after epoch" in workspace.path(LOG).read_text()
    assert_same_run(RUN, whole, workspace)


def test_small_trainings_share_a_submission(cluster, workspace):
    for line in ("groups:", "group-components:", "set-resource-scopes:", "resources: [gpu"):
        workspace.replace("profiles/slurm/config.yaml", f"# {line}", line)
    workspace.replace("profiles/slurm/config.yaml", "training=10", "training=3")
    overlay = workspace.overlay({"experiments": ["iris_mlp"], "seeds": [*range(5)], "foundations": False})
    before = cluster.finished("gpu")
    outcome = cluster.snakemake(workspace, "--configfile", overlay, "--", "results/quick/models/iris_mlp/runs.json")
    assert outcome.status == 0, outcome.text
    assert len(cluster.finished("gpu")) - len(before) == 2
    assert len(json.loads(workspace.path("results/quick/models/iris_mlp/runs.json").read_text())) == 5


def test_ctrl_c_leaves_no_job_behind(cluster, workspace):
    started = cluster.start(workspace, *long_training(workspace))
    training_job(cluster, workspace)
    started.send_signal(signal.SIGINT)
    started.communicate(timeout=120)
    wait_for(lambda: not cluster.jobs(), seconds=30)
    assert not workspace.path(RUN, "record.json").exists()


def test_ctrl_c_ends_jobs_that_are_just_being_submitted(cluster, workspace):
    overlay = workspace.overlay({"experiments": ["iris_mlp"], "seeds": [*range(40)], "foundations": False})
    started = cluster.start(workspace, "--configfile", overlay, "--", "results/quick/models/iris_mlp/runs.json")
    wait_for(lambda: len([job for job, partition, _ in cluster.jobs() if partition == "gpu"]) >= 3)
    started.send_signal(signal.SIGINT)
    started.communicate(timeout=120)
    assert [state for *_, state in cluster.jobs() if state == "PENDING"] == []
    wait_for(lambda: not cluster.jobs(), seconds=10)
