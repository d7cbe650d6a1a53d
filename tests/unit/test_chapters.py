"""Chapters: what they say follows from the files they are made from."""

import csv
import re
from base64 import b64decode
from dataclasses import asdict

import matplotlib.pyplot as plt
import numpy as np
import pytest
import yaml
from conftest import CATALOG, ROOT

from refit.configuration.loading import load_study
from refit.figures.style import save
from refit.models.estimator import ESTIMATOR
from refit.plan.files import Files
from refit.report.chapters import comparisons
from refit.report.contents import CHAPTERS
from refit.report.html import TEMPLATES, _number, _with_spread, figures_by_section, picture
from refit.report.models import model_page
from refit.report.study import study_pages
from refit.tasks import TASKS
from refit.tasks.classification import CLASSIFICATION

DESCRIPTION = {"label": "A label", "data": "MNIST"}


def write_csv(path, rows):
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_comparison_is_put_into_words_and_has_the_same_examples_side_by_side(tmp_path):
    ends = {"seeds": 1, "epochs": 3.0, "training_loss": 0.5, "test_loss": 0.6}
    table = [
        {"experiment": "a", **ends, "training_accuracy": 0.95, "test_accuracy": 0.9, "excess": 0.05},
        {"experiment": "b", **ends, "training_accuracy": 0.9, "test_accuracy": 0.92, "excess": -0.02},
    ]
    example = {"examples": "Pictures", "example": "7.png", "truth": "7", "note": ""}
    examples = {
        "a": [example | {"predicted": "1", "probability": "0.6", "probability_of_truth": "0.3"}],
        "b": [example | {"predicted": "7", "probability": "0.8", "probability_of_truth": "0.8"}],
    }
    (tmp_path / "figure.svg").write_text('<svg width="72pt" height="36pt"/>')
    comparison = {
        "name": "ab",
        "title": "A against B",
        "note": "Noted.",
        "experiments": ["a", "b"],
        **{"absent": [], "failed": [], "failed_runs": {}},
        "headline": asdict(CLASSIFICATION.headline),
        "figure": tmp_path / "figure.svg",
        "table": write_csv(tmp_path / "table.csv", table),
        "pairs_figure": None,
        "pairs_table": None,
    }
    paths = {name: write_csv(tmp_path / f"{name}.csv", rows) for name, rows in examples.items()}
    experiments = {"a": DESCRIPTION, "b": DESCRIPTION}
    params = {"comparisons": [comparison], "experiments": experiments, "examples": paths, "missing": {}}
    page = " ".join(comparisons.render(params, {}).split())
    assert "Best test accuracy: <code>b</code>, 0.9200; lowest: <code>a</code>, 0.9000." in page
    assert "ahead of the test part most for <code>a</code>, by 0.0500" in page
    assert "1 (0.6) ✗" in page
    assert "7 (0.8) ✓" in page


@pytest.mark.parametrize("name", ["figure.svg", "figure.png"])
def test_a_picture_is_part_of_the_page_with_its_size(tmp_path, name):
    figure, _ = plt.subplots(figsize=(5, 2.5))
    save(figure, tmp_path / name)
    found = picture(tmp_path / name)
    assert (found.width, found.height) == (480, 240)
    kind, content = found.address.split(";base64,")
    assert kind == {".svg": "data:image/svg+xml", ".png": "data:image/png"}[name[-4:]]
    assert b64decode(content) == (tmp_path / name).read_bytes()


def whole_page(tmp_path, chapters, missing=None):
    """A study without experiments that has some chapters."""
    (tmp_path / "costs.svg").write_text('<svg width="72pt" height="36pt"/>')
    study = {
        "name": "s",
        "data": "bundled",
        "seeds": [1],
        "notebooks": {},
        "published": [],
        "models_on_page": True,
    }
    provenance = {"made": "", "commit": None, "changed": "", "machine": "", "trained_on": [], "versions": {}}
    return study_pages(
        study,
        experiments={},
        runs=[],
        chapters=chapters,
        files={"costs_figure": tmp_path / "costs.svg"},
        failed={},
        failures=[],
        missing=missing or {},
        provenance=provenance | {"trained_with": [], "mixed": {}, "data": {}},
    )["study"]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_each_chapter_has_its_template_and_stands_in_the_navigation(chapter, tmp_path):
    assert (TEMPLATES / f"{chapter.name}.html.jinja2").exists()
    (tmp_path / "x.html").write_text("<p>What it says.</p>")
    shown = {key: getattr(chapter, key) for key in ("name", "title", "is_before_models")}
    page = whole_page(tmp_path, [shown | {"file": tmp_path / "x.html"}])
    assert f'<li><a href="#{chapter.name}">{chapter.title}</a></li>' in page
    section = page[page.index(f'<section id="{chapter.name}"') :]
    assert section.index(chapter.title) < section.index("<p>What it says.</p>")
    assert (page.index(f'id="{chapter.name}"') < page.index('id="models"')) is chapter.is_before_models


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_each_chapter_names_its_files_and_plain_values(chapter):
    study = load_study(yaml.safe_load((ROOT / "config.yaml").read_text()), CATALOG)
    files = Files(study, "results/quick", "results/downloads")
    assert chapter.applies(study)
    inputs = chapter.inputs(study, files)
    paths = [path for named in inputs.values() for path in ([named] if isinstance(named, str) else named)]
    assert paths
    assert all(path.startswith("results/quick/") for path in paths)
    values = chapter.params(study, files)
    assert yaml.safe_load(yaml.safe_dump(values)) == values
    named = set(re.findall(r"results/quick/[^'\"]+", str(values)))
    assert named <= set(paths)  # a job where nothing is shared has its inputs alone


def test_chapters_stand_on_the_page_in_their_order(tmp_path):
    (tmp_path / "x.html").write_text("")
    shown = [
        {"name": name, "title": name, "is_before_models": before, "file": tmp_path / "x.html"}
        for name, before in (("one", True), ("three", False), ("two", True))
    ]
    page = whole_page(tmp_path, shown)
    places = [page.index(f'<section id="{name}"') for name in ("one", "two", "models", "three", "cost")]
    assert places == sorted(places)


def test_a_figure_is_shown_in_its_section_with_its_words_if_there_is_something_to_show(tmp_path):
    for name in ("a.svg", "b.svg", "c.svg"):
        (tmp_path / name).write_text('<svg width="72pt" height="36pt"/>')
    words = {"section": "test", "alternative": "Of {name}", "caption": "It.", "is_wide": False, "needs": ""}
    told = {"a.svg": words, "b.svg": words | {"needs": "calibration"}}
    paths = [str(tmp_path / name) for name in ("a.svg", "b.svg", "c.svg")]
    (shown,) = figures_by_section(paths, told, "mnist_{x}")["test"]
    assert (shown["alternative"], shown["picture"].width) == ("Of mnist_{x}", 96)
    assert len(figures_by_section(paths, told, "", told={"calibration": []})["test"]) == 2


@pytest.mark.parametrize("seeds", [1, 2])
@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_each_task_words_the_page_of_a_model(task, seeds):
    classes = next(["a", "b", "c"][:count] for count in (3, 2, 0) if task.suits(count))
    truth = np.arange(30) % len(classes) if classes else np.linspace(0, 1, 30, dtype=np.float32)
    random = np.random.default_rng(0)
    given = random.dirichlet(np.ones(len(classes)), 30) if classes else random.random((30, 1))
    metrics = task.evaluate(truth, given.astype(np.float32), classes)
    record = {"fitting": {"name": "Model", "arguments": {}}, "epochs": 0, "training_seconds": 1.0, "versions": {}}
    runs = [
        {"seed": seed, "metrics": {"test": metrics, "validation": metrics}, "record": record}
        for seed in [*range(seeds)]
    ]
    description = {
        **{
            "label": "A label",
            "note": "",
            "view": "v",
            "data": "MNIST",
            "stands_in_for": "",
            "validates_on_test": False,
            "failed_runs": [],
        },
        **{"template": task.template, "headline": asdict(task.headline), "model": "estimator"},
    }
    page = " ".join(model_page("m", description, runs, [], {}, [], {}, ESTIMATOR.describe, {}).split())
    score = metrics[task.headline.name]
    told = f"{100 * score:.2f}" if task.headline.is_share else f"{score:.4f}"
    lead, after = page.split('<p class="lead">')[1].split("</p>", 1)
    assert lead.count(told) == 2  # of the test part and the validation part
    assert "30 test examples" in lead
    assert ("95 % sampling interval of one run" in lead) is (seeds > 1)
    if seeds > 1:
        headings = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', after.split("</thead>")[0])
        named = task.headline.name.replace("_", " ")
        assert {"Test loss", f"Test {named}", f"Validation {named}"} <= {*headings}


FAILURE = {"log": "results/s/logs/x.log", "sentence": "no <such> & column", "end": ""}
NOTE = "no &lt;such&gt; &amp; column"


def test_in_place_of_figures_that_one_job_could_not_make_stands_one_note(tmp_path):
    words = {"section": "test", "alternative": "Of {name}", "caption": "It.", "is_wide": False, "needs": ""}
    failures = {"a.svg": FAILURE, "b.svg": FAILURE}
    sections = figures_by_section(["a.svg", "b.svg"], {"a.svg": words, "b.svg": words}, "m", missing=failures)
    ((shown,),) = sections.values()
    assert shown["failure"] is FAILURE


@pytest.mark.parametrize("name", ["comparisons", "models", "claims", "costs", "config"])
def test_what_is_missing_of_the_page_has_a_note_in_its_place(tmp_path, name):
    chapter = {"name": "comparisons", "title": "Side by side", "is_before_models": False, "file": tmp_path / "no.html"}
    (tmp_path / "here.html").write_text("")
    chapters = [chapter if name == "comparisons" else chapter | {"file": tmp_path / "here.html"}]
    page = whole_page(tmp_path, chapters, {name: FAILURE})
    assert page.count(NOTE) == 1
    assert "results/s/logs/x.log" in page


def test_estimators_alone_are_put_into_words(tmp_path):
    ends = {"seeds": 1, "epochs": "", "training_loss": "", "test_loss": "", "training_accuracy": "", "excess": ""}
    table = [{"experiment": name, **ends, "test_accuracy": value} for name, value in (("a", 0.9), ("b", ""))]
    (tmp_path / "figure.svg").write_text('<svg width="72pt" height="36pt"/>')
    comparison = {
        **{"name": "ab", "title": "A", "note": "", "experiments": ["a", "b"], "failed_runs": {"a": [2]}},
        **{"absent": ["c"], "failed": ["d"], "headline": asdict(CLASSIFICATION.headline)},
        **{"figure": tmp_path / "figure.svg", "table": write_csv(tmp_path / "table.csv", table)},
        **{"pairs_figure": "no.svg", "pairs_table": "no.csv"},
    }
    params = {"comparisons": [comparison], "experiments": {"a": DESCRIPTION, "b": DESCRIPTION}, "examples": {}}
    page = " ".join(comparisons.render(params | {"missing": {"no.csv": FAILURE}}, {}).split())
    assert "Best test accuracy: <code>a</code>, 0.9000; lowest: <code>a</code>, 0.9000." in page
    assert "No experiment tells by how much its training part is ahead" in page
    assert "This study does not run <code>c</code>." in page
    assert '<a href="#failed-d"><code>d</code></a> failed.' in page
    assert "Of <code>a</code>, 1 run failed (seed 2)." in page
    assert "nan" not in page
    assert NOTE in page


@pytest.mark.parametrize(
    ("value", "shown"), [(float("nan"), "–"), (float("inf"), "∞"), (float("-inf"), "−∞"), (-0.0, "0.00")]
)
def test_what_is_no_finite_number_is_told_as_such(value, shown):
    assert _number(value, 2) == shown
    assert _with_spread(value, value).startswith(shown)
