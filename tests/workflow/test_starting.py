"""Where Snakemake may be started: in a folder of one's own, from one's own Snakefile, from a repository."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import ROOT, Outcome, Workspace
from test_errors import assert_refused

IRIS = {"study": "mine", "experiments": ["iris_mlp"], "foundations": False}


@pytest.fixture
def mine(tmp_path):
    """A folder of the user's own, with a study."""
    folder = tmp_path / "mine"
    folder.mkdir()
    own = Workspace(folder)
    own.overlay(IRIS, "study.yaml")
    return own


def in_surroundings(folder: Path, *arguments: str, before: Sequence[str] = (), **variables: str) -> Outcome:
    """How Snakemake ends where the environment holds these variables and little else; `before` starts it."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "snakemake", *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Outcome(done.returncode, done.stdout)


def module(name: str, snakefile: str, config: str) -> str:
    return f"module {name}:\n    snakefile: {snakefile}\n    config: {config}\n\nuse rule * from {name} as {name}_*\n\n"


def test_a_study_in_a_folder_of_ones_own_leaves_the_clone_as_it_is(workspace, mine):
    before = {path for path in workspace.folder.rglob("*") if "__pycache__" not in path.parts}
    outcome = mine.dry_run("-s", str(workspace.path("Snakefile")), "--configfile", "study.yaml")
    assert outcome.jobs()["train"] == 1
    assert f"profile {workspace.path('profiles/default')}" in outcome.text
    assert {path for path in workspace.folder.rglob("*") if "__pycache__" not in path.parts} == before


def test_a_config_yaml_of_ones_own_lies_over_the_default_study(workspace, mine):
    mine.overlay({"study": "mine", "seeds": [1, 2]}, "config.yaml")
    outcome = workspace.dry_run("-d", str(mine.folder), "--config", "experiments=[iris_mlp]")
    assert outcome.jobs()["train"] == 2
    assert "results/mine/study.html" in outcome.text


def test_paths_of_a_configuration_are_seen_from_the_working_folder(workspace, mine):
    overlay = mine.overlay({"predict": ["pictures"], "mirror": "mirror"})
    assert_refused(
        workspace.snakemake("-n", "-d", str(mine.folder), "--configfile", str(mine.path(overlay))),
        f"predict[0]: there is no file or folder 'pictures' (seen from {mine.folder})",
        "mirror: the folder 'mirror' does not exist",
    )


def test_studies_are_modules_of_a_snakefile_side_by_side_and_share_downloads(workspace, mine):
    original = {"data": "original", "foundations": False, "experiments": ["fashion_majority"]}
    studies = {"one": {**original, "study": "one"}, "other": {**original, "study": "other"}}
    mine.path("Snakefile").write_text(
        "".join(module(name, f'"{workspace.path("Snakefile")}"', str(config)) for name, config in studies.items())
        + "rule best:\n    default_target: True\n"
        "    input: one=rules.one_collect_metrics.output.table, other='results/other/metrics.csv'\n"
    )
    jobs = mine.dry_run().jobs()
    assert jobs["one_fit_estimator"] == jobs["other_fit_estimator"] == 1
    assert jobs["one_download"] + jobs.get("other_download", 0) == 4


@pytest.mark.long
def test_the_module_of_the_docs_has_a_rule_that_reads_what_a_study_makes(workspace, mine):
    (snakefile,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs/starting.md").read_text(), re.S)
    mine.path("Snakefile").write_text(snakefile.replace("/clone/", f"{workspace.folder}/"))
    variables = {"HOME": "/proc", "XDG_CACHE_HOME": str(mine.path(".snakemake/cache"))}
    jobs = in_surroundings(mine.folder, "-n", **variables).jobs()
    assert jobs["best"] == jobs["refit_collect_metrics"] == jobs["refit_train"] == 1


@pytest.mark.long
def test_a_fault_in_the_config_of_a_module_is_found_where_it_is_written(workspace, mine):
    snakefile = f'"{workspace.path("Snakefile")}"'
    mine.overlay({"seeds": [-1]}, "config.yaml")
    mine.path("Snakefile").write_text('configfile: "config.yaml"\n\n' + module("refit", snakefile, "config"))
    assert_refused(mine.snakemake("-n"), "config.yaml, line 2, seeds[0]: ")
    mine.path("Snakefile").write_text(module("refit", snakefile, '{"seeds": [-1]}'))
    assert_refused(mine.snakemake("-n"), "the module's config, seeds[0]: ")


@pytest.mark.parametrize("path", [pytest.param("Snakefile", marks=pytest.mark.long), "workflow/Snakefile"])
def test_the_workflow_is_read_from_a_repository(workspace, mine, monkeypatch, path):
    """As snakedeploy writes it; what would come from GitHub comes from a repository beside."""
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "First"], ["tag", "v1"]):
        subprocess.run(["git", *command], cwd=workspace.folder, check=True)
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", f"url.file://{workspace.folder.parent}/.insteadOf")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "https://github.com/someone/")
    monkeypatch.setenv("XDG_CACHE_HOME", str(mine.path("cache")))
    mine.path("Snakefile").write_text(
        'configfile: "study.yaml"\n\n'
        f'module refit:\n    snakefile: github("someone/refit", path="{path}", tag="v1")\n    config: config\n\n'
        "use rule * from refit\n"
    )
    assert mine.dry_run().jobs()["train"] == 1
    (copy,) = mine.path(".snakemake/refit").glob("*/")
    assert (copy / "workflow/report/study.html.jinja2").is_file()


def test_a_folder_whose_name_snakemake_would_fill_in_is_refused_in_a_sentence(workspace, mine):
    workspace.folder.rename(workspace.folder.with_name("a{b}"))
    moved = Workspace(workspace.folder.with_name("a{b}"))
    sentence = f"Snakemake takes braces in a path for wildcards; rename the folder {moved.folder}"
    assert_refused(moved.snakemake("-n"), sentence)


@pytest.mark.parametrize(
    "variables",
    [
        {"HOME": "/proc"},
        pytest.param({"HOME": "/dev/null/x"}, marks=pytest.mark.long),
        pytest.param({"HOME": "/proc", "XDG_CACHE_HOME": "/dev/null"}, marks=pytest.mark.long),
    ],
)
def test_a_home_that_cannot_be_written_is_done_without(workspace, variables):
    workspace.overlay(IRIS, "study.yaml")
    assert in_surroundings(workspace.folder, *["-n", "--configfile", "study.yaml"], **variables).status == 0
    assert workspace.path(".snakemake/cache").is_dir()
