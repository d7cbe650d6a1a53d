"""A study with an experiment of each kind from nothing: on all cores and on one, in two folders."""

from pathlib import Path

import pytest
from conftest import contents, copy_project, shortened

pytestmark = pytest.mark.long


def test_a_study_gives_the_same_bytes_on_one_core_and_on_all_and_in_another_folder(quick_study, tmp_path):
    workspace = shortened(copy_project(tmp_path / "another folder/one"))
    outcome = workspace.snakemake("--cores", "1", timeout=1200)
    assert outcome.status == 0, outcome.text
    one, other = (contents(space.path("results/quick")) for space in (workspace, quick_study[0]))
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []
    assert {Path(name).suffix for name in one} >= {".keras", ".csv", ".npy", ".npz", ".json", ".svg", ".png", ".html"}
