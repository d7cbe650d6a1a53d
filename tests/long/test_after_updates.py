"""An update of a package, seen from a study that was finished before."""

import json
import os
from importlib.metadata import version

import pytest
from conftest import copy_project

pytestmark = pytest.mark.long

STUDY = ("--cores", "2", "--config", "experiments=[iris_mlp, fashion_majority]")
RUN = "results/quick/runs/iris_mlp/seed-42"


def last_trained(workspace):
    return {path: path.stat().st_mtime_ns for path in workspace.path("results/quick/runs").glob("*/*/record.json")}


@pytest.fixture(scope="module")
def updated(tmp_path_factory):
    """A finished study of two seeds, of which one run was trained with another Keras."""
    workspace = copy_project(tmp_path_factory.mktemp("updates") / "refit")
    outcome = workspace.snakemake(*STUDY)
    assert outcome.status == 0, outcome.text
    assert "other versions" not in outcome.text
    for name in ("runs/iris_mlp/seed-42/record.json", "models/iris_mlp/runs.json"):
        path = workspace.path("results/quick", name)
        times = path.stat()
        path.write_text(path.read_text().replace(f'"keras": "{version("keras")}"', '"keras": "3.0.0"'))
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    return workspace


def test_what_an_update_leaves_is_told_until_all_is_trained_again(updated):
    said = f"1 run was trained with other versions than those installed:\n  keras 3.0.0 (now {version('keras')})"
    for arguments in (STUDY, ("-n", *STUDY)):
        outcome = updated.snakemake(*arguments)
        assert outcome.status == 0, outcome.text
        assert outcome.text.count(said) == 1
        assert "Nothing to be done" in outcome.text

    outcome = updated.snakemake(*STUDY, "seeds=[42, 43]")
    assert outcome.status == 0, outcome.text
    keras = json.loads(updated.path(RUN, "record.json").read_text())["versions"]["keras"]
    assert keras == "3.0.0"  # the old run stays
    page = updated.path("results/quick/study.html").read_text()
    assert f"(keras 3.0.0; keras {version('keras')}), so means may be over several" in page
    assert f"keras 3.0.0 with seed 42; keras {version('keras')} with seed 43" in page
    assert "keras 3.0.0: 1 run<details>" in page
    assert "<p>iris_mlp seed 42</p>" in page

    before = last_trained(updated)
    outcome = updated.snakemake(*STUDY, "seeds=[42, 43]", "--forcerun", "make_view")
    assert outcome.status == 0, outcome.text
    after = last_trained(updated)
    assert before.keys() == after.keys()
    assert all(after[path] > before[path] for path in before)
    assert "with the same versions" not in updated.path("results/quick/study.html").read_text()
    assert "other versions" not in updated.snakemake("-n", *STUDY, "seeds=[42, 43]").text
