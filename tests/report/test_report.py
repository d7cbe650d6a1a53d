"""What the report says follows from results."""

import shutil
import subprocess

import pytest

from refit.costs import rule_costs
from refit.files import write_json
from refit.models.network import NETWORK
from refit.provenance import provenance
from refit.report.html import _breakable, _with_spread
from refit.report.spread import spread_of
from refit.report.study import _control, _missed, _reported, _verdict

HEADER = "s\th:m:s\tmax_rss\tmax_vms\tmax_uss\tmax_pss\tio_in\tio_out\tmean_load\tcpu_time\n"


def told(record):
    """What a page tells of how a network was trained."""
    return {name: words for name, words in NETWORK.describe(record).items() if words}


def said(verdict, quantity="test_accuracy", epoch="", experiment="a"):
    part, metric = quantity.split("_")
    return {"verdict": verdict, "part": part, "metric": metric, "epoch": epoch, "experiment": experiment}


def test_a_figure_has_its_spread_over_the_seeds_and_none_with_one():
    runs = [{"metrics": {"test": {"accuracy": value, "examples": 10, "classes": {}}}} for value in (0.8, 0.9, 1.0)]
    found = spread_of(runs)
    assert list(found) == ["accuracy"]
    assert found["accuracy"]["values"] == [0.8, 0.9, 1.0]
    assert found["accuracy"]["mean"] == pytest.approx(0.9)
    assert found["accuracy"]["deviation"] == pytest.approx(0.1)
    assert spread_of(runs[:1])["accuracy"]["deviation"] is None
    assert spread_of(runs, "validation") == {}


@pytest.mark.parametrize(
    ("verdicts", "word"),
    [
        ([], ""),
        (["not comparable"], "not comparable"),
        (["reproduced", "not comparable"], "reproduced"),
        (["not reproduced"], "not reproduced"),
        (["reproduced", "not reproduced"], "in part"),
    ],
)
def test_an_experiment_has_one_word_for_all_that_was_reported_of_it(verdicts, word):
    assert _verdict([said(verdict) for verdict in verdicts]) == word


def test_the_notebooks_own_number_is_that_of_the_test_part_or_else_of_the_validation_part():
    test, validation = said("", "test_accuracy"), said("", "validation_accuracy")
    assert _reported([said("", "test_accuracy", "3"), validation, test], "accuracy") is test
    assert _reported([validation], "accuracy") is validation
    assert _reported([validation], "loss") is None


@pytest.mark.parametrize(
    ("mean", "deviation", "text"),
    [(0.85574, 0.02163, "0.856 ± 0.022"), (97.3, 0.0, "97.3000 ± 0.0000"), (123.4, 12.3, "123 ± 12")],
)
def test_a_mean_has_the_digits_that_its_deviation_leaves(mean, deviation, text):
    assert _with_spread(mean, deviation) == text.replace(" ", "\N{NO-BREAK SPACE}")


def test_a_long_name_may_break_after_an_underscore_and_is_escaped():
    assert _breakable("mnist_<b>") == "mnist_<wbr>&lt;b&gt;"


def test_a_sampling_interval_is_that_of_the_mean_run():
    metrics = [{"accuracy": 0.8, "accuracy_interval": [0.7, 0.9]}, {"accuracy": 0.9, "accuracy_interval": [0.8, 1.0]}]
    found = spread_of([{"metrics": {"test": one}} for one in metrics])
    assert found["accuracy"]["interval"] == pytest.approx([0.75, 0.95])


def test_of_many_that_are_missed_those_of_the_test_part_are_named():
    claims = [said("not reproduced", "training_loss", str(epoch)) for epoch in range(1, 5)]
    assert _missed(claims)["a"]["named"] == claims[:3]
    assert _missed([*claims, test := said("not reproduced")])["a"]["named"] == [test]


def test_what_is_missed_is_listed_by_experiment():
    claims = [said("not reproduced"), said("reproduced"), said("not reproduced", experiment="b")]
    assert {name: len(found["claims"]) for name, found in _missed(claims).items()} == {"a": 1, "b": 1}


def test_what_a_rule_cost_is_summed_over_its_jobs(tmp_path):
    (tmp_path / "train/a").mkdir(parents=True)
    (tmp_path / "train/a/seed-1.tsv").write_text(HEADER + "10.5\t0:00:10\t500.4\t1\t1\t1\t1\t1\t50\t8.25\n")
    (tmp_path / "train/a/seed-2.tsv").write_text(HEADER + "0.1\t0:00:00\tNA\tNA\tNA\tNA\tNA\tNA\t0\tNA\n")
    (tmp_path / "collect.tsv").write_text(HEADER + "20\t0:00:20\t100\t1\t1\t1\t1\t1\t50\t1\n")
    (tmp_path / "train/gone").mkdir()
    for job in ("gone.tsv", "train/gone/seed-1.tsv", "train/a/seed-3.tsv"):
        (tmp_path / job).write_text((tmp_path / "collect.tsv").read_text())
    assert rule_costs(tmp_path, ["collect", "train"], ["a", "b", "seed-1", "seed-2"]) == [
        {"rule": "collect", "jobs": 1, "seconds": 20.0, "cpu_seconds": 1.0, "peak_memory_mib": 100},
        {"rule": "train", "jobs": 2, "seconds": 10.6, "cpu_seconds": 8.2, "peak_memory_mib": 500},
    ]


def test_provenance_names_what_trained_and_the_data(tmp_path):
    summary = tmp_path / "summary.json"
    write_json(summary, {"parts": {"train": {"sha256": "0a"}}})
    origin = provenance(tmp_path, [RUN, RUN], {"v": str(summary)})
    assert (origin["trained_on"], origin["trained_with"]) == (["CPU"], [{"keras": "3"}])
    assert origin["data"] == {"v": {"train": "0a"}}
    assert (origin["commit"], origin["changed"]) == (None, None)


RUN = {"experiment": "a", "seed": 1, "record": {"device": "CPU", "versions": {"keras": "3"}}}


def git(folder, *arguments):
    as_someone = ("-c", "user.name=a", "-c", "user.email=a@b")
    return subprocess.run(
        ["git", *as_someone, *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture
def clone(tmp_path):
    """A repository with the files of a workflow, committed."""
    folder = tmp_path / "refit"
    for name in ("Snakefile", "config.yaml", "workflow/rules/data.smk", "envs/requirements.txt", "studies/a.yaml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    (folder / ".gitignore").write_text("__pycache__/\n/results/*\n")
    git(folder, "init")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "all")
    return folder


def state(folder):
    origin = provenance(folder, [RUN], {})
    return origin["commit"], origin["changed"]


def written(name):
    def write(folder):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("changed")

    return write


@pytest.mark.parametrize(
    "change",
    [
        *map(written, ("config.yaml", "studies/a.yaml", "studies/mine.yaml", "notes.txt", "results/quick/study.html")),
        *map(written, ("profiles/mine/config.yaml", "README.md", "workflow/rules/__pycache__/data.pyc")),
        lambda folder: (folder / "Snakefile").chmod(0o755),
        lambda folder: git(folder.parent, "init"),
    ],
)
def test_what_is_no_part_of_the_workflow_makes_no_change_of_it(clone, change):
    change(clone)
    assert state(clone) == (git(clone, "rev-parse", "HEAD").strip(), "")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (written("Snakefile"), "M Snakefile"),
        (written("workflow/rules/data.smk"), "M workflow/rules/data.smk"),
        (written("workflow/catalog/experiments/mine.yaml"), "?? workflow/catalog/experiments/mine.yaml"),
        (written("envs/requirements.txt"), "M envs/requirements.txt"),
        (lambda folder: (folder / "workflow/rules/data.smk").unlink(), "D workflow/rules/data.smk"),
        (lambda folder: git(folder, "mv", "Snakefile", "workflow/Snakefile"), "R  Snakefile -> workflow/Snakefile"),
    ],
)
def test_what_changes_the_workflow_is_told_whatever_git_is_set_to_show(clone, change, line):
    git(clone, "config", "status.showUntrackedFiles", "no")
    change(clone)
    assert state(clone) == (git(clone, "rev-parse", "HEAD").strip(), line)


def test_a_copy_in_a_repository_of_others_has_none_of_its_commits(clone):
    git(clone.parent, "init")
    git(clone.parent, "commit", "--allow-empty", "-m", "of others")
    shutil.rmtree(clone / ".git")
    assert state(clone) == (None, None)
    git(clone.parent, "add", "refit")
    git(clone.parent, "commit", "-m", "taken over")
    assert state(clone) == (git(clone.parent, "rev-parse", "HEAD").strip(), "")


def test_without_git_there_is_no_commit(clone, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert state(clone) == (None, None)


@pytest.mark.parametrize(
    ("values", "chance", "at_chance"),
    [([0.09, 0.11, 0.1], 0.1, True), ([0.19, 0.2, 0.21], 0.1, False), ([0.1], 0.1, None), ([0.1, 0.1], None, None)],
)
def test_a_control_on_shuffled_labels_must_fall_to_chance(values, chance, at_chance):
    assert _control({"test": {"values": values}, "chance": chance})["at_chance"] is at_chance


def test_a_run_is_told_by_what_is_not_left_as_it_is():
    training = {
        "optimizer": {"class_name": "SGD", "config": {"learning_rate": 0.001}},
        **{"batch_size": 32, "epochs": 9, "loss": "mean_squared_error", "callbacks": []},
        "network": {"precision": "float32"},
    }
    plain = {"optimizer": "SGD(learning_rate=0.001)", "batch size": "32", "epochs": "5"}
    assert told({"training": training, "epochs": 5}) == plain
    callbacks = [
        {"class_name": "EarlyStopping", "config": {"patience": 3, "restore_best_weights": True}},
        {"class_name": "ReduceLROnPlateau", "config": {"patience": 2}},
    ]
    changed = {"loss": {"class_name": "Huber", "config": {"delta": 0.5}}, "network": {"precision": "mixed_float16"}}
    assert told({"training": training | changed | {"callbacks": callbacks}, "epochs": 5}) == plain | {
        "epochs": "5 of at most 9",
        "early stopping": "after 3 epochs without a better validation loss; the best epoch's weights are kept",
        "callbacks": "ReduceLROnPlateau(patience=2)",
        "loss": "Huber(delta=0.5)",
        "precision": "mixed_float16",
    }
