"""The quick study twice from nothing: on one core and on two, in two folders."""

import json
from pathlib import Path

import pytest
from conftest import copy_project

pytestmark = pytest.mark.long

MEASURED = ("benchmarks", "logs", "report.html", "overview.html", "model.html")
"""Folders and files that tell times and memory."""

MEASURED_IN_RECORDS = ("training_seconds", "fit_seconds", "peak_memory_mib", "seconds")


def contents(results: Path) -> dict[str, bytes | str]:
    """Every file by its path, measured times and memory left out."""
    found: dict[str, bytes | str] = {}
    for path in sorted(results.rglob("*")):
        name = path.relative_to(results)
        if path.is_file() and not set(name.parts) & set(MEASURED):
            is_record = path.name == "record.json" or "candidates" in name.parts
            found[str(name)] = without_measurements(path) if is_record else path.read_bytes()
    return found


def without_measurements(path: Path) -> str:
    values = json.loads(path.read_text())
    return json.dumps({key: value for key, value in values.items() if key not in MEASURED_IN_RECORDS})


def test_the_quick_study_gives_the_same_bytes_on_one_core_and_on_two_and_elsewhere(tmp_path):
    results = []
    for cores, folder in (("1", tmp_path / "one"), ("2", tmp_path / "another folder" / "two")):
        workspace = copy_project(folder)
        outcome = workspace.snakemake("--cores", cores, timeout=2400)
        assert outcome.status == 0, outcome.text
        results.append(contents(workspace.path("results/quick")))
    one, other = results
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []
    assert {Path(name).suffix for name in one} >= {".keras", ".csv", ".npy", ".npz", ".json", ".svg", ".png", ".html"}
