"""What a user sees when something is wrong: a sentence and a status, no traceback, and nothing half-written."""

import re

import pytest
from conftest import Outcome

TINY = {
    "view": "tiny",
    "layers": ["Flatten", {"Dense": {"units": 2, "activation": "softmax"}}],
    "optimizer": "Adam",
    "epochs": 2,
}


def tiny_study(*data, experiment=None) -> dict:
    """A study of one experiment on tiny data, which need the mirror."""
    return {
        "study": "tiny",
        "data": "original",
        "foundations": False,
        "experiments": ["small"],
        "define": {
            "data_sets": {tiny.folder.name: tiny.definition for tiny in data},
            "views": {"tiny": {"data_set": data[0].folder.name, "normalization": "divide_by_255"}},
            "experiments": {"small": experiment or TINY},
        },
    }


def assert_refused(outcome: Outcome, *sentences: str) -> None:
    assert outcome.status != 0
    for sentence in sentences:
        assert sentence in outcome.text
    assert "Traceback" not in outcome.text


def test_faults_of_the_configuration_are_said_at_once(workspace):
    overlay = workspace.overlay({"seeds": [-1], "experiments": ["mnist_nb"]})
    outcome = workspace.snakemake("-n", "--configfile", overlay)
    assert_refused(
        outcome,
        "overlay.yaml, line 2, seeds[0]: ",
        "overlay.yaml, line 4, experiments[0]: there is no experiment 'mnist_nb'; did you mean 'mnist_bn'?",
    )
    assert not workspace.path("results").exists()


def test_a_fault_on_the_command_line_is_said(workspace):
    outcome = workspace.snakemake("-n", "--config", "sede=[1]")
    assert_refused(outcome, "--config, sede: unknown key 'sede'; did you mean 'seeds'?")


def test_a_file_that_is_no_yaml_is_named(workspace):
    workspace.path("broken.yaml").write_text("seeds: [1\nstudy: x\n")
    outcome = workspace.snakemake("--cores", "1", "--configfile", "broken.yaml")
    assert_refused(outcome, "broken.yaml, line 2: this is no valid YAML")


def test_layers_that_do_not_fit_are_said_before_any_training(workspace):
    layers = [{"Conv2D": {"filters": 4, "kernel_size": 3}}]
    overlay = workspace.overlay({"define": {"experiments": {"fashion_mlp_20": {"layers": layers}}}})
    outcome = workspace.snakemake("--cores", "1", "--configfile", overlay)
    assert_refused(outcome, "define.experiments.fashion_mlp_20.layers[0]: layer 1, Conv2D, does not fit")
    assert not workspace.path("results/quick").exists()


def test_a_search_over_an_unknown_argument_is_refused(workspace):
    search = {"space": {"neuron": [10, 20]}, "draws": 2}
    overlay = workspace.overlay({"define": {"experiments": {"fashion_search_listed": {"search": search}}}})
    outcome = workspace.snakemake("--cores", "1", "--configfile", overlay)
    assert_refused(outcome, "search.space.neuron: no argument of a layer or the optimizer is '$neuron'", "'neurons'?")
    assert not workspace.path("results/quick").exists()


def test_a_results_folder_that_cannot_be_written_is_said(workspace):
    workspace.path("results").write_text("a file")
    assert_refused(workspace.snakemake("--cores", "1"), "results is a file")


@pytest.mark.long
def test_no_network_and_no_mirror(workspace, tiny_data):
    overlay = workspace.overlay(tiny_study(tiny_data(sources=["http://nowhere.invalid/", "http://127.0.0.1:9/"])))
    outcome = workspace.snakemake("--cores", "2", "--configfile", overlay)
    assert_refused(
        outcome,
        "could not be had from any of 2 places",
        "http://nowhere.invalid/train-images.gz: no network, or the host's name is not known",
        "http://127.0.0.1:9/train-images.gz: ",
        "Put the file at results/downloads/tiny/train-images.gz by hand",
    )
    assert not list(workspace.path("results/downloads").rglob("*.gz*"))
    assert "Traceback" in workspace.path("results/tiny/logs/download/tiny/train-images.gz.log").read_text()


@pytest.mark.long
def test_damaged_files_in_the_mirror(workspace, tiny_data):
    data = tiny_data(sources=["http://127.0.0.1:9/"])
    truncated, flipped = data.folder / "train-images.gz", data.folder / "train-labels.gz"
    truncated.write_bytes(truncated.read_bytes()[:-40])
    content = flipped.read_bytes()
    flipped.write_bytes(content[:20] + bytes([content[20] ^ 1]) + content[21:])
    overlay = workspace.overlay(tiny_study(data) | {"mirror": str(data.folder.parent)})
    outcome = workspace.snakemake("--cores", "2", "--configfile", overlay)
    assert_refused(outcome, f"{truncated}: it has ", "a truncated copy", f"{flipped}: its size is right", "damaged")
    assert {path.name for path in workspace.path("results/downloads/tiny").iterdir()} == {
        "test-images.gz",
        "test-labels.gz",
    }


@pytest.mark.long
def test_another_data_sets_file_put_in_place_by_hand(workspace, tiny_data):
    mine, other = tiny_data("tiny", 0), tiny_data("other", 1)
    downloads = workspace.path("results/downloads/tiny")
    downloads.mkdir(parents=True)
    for file in mine.folder.iterdir():
        source = other.folder / file.name if file.name == "test-images.gz" else file
        (downloads / file.name).write_bytes(source.read_bytes())
    overlay = workspace.overlay(tiny_study(mine, other))
    outcome = workspace.snakemake("--cores", "2", "--configfile", overlay)
    assert_refused(outcome, "this is Other's test-images.gz, not Tiny's test-images.gz", "Delete it and run again")
    assert not list(workspace.path("results/tiny/views").rglob("*.npz"))


@pytest.mark.long
def test_data_of_ones_own_with_one_experiment_that_fails(workspace, tiny_data):
    data = tiny_data()
    study = tiny_study(data) | {"mirror": str(data.folder.parent), "experiments": ["small", "faulty"]}
    study["define"]["experiments"]["faulty"] = TINY | {"optimizer": {"SGD": {"learning_rate": "fast"}}}
    outcome = workspace.snakemake("--cores", "2", "--configfile", workspace.overlay(study))
    assert_refused(outcome, "train faulty 42: ")
    assert workspace.path("results/tiny/models/small/runs.json").exists()
    assert not workspace.path("results/tiny/runs/faulty/seed-42/model.keras").exists()
    page = workspace.path("results/tiny/study.html").read_text()
    assert "1 experiment failed" in " ".join(re.sub(r"<[^>]+>", "", page).split())
    (end,) = re.findall(r'id="failed-faulty">.*?<pre[^>]*>(.*?)</pre>', page, re.S)
    assert "learning_rate=fast" in end
    assert 'id="model-small"' in page
    assert workspace.path("results/tiny/report.html").exists()

    overlay = workspace.overlay(study | {"experiments": ["small"]})
    assert "train" not in workspace.dry_run("--configfile", overlay).jobs()
    assert workspace.snakemake("--cores", "2", "--configfile", overlay).status == 0
    assert workspace.path("results/tiny/report.html").exists()
    assert workspace.path("results/tiny/views/tiny/samples.png").exists()
