"""What is said of runs that were trained with several versions of the packages."""

import json
from importlib.metadata import version
from time import perf_counter

import pytest

from refit.files import write_json
from refit.updates import mixed, outdated

NOW = {"python": "3.11.0", "keras": version("keras"), "numpy": version("numpy")}


@pytest.fixture
def recorded(tmp_path):
    """Writes records of runs: by name, their versions."""

    def write(runs):
        paths = {name: tmp_path / name / "record.json" for name in runs}
        for name, versions in runs.items():
            paths[name].parent.mkdir(parents=True)
            write_json(paths[name], {"seed": 1, "versions": versions, "sha256": {"model": "0a"}})
        return paths

    return write


def test_runs_of_the_installed_versions_are_nothing_to_speak_of(recorded):
    assert outdated(recorded({"a seed 1": NOW, "a seed 2": NOW | {"python": "3.13.1"}})) == ""


def test_runs_of_other_versions_are_told_with_what_is_installed(recorded):
    old = NOW | {"keras": "3.0.0"}
    said = outdated(recorded({"a seed 1": old, "a seed 2": NOW, "b seed 1": old, "c seed 1": old | {"numpy": "2.0.0"}}))
    assert "3 runs were trained with other versions than those installed:" in said
    assert f"  keras 3.0.0 (now {NOW['keras']}): a seed 1, b seed 1\n" in said
    assert f"  keras 3.0.0 (now {NOW['keras']}), numpy 2.0.0 (now {NOW['numpy']}): c seed 1\n" in said
    assert "--forcerun make_view" in said


def test_of_many_runs_a_few_are_named(recorded):
    said = outdated(recorded({f"a seed {seed}": {"keras": "3.0.0"} for seed in range(20)}))
    assert "a seed 0, a seed 1, a seed 2 and 17 more" in said


def test_what_is_not_there_not_readable_or_not_installed_here_is_passed_over(recorded, tmp_path):
    records = recorded({"a seed 1": {"a-library-of-another-environment": "1.0"}})
    (tmp_path / "half.json").write_text('{"seed": 1, "vers')
    assert outdated(records | {"b": tmp_path / "none.json", "c": tmp_path / "half.json"}) == ""


def test_runs_are_told_apart_by_the_versions_in_which_they_differ():
    network = {"python": "3.11", "tensorflow": "2.21", "keras": "3.14", "numpy": "2.4"}
    estimator = {"python": "3.12", "scikit-learn": "1.9", "numpy": "2.4"}
    assert mixed([("a", network), ("b", network | {"python": "3.13"}), ("c", estimator)]) == {}
    runs = [("a", network), ("b", network | {"keras": "3.15"}), ("c", estimator), ("d", network)]
    assert mixed(runs) == {"keras 3.14": ["a", "d"], "keras 3.15": ["b"]}


def test_ten_thousand_runs_are_looked_through_at_once(tmp_path):
    record = json.dumps({"training": [1] * 900, "versions": NOW, "sha256": {}}, indent=2)
    records = {f"a seed {seed}": tmp_path / f"{seed}.json" for seed in range(10_000)}
    for path in records.values():
        path.write_text(record)
    started = perf_counter()
    assert outdated(records) == ""
    assert perf_counter() - started < 10  # half a second on an idle machine
