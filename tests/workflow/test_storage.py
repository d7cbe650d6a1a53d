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
