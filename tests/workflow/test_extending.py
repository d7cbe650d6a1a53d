"""What docs/extending.md shows works as it stands there, and runs nothing again that is finished."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import yaml
from conftest import EXPERIMENTS, ROOT, Workspace
from sklearn.datasets import load_iris

from refit.tables import read_rows

PAGE = (ROOT / "docs/extending.md").read_text()
FIRST_LINE = re.compile(r"(?:# |\{# )(?P<file>[\w./]+)(?:, in (?P<table>\w+))?(?: #\})?\n")
CLASSIFIERS = [name for name in EXPERIMENTS if "housing" not in name]

REPORT = {"collect_costs": 1, "write_study": 1, "place_report": 1, "all": 1}
PAGES = {"write_models": 1, **REPORT}
RUN_AGAIN = {
    "A format of data sets": {},
    "A normalization": {},
    "A way to take the validation part": {},
    "Something that claims are about": {"judge_claims": 1, **PAGES},
    "A metric of a task": {
        "evaluate": len(CLASSIFIERS),
        "plot_classification": len(CLASSIFIERS),
        "collect_metrics": 1,
        "judge_claims": 1,
        **PAGES,
    },
    "A figure": {"plot_roc": len(CLASSIFIERS), **PAGES},
    "A chapter": {"write_ranking": 1, **REPORT},
    "A task": {},
}
"""By the title of an example, the jobs of a finished study after it."""

OF_TESTS = """\
```python
# tests/unit/test_formats.py, in makers
def write_npz(path: Path) -> Path:
    np.savez(path, x=np.eye(40, 3), y=np.arange(40) % 2)
    return path


"npz": lambda: write_npz(tmp_path / "small.npz")
```

```python
# tests/unit/test_tasks.py, in EXAMPLES
"binary": (CLASSES[:2], RANDOM.integers(0, 2, 60), RANDOM.random((60, 1), np.float32))
```
"""
"""What the laws of all formats and tasks ask a new one for."""


LAWS = ("formats", "normalizations", "splits", "quantities", "tasks", "figures", "chapters", "plan")


@dataclass(frozen=True)
class Block:
    """A block of code: a new file, or an entry of a table in one that is there."""

    file: str
    table: str | None
    code: str


def blocks(text: str) -> list[Block]:
    return [
        Block(first["file"], first["table"], code if first["table"] else f"{first[0]}{code}")
        for first, code in (
            (FIRST_LINE.match(block), FIRST_LINE.sub("", block, count=1))
            for block in re.findall(r"```\w+\n(.*?)```", text, re.S)
        )
        if first
    ]


EXAMPLES = {
    title: blocks(section)
    for title, section in (part.split("\n", 1) for part in PAGE.split("\n## ")[1:])
    if blocks(section)
}
"""By title."""

STUDY = next(yaml.safe_load(block.code) for block in EXAMPLES["A task"] if block.file.endswith(".yaml"))


def add(folder: Path, block: Block) -> None:
    """Do what a block says to a copy of the project."""
    path = folder / block.file
    if block.table:
        path.write_text(with_entry(path.read_text(), block.table, block.code))
    else:
        assert not path.exists()
        path.write_text(block.code)


def with_entry(source: str, table: str, code: str) -> str:
    """A module with some code's imports at its top, its functions above a table, and its last part in the table."""
    *parts, entry = code.strip().split("\n\n")
    imports = [f"{part}\n" for part in parts if part.startswith("from ")]
    functions = "\n\n".join(part for part in parts if not part.startswith("from "))
    lines, tree = source.splitlines(keepends=True), ast.parse(source)
    statement, literal = next((top, literal) for top in tree.body for literal in literals(top, table))
    top = max(node.end_lineno for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom))
    first = min(node.lineno for node in [statement, *getattr(statement, "decorator_list", [])])
    start, end = first - 1, literal.end_lineno - 1
    last, bracket = lines[end].encode(), literal.end_col_offset - 1
    before, after = last[:bracket].decode(), last[bracket:].decode()
    held = "".join([*lines[start:end], before]).rstrip()
    comma = "" if held.endswith((",", "(", "{")) else ","
    above = [functions, "\n\n\n"] if functions else []
    rest = [f"{comma}\n", f"{entry.strip()},\n", after, *lines[end + 1 :]]
    return "".join([*lines[:top], *imports, *lines[top:start], *above, held, *rest])


def literals(statement: ast.stmt, table: str) -> Iterable[ast.expr]:
    """The tuple or dictionary that a table is made from, or that a function returns."""
    for node in ast.walk(statement):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == table:
                yield made_from(value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if name == table:
                yield made_from(value)
            case ast.FunctionDef(name=name, body=[*_, ast.Return(value=ast.expr() as value)]) if name == table:
                yield made_from(value)


def made_from(value: ast.expr) -> ast.expr:
    loops = [] if isinstance(value, ast.Dict | ast.Tuple) else ast.walk(value)
    return next((loop.iter for loop in loops if isinstance(loop, ast.comprehension)), value)


def extended(workspace: Workspace, titles: Iterable[str]) -> Workspace:
    for title in titles:
        for block in EXAMPLES[title]:
            add(workspace.folder, block)
    return workspace


def python(workspace: Workspace, *arguments: str) -> str:
    """What Python prints in a copy of the project, with the copy's package."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=workspace.folder,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(workspace.path("workflow/scripts"))},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def with_petals(workspace: Workspace) -> list[str]:
    """Stores two species of iris, and has the finished study run the page's experiment on them too."""
    iris = load_iris()
    rows = iris.target > 0
    np.savez(workspace.folder / "petals.npz", x=iris.data[rows], y=iris.target[rows] - 1)
    describe = "print(json.dumps(FORMATS['npz'].describe(Path('petals.npz').resolve())))"
    described = python(
        workspace, "-c", f"import json\nfrom pathlib import Path\nfrom refit.formats import FORMATS\n{describe}"
    )
    study = STUDY | {"study": "quick", "experiments": [*EXPERIMENTS, *STUDY["experiments"]]}
    study["define"] = {**STUDY["define"], "data_sets": {"petals": json.loads(described)}}
    return ["--configfile", workspace.overlay(study)]


NEW = [title for title in EXAMPLES if title != "A metric of a task"]
"""What changes no result that is there."""

OF_PETALS = {
    "download": 1,
    "make_view": 1,
    "describe_view": 1,
    "plot_samples": 1,
    "write_data": 1,
    "train": 1,
    "evaluate": 1,
    "plot_training": 1,
    "plot_classification": 1,
    "plot_roc": len(CLASSIFIERS) + 1,
    "collect_metrics": 1,
    "judge_claims": 1,
    "write_ranking": 1,
    "resolve_config": 1,
    **PAGES,
}
"""The jobs of a finished study after all that is new, with one more experiment."""


@pytest.mark.long
def test_what_is_new_works_together_and_nothing_finished_runs_again(finished):
    extended(finished, NEW)
    petals = with_petals(finished)
    assert finished.dry_run(*petals).jobs() == OF_PETALS
    run = "results/quick/runs/petals_sigmoid/seed-42"
    outcome = finished.snakemake(*petals, "--cores", "all", f"{run}/roc.svg")
    assert outcome.status == 0, outcome.text
    view = finished.path("results/quick/views/petals")
    rows = {part: len(np.load(view / f"{part}.npz")["y"]) for part in ("train", "validation", "test")}
    assert rows == {"train": 68, "validation": 7, "test": 25}
    with np.load(view / "train.npz") as train, np.load(view / "normalization.npz") as normalization:
        seen = (train["x"] - normalization["mean"]) / normalization["divisor"]
    np.testing.assert_allclose((seen.min(axis=0), seen.max(axis=0)), ([0] * 4, [1] * 4), atol=1e-5)
    predictions = np.load(finished.path(run, "test_predictions.npy"))
    assert (predictions.shape, predictions.dtype) == ((25, 2), np.float32)
    np.testing.assert_allclose(predictions.sum(axis=1), 1, rtol=1e-6)
    with np.load(view / "test.npz") as test:
        assert (predictions.argmax(axis=1) == test["y"]).mean() > 0.8


def test_the_schema_and_the_page_of_the_configuration_have_what_is_new(workspace):
    extended(workspace, EXAMPLES)
    workspace.path("docs").mkdir()
    python(workspace, "-m", "refit.configuration.docs")
    page = workspace.path("docs/config.md").read_text()
    schema = workspace.path("workflow/schemas/config.schema.json").read_text()
    assert "An archive with x" in page.split("format: npz\n")[1].split("\n## ")[0]
    assert "`min_max`: each pixel or column to [0, 1]" in page
    assert "`every_tenth`: every tenth training example" in page
    assert "| `test_f1` | F1 of the test part" in page
    assert "| `task` | `classification` or `regression` or `binary` |" in page
    assert all(f'"{name}"' in schema for name in ("npz", "min_max", "every_tenth", "test_f1", "binary"))


@pytest.mark.long
@pytest.mark.parametrize("title", RUN_AGAIN)
def test_each_addition_to_a_finished_study_runs_what_the_page_says(finished, title):
    extended(finished, [title])
    assert finished.dry_run().jobs() == RUN_AGAIN[title]


@pytest.mark.long
def test_a_study_with_all_that_is_new_comes_to_its_report(finished):
    extended(finished, EXAMPLES)
    outcome = finished.snakemake(*with_petals(finished), "--cores", "all")
    assert outcome.status == 0, outcome.text
    results = finished.path("results/quick")
    page = (results / "study.html").read_text()
    assert '<li><a href="#ranking">Ranking</a></li>' in page
    ranked = re.findall(r"<li><code>(\w+)</code>", (results / "chapters/ranking.html").read_text())
    assert sorted(ranked) == sorted([*CLASSIFIERS, "petals_sigmoid"])
    assert (
        "The ROC curve of each class of petals_sigmoid" in (results / "chapters/models/petals_sigmoid.html").read_text()
    )
    assert "validation: every tenth training example" in (results / "chapters/data.html").read_text()
    rows = {row["name"]: row for row in read_rows(results / "claims.csv")}
    assert float(rows["petals_f1"]["found"]) > 0.8
    metrics = read_rows(results / "metrics.csv")
    assert {row["experiment"] for row in metrics if row["metric"] == "balanced_accuracy"} == {*ranked}


@pytest.mark.long
def test_what_is_new_keeps_the_laws_of_all_and_is_written_as_all(workspace):
    for name in ("tests", "docs", "pyproject.toml", "Makefile", "README.md"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, workspace.folder / name)
    extended(workspace, EXAMPLES)
    for block in blocks(OF_TESTS):
        add(workspace.folder, block)
    python(workspace, "-m", "ruff", "check", "--fix-only", "--select", "I", ".")
    python(workspace, "-m", "ruff", "format", ".")
    python(workspace, "-m", "ruff", "check", ".")
    python(workspace, "-m", "mypy")
    python(workspace, "-m", "pytest", "-q", "-n", "0", *(f"tests/unit/test_{name}.py" for name in LAWS))
