"""A study with an experiment of each kind twice from nothing: on one core and on two, in two folders."""

from pathlib import Path

import pytest
from conftest import contents, copy_project, shortened

pytestmark = pytest.mark.long


EXPERIMENTS = ("fashion_svc", "fashion_search_listed", "mnist_cnn", "iris_mlp", "housing_early_stopping")


def test_a_study_gives_the_same_bytes_on_one_core_and_on_two_and_in_another_folder(tmp_path):
    found = []
    for folder, cores in (("one", "1"), ("another folder/two", "2")):
        workspace = shortened(copy_project(tmp_path / folder), EXPERIMENTS)
        outcome = workspace.snakemake("--cores", cores, timeout=1200)
        assert outcome.status == 0, outcome.text
        found.append(contents(workspace.path("results/quick")))
    one, other = found
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []
    assert {Path(name).suffix for name in one} >= {".keras", ".csv", ".npy", ".npz", ".json", ".svg", ".png", ".html"}
