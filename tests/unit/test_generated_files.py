"""Generated and derived files agree with what they come from. To mend: `make generate`, `make lock`."""

import json
import re
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

from refit import libraries
from refit.configuration import docs


def test_schema_is_as_generated():
    assert json.loads(docs.SCHEMA_FILE.read_text()) == docs.schema()


def test_configuration_page_is_as_generated():
    assert docs.DOCS_FILE.read_text() == docs.page()


def test_keras_names_are_those_of_the_installed_keras():
    assert libraries.known_names() == libraries.read_installed()


def pins(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ;\\]+)", path.read_text(), re.M))


def test_every_requirement_is_pinned_with_a_hash_and_names_no_host():
    for path in (ROOT / "envs").glob("requirements*.txt"):
        text = path.read_text()
        entries = re.split(r"\n(?=\S)", text)
        assert all("--hash=sha256:" in entry for entry in entries if "==" in entry), path
        assert "://" not in text, path


@pytest.mark.parametrize("path", sorted((ROOT / "envs").glob("*.yaml")), ids=lambda path: path.name)
def test_conda_environments_have_the_versions_of_the_requirements(path):
    environment = yaml.safe_load(path.read_text())
    required = pins(ROOT / "envs/requirements.txt")
    (packages,) = (entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    for package in packages:
        name, _, version = package.partition("==")
        assert required[name.partition("[")[0]] == version


@pytest.mark.parametrize("name", ["dev", "cluster", "cuda"])
def test_what_is_installed_beside_the_requirements_agrees_with_them(name):
    required, beside = pins(ROOT / "envs/requirements.txt"), pins(ROOT / f"envs/requirements-{name}.txt")
    assert {name: beside[name] for name in required.keys() & beside.keys()} == {
        name: required[name] for name in required.keys() & beside.keys()
    }
