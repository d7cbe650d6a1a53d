"""A study with an experiment of each kind twice from nothing: on one core and on two, in two folders."""

from pathlib import Path

import pytest
from conftest import contents, copy_project, shortened

pytestmark = pytest.mark.long


def test_a_study_gives_the_same_bytes_on_one_core_and_on_two_and_in_another_folder(quick_study, tmp_path):
    workspace = shortened(copy_project(tmp_path / "another folder" / "two"))
    outcome = workspace.snakemake("--cores", "1", timeout=1200)
    assert outcome.status == 0, outcome.text
    one, other = (contents(space.path("results/quick")) for space in (quick_study[0], workspace))
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []
    assert {Path(name).suffix for name in one} >= {".keras", ".csv", ".npy", ".npz", ".json", ".svg", ".png", ".html"}
