"""Files in a storage, as on Kubernetes with a bucket; here the storage is a folder."""

import pytest
from conftest import shortened

pytest.importorskip("snakemake_storage_plugin_fs")
pytestmark = pytest.mark.long


def test_a_study_whose_files_are_in_a_storage_comes_to_its_report(workspace, tmp_path):
    storage = tmp_path / "storage"
    storage.mkdir()
    where = ("--default-storage-provider", "fs", "--default-storage-prefix", str(storage), "--shared-fs-usage", "none")
    outcome = shortened(workspace, ["iris_mlp", "mnist_bn"]).snakemake("--cores", "2", *where)
    assert outcome.status == 0, outcome.text
    page = (storage / "results/quick/study.html").read_text()
    assert 'id="model-mnist_bn"' in page
    assert "Pictures from elsewhere" in page
    assert not list(workspace.path("results/quick").rglob("*.npz"))


def test_what_fails_is_left_out_where_files_are_in_a_storage_too(workspace, tmp_path):
    storage = tmp_path / "storage"
    storage.mkdir()
    where = ("--default-storage-provider", "fs", "--default-storage-prefix", str(storage), "--shared-fs-usage", "none")
    raising = {"view": "iris", "estimator": {"KNeighborsClassifier": {"n_neighbors": 1000}}}
    study = {"experiments": ["iris_mlp", "raising"], "define": {"experiments": {"raising": raising}}}
    outcome = workspace.snakemake("--cores", "2", "--configfile", workspace.overlay(study), *where)
    assert outcome.status != 0
    last = outcome.text.rpartition("Failed:\n")[2]
    assert "fit_estimator raising seed-42: " in last
    assert "(results/quick/logs/fit_estimator/raising/seed-42.log)" in last
    page = (storage / "results/quick/study.html").read_text()
    assert 'id="model-iris_mlp"' in page
    assert 'id="failed-raising"' in page
