"""What a kind of definition must have, and what definitions may rest on."""

import ast
import subprocess
import sys

import pytest
from conftest import ROOT

from refit.configuration import docs
from refit.definitions import KINDS
from refit.definitions.study import Definitions

PACKAGE = ROOT / "workflow/scripts/refit"


def test_each_kind_can_be_written_under_define_and_stands_in_the_catalogue():
    assert {name: field.annotation for name, field in Definitions.model_fields.items()} == {
        name: dict[str, kind.type] for name, kind in KINDS.items()
    }
    for name in KINDS:
        assert (ROOT / f"workflow/catalog/{name}.yaml").exists() or (ROOT / "workflow/catalog" / name).is_dir()


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_is_described_in_the_documentation(name):
    kind = KINDS[name]
    assert next(iter(kind.sections.items())) == (f"define.{name}.<name>", kind.type)
    assert kind.sections.items() <= docs.SECTIONS.items()


@pytest.mark.parametrize("path", sorted((PACKAGE / "definitions").glob("*.py")), ids=lambda path: path.stem)
def test_definitions_rest_on_each_other_and_the_ground_alone(path):
    imported = {node.module for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)}
    own = {name.split(".")[1] for name in imported if name.startswith("refit.")}
    assert own <= {"definitions", "errors", "files", "libraries", "models", "quantities", "tasks", "templates"}


def test_reading_a_configuration_imports_no_library_that_is_slow_to_start():
    code = "import sys, refit.configuration.loading; print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=PACKAGE.parent, capture_output=True, text=True, check=True
    )
    slow = {"numpy", "pandas", "sklearn", "scipy", "matplotlib", "tensorflow", "keras"}
    assert not slow & {*answer.stdout.split()}
