"""Views that one clone has made, in another."""

import pytest
from conftest import copy_project

pytestmark = pytest.mark.long

VIEW = "results/quick/views/iris/train.npz"


def test_a_second_clone_takes_its_views_from_the_first(tmp_path, monkeypatch):
    monkeypatch.setenv("SNAKEMAKE_OUTPUT_CACHE", str(tmp_path))
    said = []
    for name in ("first", "second"):
        workspace = copy_project(tmp_path / name / "refit")
        outcome = workspace.snakemake("--cores", "1", "--cache", "--", VIEW)
        assert outcome.status == 0, outcome.text
        assert workspace.path(VIEW).exists()
        said.append("Moving output file" in outcome.text)
    assert said == [True, False]
