"""Which change of the package makes which stage run again."""

import shutil

import pytest
from conftest import ROOT

from refit import code_digest

STAGES = ("data.views", "training.runs", "evaluation", "figures.training")


@pytest.fixture
def package(tmp_path, monkeypatch):
    folder = tmp_path / "refit"
    shutil.copytree(ROOT / "workflow/scripts/refit", folder)
    monkeypatch.setattr(code_digest, "PACKAGE", folder)

    def digests():
        code_digest._code.cache_clear()
        code_digest._tree.cache_clear()
        code_digest._imports.cache_clear()
        return {stage: code_digest.code_digest(stage) for stage in STAGES}

    yield folder, digests
    code_digest._code.cache_clear()
    code_digest._tree.cache_clear()
    code_digest._imports.cache_clear()


@pytest.mark.parametrize(
    ("file", "stages"),
    [
        ("training/runs.py", {"training.runs"}),
        ("training/trainer.py", {"training.runs"}),
        ("training/models.py", {"training.runs"}),
        ("figures/training.py", {"figures.training"}),
        ("figures/style.py", {"figures.training"}),
        ("figures/predictions.py", set()),
        ("evaluation.py", {"evaluation"}),
        ("data/data_sets.py", {"data.views"}),
        ("data/download.py", set()),
        ("data/parts.py", {"data.views", "training.runs"}),
        ("report/html.py", set()),
        ("definitions/experiments.py", set()),
    ],
)
def test_a_change_of_code_reaches_the_stages_that_run_it(package, file, stages):
    folder, digests = package
    before = digests()
    (folder / file).write_text((folder / file).read_text() + "\nCHANGED = True\n")
    after = digests()
    assert {stage for stage in before if before[stage] != after[stage]} == stages


def test_comments_docstrings_and_layout_do_not_count(package):
    folder, digests = package
    before = digests()
    text = (folder / "training/trainer.py").read_text()
    text = text.replace('"""Build, compile and fit a network.', '"""Changed.').replace(
        "import keras\n", "import keras  # x\n\n"
    )
    (folder / "training/trainer.py").write_text(text)
    assert digests() == before
