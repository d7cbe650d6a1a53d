"""What a kind of definition must have, and what definitions may rest on."""

import ast
import subprocess
import sys
from typing import get_args

import pytest
from conftest import ROOT

from refit.configuration import docs
from refit.definitions import KINDS
from refit.definitions.study import Definitions

PACKAGE = ROOT / "workflow/scripts/refit"

GROUND = {"errors", "files", "libraries", "templates", "typed"}


def members(union):
    """The types of a discriminated union."""
    return get_args(get_args(union)[0])


def beyond(path, *rooms):
    """What a module imports of the package, wherever it does, without some rooms and the ground."""
    nodes = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom))
    own = {node.module.removeprefix("refit.") for node in nodes if node.module.startswith("refit.")}
    return {name for name in own if name.split(".")[0] not in GROUND.union(rooms)}


def test_each_kind_can_be_written_under_define_and_stands_in_the_catalogue():
    assert {name: field.annotation for name, field in Definitions.model_fields.items()} == {
        name: dict[str, kind.type] for name, kind in KINDS.items()
    }
    for name in KINDS:
        assert (ROOT / f"workflow/catalog/{name}.yaml").exists() or (ROOT / "workflow/catalog" / name).is_dir()


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_is_described_in_the_documentation(name):
    kind = KINDS[name]
    title, described = next(iter(kind.sections.items()))
    assert title == f"define.{name}.<name>"
    assert described is kind.type or all(issubclass(member, described) for member in members(kind.type))
    assert kind.sections.items() <= docs.SECTIONS.items()


@pytest.mark.parametrize("path", sorted((PACKAGE / "definitions").glob("*.py")), ids=lambda path: path.stem)
def test_definitions_rest_on_each_other_and_the_ground_alone(path):
    assert beyond(path, "definitions", "formats", "tasks") <= {"data.normalizations", "data.splits"}


@pytest.mark.parametrize("path", sorted((PACKAGE / "formats").glob("*.py")), ids=lambda path: path.stem)
def test_formats_rest_on_each_other_and_the_ground_alone(path):
    assert beyond(path, "formats") <= {"data.parts"}


def test_reading_a_configuration_imports_no_library_that_is_slow_to_start():
    code = "import sys, refit.configuration.loading; print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=PACKAGE.parent, capture_output=True, text=True, check=True
    )
    slow = {"numpy", "pandas", "sklearn", "scipy", "matplotlib", "tensorflow", "keras"}
    assert not slow & {*answer.stdout.split()}
