"""What others need besides the code: licence, citation, forms, notes."""

import base64
import marshal
import re

import pytest
import yaml
from conftest import ROOT

FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml"))
PAGES = ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "README.md", "results/README.md")


def test_the_citation_is_whole_and_of_the_same_licence_and_authors():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation.keys() >= {"cff-version", "message", "title", "authors"}  # what CFF 1.2.0 requires
    assert (citation["cff-version"], citation["type"]) == ("1.2.0", "software")
    licence = (ROOT / "LICENSE").read_text()
    assert licence.startswith(f"{citation['license']} License\n")
    assert f"{citation['authors'][0]['name']}\n" in licence


def test_the_changelog_has_the_usual_form():
    text = (ROOT / "CHANGELOG.md").read_text()
    headings = re.findall(r"^## (.*)$", text, re.M)
    assert headings[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", heading) for heading in headings[1:])
    usual = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.*)$", text, re.M)) <= usual


@pytest.mark.parametrize("form", [path for path in FORMS if path.stem != "config"], ids=lambda path: path.stem)
def test_a_form_is_as_github_takes_it(form):
    content = yaml.safe_load(form.read_text())
    assert content.keys() >= {"name", "description", "body"}
    ids = [field["id"] for field in content["body"]]
    assert len({*ids}) == len(ids)
    for field in content["body"]:
        assert field["type"] in {"textarea", "input"}
        assert field.keys() <= {"type", "id", "attributes", "validations"}
        assert field["attributes"]["label"]
        assert field["attributes"].keys() <= {"label", "description", "placeholder", "value", "render"}


def test_the_forms_ask_for_the_record_that_a_report_needs():
    texts = {path.stem: path.read_text() for path in FORMS}
    assert "results/<study>/logs/" in texts["fault"]
    assert "record.json" in texts["numbers"]
    assert all("Provenance" in texts[name] for name in ("fault", "numbers"))
    assert "record.json" in (ROOT / ".github/PULL_REQUEST_TEMPLATE.md").read_text()


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_links_to_exists(page):
    text = (ROOT / page).read_text()
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert ((ROOT / page).parent / target).exists(), target
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"`make ([a-z-]+)", text)) <= targets


def layer_that_runs(command):
    """Of a network, a layer that would run a command of the shell, as Keras stores functions."""
    code = compile(f"__import__('os').system({command!r})", "<lambda>", "eval")
    stored = {"code": base64.b64encode(marshal.dumps(code)).decode(), "defaults": None, "closure": None}
    return {"Lambda": {"function": {"class_name": "__lambda__", "config": stored}}}


@pytest.mark.long
def test_a_configuration_executes_nothing_of_its_own(workspace):
    trace = workspace.path("trace")
    start = {"class_name": "system", "module": "os", "config": {"command": f"touch {trace}"}, "registered_name": None}
    last = {"Dense": {"units": 10, "activation": "softmax", "kernel_initializer": start}}
    for name, layers in {"code": ["Flatten", layer_that_runs(f"touch {trace}")], "module": ["Flatten", last]}.items():
        body = {"view": "fashion", "layers": layers, "optimizer": "SGD", "epochs": 1}
        define = {"experiments": {name: body}}
        outcome = workspace.snakemake(
            "-n", "--configfile", workspace.overlay({"experiments": [name], "define": define})
        )
        assert outcome.status != 0
        assert f"define.experiments.{name}.layers[1]" in outcome.text
        assert not trace.exists()
    workspace.path("tag.yaml").write_text(f"study: !!python/object/apply:os.system ['touch {trace}']\n")
    assert workspace.snakemake("-n", "--configfile", "tag.yaml").status != 0
    assert not trace.exists()
