"""A study of more experiments than fit on a page, in a real browser."""

import json
import re
import shutil
from pathlib import Path

import pytest
from conftest import Workspace, copy_project
from playwright.sync_api import expect, sync_playwright
from test_study_page import CHROMIUM

pytestmark = pytest.mark.long

MANY = 61


def grid_of(experiments: int) -> dict:
    """A study of a grid of small networks on Iris."""
    return {
        "study": "many",
        "experiments": ["wide"],
        "foundations": False,
        "define": {
            "experiments": {
                "wide": {
                    "grid": {"units": [*range(2, experiments + 2)]},
                    "view": "iris",
                    "layers": [{"Dense": {"units": "$units", "activation": "relu"}}, {"Dense": {"units": 3}}],
                    "optimizer": "SGD",
                    "epochs": 2,
                }
            }
        },
    }


def trained_before(workspace: Workspace, experiments: int, finished: Path) -> str:
    """A study whose experiments are all trained and drawn: each has what iris_mlp has in a finished study.

    Returns:
        The name of its configuration.
    """
    results = workspace.path("results/many")
    shutil.copytree(finished / "views/iris", results / "views/iris", copy_function=shutil.copy2)
    (known,) = json.loads((finished / "models/iris_mlp/runs.json").read_text())
    for units in range(2, experiments + 2):
        name = f"wide_{units}"
        for folder in ("runs", "models"):
            shutil.copytree(finished / folder / "iris_mlp", results / folder / name, copy_function=shutil.copy2)
        runs = results / "models" / name / "runs.json"
        runs.write_text(json.dumps([known | {"experiment": name}]))
        shutil.copystat(finished / "models/iris_mlp/runs.json", runs)
    return workspace.overlay(grid_of(experiments))


@pytest.fixture(scope="module")
def results(quick_study, tmp_path_factory):
    workspace = copy_project(tmp_path_factory.mktemp("many") / "refit")
    overlay = trained_before(workspace, MANY, quick_study[0].path("results/quick"))
    arguments = ("--configfile", overlay, "--rerun-triggers", "mtime")
    outcome = workspace.snakemake("--cores", "2", *arguments)
    assert outcome.status == 0, outcome.text
    assert outcome.jobs()["write_models"] == 1
    assert not {"train", "evaluate", "plot_training"} & set(outcome.jobs())
    return workspace.path("results/many")


def test_each_model_has_a_page_of_its_own(results):
    page = (results / "study.html").read_text()
    assert page.count('class="model"') == 0
    links = set(re.findall(r'href="([^"]+)"', page))
    models = {link for link in links if link.startswith("pages/models/")}
    assert len(models) == MANY
    assert all((results / link).exists() for link in models)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (apt install chromium)")
def test_the_table_leads_to_a_model(results):
    address = (results / "study.html").as_uri()
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]).new_page()
        page.goto(address)
        rows = page.locator("#all-experiments tbody tr")
        assert rows.count() == MANY
        page.locator("#experiments input[type=search]").fill("wide_17")
        assert rows.filter(visible=True).count() == 1
        rows.filter(visible=True).get_by_role("link").first.click()
        expect(page.get_by_role("heading", name="wide_17", level=2)).to_be_visible()
        expect(page.get_by_role("img", name="Loss and metric of wide_17")).to_be_visible()
        page.go_back()
        expect(rows).to_have_count(MANY)
