"""Files in a storage: a folder, and a bucket to and from which nodes bring them that share nothing else."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Workspace, shortened

pytestmark = pytest.mark.long

EXPERIMENTS = ["iris_mlp", "mnist_bn"]

SUBMIT = """\
#!/bin/bash
# A node: an empty folder, in which a job script runs. Prints the folder.
node=$(mktemp -d {nodes}/XXXXXX)
cd $node && {{ setsid bash "$1" > log.txt 2>&1; echo $? > status.txt; }} > /dev/null 2>&1 &
echo $node
"""
STATUS = """\
#!/bin/bash
case $(cat "$1/status.txt" 2> /dev/null) in 0) echo success;; "") echo running;; *) echo failed;; esac
"""


@pytest.fixture
def storage(tmp_path: Path) -> Path:
    """A folder as the storage."""
    pytest.importorskip("snakemake_storage_plugin_fs")
    folder = tmp_path / "storage"
    folder.mkdir()
    return folder


def stored_in(folder: Path) -> tuple[str, ...]:
    """Arguments for files in a folder as the storage, and nowhere else."""
    where = ("--default-storage-provider", "fs", "--default-storage-prefix", str(folder))
    return (*where, "--shared-fs-usage", "none")


def test_a_study_whose_files_are_in_a_storage_comes_to_its_report(workspace, storage):
    outcome = shortened(workspace, EXPERIMENTS).snakemake("--cores", "2", *stored_in(storage))
    assert outcome.status == 0, outcome.text
    page = (storage / "results/quick/study.html").read_text()
    assert 'id="model-mnist_bn"' in page
    assert "Pictures from elsewhere" in page
    assert not list(workspace.path("results/quick").rglob("*.npz"))


def test_what_fails_is_left_out_where_files_are_in_a_storage_too(workspace, storage):
    raising = {"view": "iris", "estimator": {"KNeighborsClassifier": {"n_neighbors": 1000}}}
    study = {"experiments": ["iris_mlp", "raising"], "define": {"experiments": {"raising": raising}}}
    outcome = workspace.snakemake("--cores", "2", "--configfile", workspace.overlay(study), *stored_in(storage))
    assert outcome.status != 0
    last = outcome.text.rpartition("Failed:\n")[2]
    assert "fit_estimator raising seed-42: " in last
    assert "(results/quick/logs/fit_estimator/raising/seed-42.log)" in last
    page = (storage / "results/quick/study.html").read_text()
    assert 'id="model-iris_mlp"' in page
    assert 'id="failed-raising"' in page


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, object]]:
    """The address of an S3 server of our own, and an empty bucket there."""
    server = pytest.importorskip("moto.server", reason="moto is not installed")
    boto3 = pytest.importorskip("boto3")
    pytest.importorskip("snakemake_storage_plugin_s3")
    for key in ("ACCESS_KEY", "SECRET_KEY"):
        monkeypatch.setenv(f"SNAKEMAKE_STORAGE_S3_{key}", "testing")
    s3 = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    s3.start()
    address = "http://{}:{}".format(*s3.get_host_and_port())
    given = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing", "region_name": "us-east-1"}
    files = boto3.resource("s3", endpoint_url=address, **given).Bucket("refit")
    files.create()
    yield address, files
    s3.stop()


@pytest.fixture
def nodes(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the nodes' folders are; the commands `submit.sh` and `status.sh` run jobs there."""
    folder, commands = workspace.folder.parent / "nodes", workspace.folder.parent / "commands"
    for made in (folder, commands):
        made.mkdir()
    for name, text in (("submit.sh", SUBMIT.format(nodes=folder)), ("status.sh", STATUS)):
        (commands / name).write_text(text)
        (commands / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{commands}:{Path(sys.executable).parent}:{os.environ['PATH']}")
    return folder


def test_nodes_that_share_no_file_train_and_predict_with_what_a_bucket_holds(workspace, bucket, nodes):
    pytest.importorskip("snakemake_executor_plugin_cluster_generic")
    address, files = bucket
    for command in (("init", "--quiet"), ("add", "--all")):  # Snakemake takes the tracked files along
        subprocess.run(["git", *command], cwd=workspace.folder, check=True)
    shortened(workspace, ["mnist_bn"])  # with pictures of one's own, which are not tracked
    where = ("--default-storage-provider", "s3", "--default-storage-prefix", "s3://refit/mine")
    outcome = workspace.snakemake(
        *("--executor", "cluster-generic", "--jobs", "4", "--job-deploy-sources", "--shared-fs-usage", "none"),
        *("--cluster-generic-submit-cmd", "submit.sh", "--cluster-generic-status-cmd", "status.sh"),
        *(*where, "--storage-s3-endpoint-url", address),
    )
    logs = [path.read_text() for path in nodes.glob("*/log.txt")]
    assert outcome.status == 0, outcome.text + "".join(logs)
    page = files.Object("mine/results/quick/study.html").get()["Body"].read().decode()
    assert 'id="model-mnist_bn"' in page
    assert "Pictures from elsewhere" in page
    for rule in ("differentiate_toy_network", "train", "predict_examples"):
        assert sum(f"rule {rule}:" in log for log in logs) == 1
    assert not list(workspace.path("results/quick").rglob("*.npz"))
