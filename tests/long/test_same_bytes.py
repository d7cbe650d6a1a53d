"""A study with an experiment of each kind twice from nothing: on one core and on two, in two folders."""

import json
from pathlib import Path

import pytest
from conftest import copy_project, shortened

from refit.tables import read_rows

pytestmark = pytest.mark.long

MEASURED = ("benchmarks", "logs", "pages", "report.html", "study.html", "model.html", "costs.csv", "costs.svg")
"""Folders and files that tell times and memory."""

SECONDS = ("training_seconds", "energy_joules", "peak_memory_mib", "seconds")
"""What tells times, energy and memory in records, candidates and their table."""


def contents(results: Path) -> dict[str, object]:
    """Every file by its path, measured times and memory left out."""
    found: dict[str, object] = {}
    for path in sorted(results.rglob("*")):
        name = path.relative_to(results)
        if path.is_file() and not set(name.parts) & set(MEASURED):
            if path.name == "record.json" or "candidates" in name.parts:
                found[str(name)] = without_measurements(json.loads(path.read_text()))
            elif path.name == "candidates.csv":
                found[str(name)] = [without_measurements(row) for row in read_rows(path)]
            else:
                found[str(name)] = path.read_bytes()
    return found


def without_measurements(values: dict) -> dict:
    return {key: value for key, value in values.items() if key not in SECONDS}


def test_a_study_gives_the_same_bytes_on_one_core_and_on_two_and_in_another_folder(quick_study, tmp_path):
    workspace = shortened(copy_project(tmp_path / "another folder" / "two"))
    outcome = workspace.snakemake("--cores", "1", timeout=1200)
    assert outcome.status == 0, outcome.text
    one, other = (contents(space.path("results/quick")) for space in (quick_study[0], workspace))
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []
    assert {Path(name).suffix for name in one} >= {".keras", ".csv", ".npy", ".npz", ".json", ".svg", ".png", ".html"}
