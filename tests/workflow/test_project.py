"""The project as others find it: formats, lints, starts."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, Outcome, Workspace, copy_project, processor_seconds

from refit.figures.drawings import DRAWINGS
from refit.report.contents import CHAPTERS


@dataclass(frozen=True)
class DryRun:
    """A dry run of the default study, in a copy of the project, and how long the processor worked for it."""

    workspace: Workspace
    outcome: Outcome
    seconds: float

    def blocks(self) -> list[str]:
        """What it says of each job, the rule's name first."""
        return self.outcome.text.split("\nrule ")[1:]


@pytest.fixture(scope="module")
def dry_run(tmp_path_factory):
    workspace = copy_project(tmp_path_factory.mktemp("dry") / "refit")
    before = processor_seconds()
    return DryRun(workspace, workspace.dry_run("--verbose"), processor_seconds() - before)


def test_snakemake_finds_nothing_to_lint(workspace):
    outcome = workspace.snakemake("--lint")
    assert outcome.status == 0, outcome.text


def test_a_dry_run_starts_fast_and_writes_no_results(dry_run):
    assert dry_run.seconds < 8  # 4 s on an idle machine
    assert dry_run.outcome.jobs()["train"] == 29
    assert dry_run.outcome.jobs()["try_candidate"] == 20
    assert not dry_run.workspace.path("results").exists()


def test_a_study_without_pictures_starts(workspace):
    jobs = workspace.dry_run("--config", "experiments=[iris_mlp]").jobs()
    assert jobs["train"] == 1
    assert "plot_kernels" not in jobs


def test_only_training_asks_for_a_gpu(dry_run):
    asking = {block.split(":", 1)[0] for block in dry_run.blocks() if "gpu=1" in block}
    assert asking == {"train", "try_candidate", "predict_examples"}


def test_each_drawing_and_chapter_has_a_rule_with_its_own_files(dry_run):
    blocks = {}
    for block in dry_run.blocks():
        name, text = block.split(":", 1)
        blocks.setdefault(name, dict(line.strip().split(": ", 1) for line in text.splitlines() if ": " in line))
    for drawing in DRAWINGS:
        files = blocks[f"plot_{drawing.name}"]
        assert [Path(path).name for path in files["output"].split(", ")] == drawing.files
        assert {Path(path).name for path in files["input"].split(", ")} == {file for _, file in drawing.inputs.values()}
        assert files["log"].startswith(f"results/quick/logs/plot_{drawing.name}/")
    for chapter in CHAPTERS:
        files = blocks[f"write_{chapter.name}"]
        assert files["output"] == ", ".join(
            f"results/quick/{folder}/{chapter.name}.html" for folder in ("chapters", "pages")
        )


def test_studies_are_sound(workspace):
    for path in sorted((ROOT / "studies").glob("*.yaml")):
        seeds = yaml.safe_load(path.read_text()).get("seeds", [42])
        assert workspace.dry_run("--configfile", f"studies/{path.name}").jobs()["train"] == 29 * len(seeds)


def test_the_package_imports_neither_tensorflow_nor_snakemake_outside_training():
    package = ROOT / "workflow/scripts/refit"
    paths = [path.relative_to(package.parent).with_suffix("") for path in package.rglob("*.py")]
    modules = [".".join(path.parts) for path in paths if "training" not in path.parts]
    assert len(modules) > 20
    code = "import importlib, sys\n" + "".join(f"importlib.import_module('{name}')\n" for name in modules)
    code += "print([name for name in ('tensorflow', 'keras', 'snakemake') if name in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT / "workflow/scripts")},
    )
    assert found.stdout.strip() == "[]"


def test_scripts_are_adapters_of_a_few_lines():
    for path in (ROOT / "workflow/scripts").glob("*.py"):
        assert len(path.read_text().splitlines()) <= 25, path


def test_the_workflow_never_names_the_real_datas_place():
    for folder in ("workflow", "profiles", "studies", "envs", "docs"):
        for path in Path(ROOT, folder).rglob("*"):
            if path.is_file() and path.suffix != ".pyc":
                assert b"shared/data" not in path.read_bytes(), path
