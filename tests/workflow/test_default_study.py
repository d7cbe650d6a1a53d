"""The default study, run once from nothing to its report: what it leaves, and what a change makes run again."""

import html
import json
import re

import keras
import numpy as np
import pandas as pd
import pytest
import yaml
from conftest import EXPERIMENTS, ROOT, SEARCH, processor_seconds

from refit.data.parts import read_normalization, read_part
from refit.models import MODEL_KINDS
from refit.quantities import QUANTITIES, RunResults
from refit.report.contents import CHAPTERS
from refit.runs import read_runs
from refit.tables import read_rows

RUN = "results/quick/runs/mnist_bn/seed-42"

OF_EVERY_RUN = {
    "validation_predictions.npy",
    "test_predictions.npy",
    "record.json",
}
OF_NETWORKS = {
    "model.keras",
    "history.csv",
    "network.json",
}
OF_NETWORKS_FIGURES = {"learning_curves.svg", "network.svg", "first_weights.svg"}
OF_CLASSIFIERS = {
    "confusion_matrix.csv",
    "confusion_matrix.svg",
    "first_predictions.png",
    "random_predictions.png",
    "mistakes.png",
    "calibration.svg",
}
ESTIMATORS = {"fashion_svc", "fashion_majority"}
PICTURE_NETWORKS = {"fashion_search_listed", "mnist_bn", "mnist_cnn"}


@pytest.fixture(scope="module")
def results(quick_study):
    return quick_study[0].path("results/quick")


def test_every_run_leaves_all_its_files(results):
    for name in EXPERIMENTS:
        expected = OF_EVERY_RUN | (OF_CLASSIFIERS if "housing" not in name else {"predicted_against_actual.png"})
        expected |= {"model.joblib"} if name in ESTIMATORS else OF_NETWORKS
        predicts = name in {*PICTURE_NETWORKS, "iris_mlp"}
        expected |= {"examples.csv"} if predicts else set()
        expected |= {"examples.png"} if name in PICTURE_NETWORKS else set()
        assert {path.name for path in (results / "runs" / name / "seed-42").iterdir()} == expected
        figures = set() if name in ESTIMATORS else OF_NETWORKS_FIGURES
        read = {"examples.npz"} if predicts else set()
        assert {path.name for path in (results / "models" / name).iterdir()} == {"runs.json"} | figures | read


def test_the_chapter_of_foundations_is_there(results):
    names = {path.name for path in (results / "foundations").iterdir()}
    assert names == {"activations.svg", "kernels.png", "toy_network.json"}
    gradients = json.loads((results / "foundations/toy_network.json").read_text())
    np.testing.assert_allclose(gradients["finite_differences"], gradients["automatic"], rtol=1e-6, atol=1e-6)


def test_metrics_have_one_row_per_experiment_seed_part_metric_and_class(results):
    metrics = pd.read_csv(results / "metrics.csv", dtype={"class": str}, keep_default_na=False)
    assert metrics["experiment"].unique().tolist() == list(EXPERIMENTS)
    assert not metrics.duplicated(["experiment", "seed", "part", "metric", "class"]).any()
    accuracy = metrics[(metrics["part"] == "test") & (metrics["metric"] == "accuracy")].set_index("experiment")
    # Far above chance (0.1, iris 0.33), each network; below what a leak of the test part would give.
    assert accuracy["value"].drop(["mnist_cnn", "fashion_majority"]).between(0.6, 0.99).all()
    assert accuracy["value"]["fashion_majority"] == pytest.approx(0.1, abs=0.02)
    assert accuracy["value"]["mnist_cnn"] > 0.2  # after two epochs
    assert set(accuracy["data"]) == {"digits", "iris"}
    error = metrics[(metrics["part"] == "test") & (metrics["metric"] == "loss")].set_index("experiment")["value"]
    explained = metrics[(metrics["part"] == "test") & (metrics["metric"] == "r2")].set_index("experiment")["value"]
    assert set(explained.index) == {"housing_mlp", "housing_early_stopping"}
    assert error["housing_early_stopping"] < error["housing_mlp"] < 0.7
    assert explained["housing_early_stopping"] > 0.2
    assert "fashion_svc" not in error


def test_metrics_can_be_worked_out_again_from_predictions(results):
    for name, view in (("mnist_bn", "mnist"), ("iris_mlp", "iris")):
        run = results / "runs" / name / "seed-42"
        probabilities = np.load(run / "test_predictions.npy")
        labels = read_part(results / "views" / view / "test.npz").y
        found = read_runs([results / "models" / name / "runs.json"])[0]["metrics"]["test"]
        assert found["accuracy"] == pytest.approx((probabilities.argmax(1) == labels).mean())
        expected = -np.log(np.clip(probabilities[np.arange(len(labels)), labels], 1.2e-7, 1)).mean()
        assert found["loss"] == pytest.approx(expected, rel=1e-4)
        matrix = pd.read_csv(run / "confusion_matrix.csv", index_col=0).to_numpy()
        assert matrix.sum(axis=1).tolist() == np.bincount(labels).tolist()


@pytest.mark.usefixtures("tensorflow")
def test_a_saved_model_predicts_the_recorded_probabilities(results):
    view = results / "views" / "mnist"
    test = read_part(view / "test.npz")
    assert test.x.shape == (360, 28, 28)
    model = keras.models.load_model(results / "runs/mnist_bn/seed-42/model.keras")
    found = model.predict(read_normalization(view / "normalization.npz")(test.x), verbose=0)
    np.testing.assert_allclose(found, np.load(results / "runs/mnist_bn/seed-42/test_predictions.npy"), atol=1e-5)


def test_records_and_logs_say_what_ran(results, quick_study):
    record = json.loads((results / "runs/mnist_bn/seed-42/record.json").read_text())
    assert (record["parameters"], record["epochs"], record["seed"]) == (271_346, 10, 42)
    log = (results / "logs/train/mnist_bn/seed-42.log").read_text()
    assert "Epoch 10/10" in log
    steps = re.search(r"(\d+) of (\d+) steps \(100%\) done", quick_study[1].text)
    assert len(list((results / "benchmarks").rglob("*.tsv"))) == int(steps[1]) - 1  # every job but `all`


def test_the_resolved_configuration_stands_beside_the_results(results):
    config = yaml.safe_load((results / "config.yaml").read_text())
    assert config["experiments"] == list(EXPERIMENTS)
    assert config["define"]["experiments"]["mnist_bn"]["optimizer"] == {"SGD": {"learning_rate": 0.001}}


def test_the_page_of_the_data_names_their_licences(results):
    page = (results / "chapters/data.html").read_text()
    assert "CC BY 4.0 at the UCI Machine Learning Repository" in page


def test_the_readme_of_the_results_names_all_that_is_there_and_nothing_else(results):
    patterns = re.findall(r"^\| `([^`]+)`", (ROOT / "results/README.md").read_text().split("## Beside")[0], re.M)
    matching = {
        pattern: re.compile(re.sub(r"<[^>]+>", "[^/]+", re.escape(pattern)) + ("" if pattern.endswith("/") else "$"))
        for pattern in patterns
    }
    files = {str(path.relative_to(results)) for path in results.rglob("*") if path.is_file()}
    for file in files:
        assert any(pattern.match(file) for pattern in matching.values()), file
    for name, pattern in matching.items():
        assert any(map(pattern.match, files)), name


def test_the_summary_of_a_view_says_what_its_data_stand_in_for(results):
    text = (results / "views/fashion/summary.txt").read_text()
    assert "in place of Fashion-MNIST" in text
    assert "validation: the first 120 training examples" in text
    assert "test part" in (results / "views/iris/summary.txt").read_text()


def test_the_report_is_complete_and_needs_no_network(results):
    page = (results / "report.html").read_text()
    for category in ("The answer", "Chapters", "Models", "Tables"):
        assert f'"{category}"' in page
    for rule in ("train", "judge_claims", "write_study"):
        assert f'"{rule}"' in page
    # Everything is inside: no script, style, image or font is loaded from elsewhere.
    assert not re.search(r"<(script|img|iframe)[^>]+src=[\"']https?:", page)
    assert not re.search(r"<link[^>]+href=[\"']https?:", page)
    assert not re.search(r"@import|url\([\"']?https?:", page)


def test_claims_are_judged_on_the_notebooks_own_data_alone(results):
    rows = read_rows(results / "claims.csv")
    verdicts = {row["name"]: row["verdict"] for row in rows}
    assert verdicts["mnist_bn_parameters"] == verdicts["toy_network_distance"] == "reproduced"
    assert verdicts["mnist_bn_test_accuracy"] == "not comparable"
    assert {row["reason"] for row in rows if row["experiment"] == "iris_mlp" and row["verdict"] != "reproduced"} <= {
        "one run tells nothing of the spread"
    }


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_run_leaves_and_tells_what_its_kind_of_model_says(results, name):
    kind = MODEL_KINDS["estimator" if name in ESTIMATORS else "network"]
    folder = results / f"runs/{name}/seed-42"
    assert (folder / kind.model_file).exists()
    assert (folder / "history.csv").exists() == kind.learns_by_epochs
    assert kind.predicts_examples or not (folder / "examples.csv").exists()
    words = kind.describe(json.loads((folder / "record.json").read_text()))
    page = (results / f"chapters/models/{name}.html").read_text()
    assert all(html.escape(word, quote=False).replace("'", "&#39;") in page for word in words.values())


@pytest.mark.parametrize("quantity", QUANTITIES.values(), ids=QUANTITIES)
def test_each_quantity_finds_its_value_in_the_files_of_runs_that_have_it(results, quantity):
    experiment = "housing_mlp" if quantity.metric == "mean_squared_error" else "mnist_cnn"
    found = read_runs([results / f"models/{experiment}/runs.json"])[0]
    folder = results / f"runs/{experiment}/seed-42"
    examples = {row["example"]: row for row in read_rows(folder / "examples.csv")} if experiment == "mnist_cnn" else {}
    run = RunResults(found["metrics"], found["record"], read_rows(folder / "history.csv"), examples)
    value = quantity.read(run, example="7.png")
    assert isinstance(value, str if quantity.value_type == "class" else float | int)
    after_an_epoch = quantity.read(run, epoch=1)
    assert isinstance(after_an_epoch, float) == (quantity.in_history in run.history[0])
    untrained = read_runs([results / "models/fashion_majority/runs.json"])[0]
    quantity.read(RunResults(untrained["metrics"], untrained["record"]))


def test_costs_are_sums_of_the_benchmark_files(results):
    rows = {row["rule"]: row for row in read_rows(results / "costs.csv")}
    files = list((results / "benchmarks/train").rglob("*.tsv"))
    assert int(rows["train"]["jobs"]) == len(files) == len(EXPERIMENTS) - len(ESTIMATORS)
    seconds = [float(read_rows(path, delimiter="\t")[0]["s"]) for path in files]
    assert float(rows["train"]["seconds"]) == pytest.approx(sum(seconds), abs=0.06)


def test_a_second_run_finds_nothing_to_do(finished):
    before = processor_seconds()
    outcome = finished.snakemake("--cores", "all")
    assert outcome.status == 0
    assert "Nothing to be done" in outcome.text
    assert processor_seconds() - before < 10


def test_no_file_names_the_folder_it_was_made_in(results):
    folder = str(results.parents[1])
    for pattern in ("*.csv", "*.json", "*.yaml", "*.txt", "*.svg", "*.html"):
        for path in results.rglob(pattern):
            assert folder not in path.read_text(), path


def test_changing_a_label_or_a_note_trains_nothing(finished):
    finished.replace("workflow/catalog/experiments/P.yaml", "MLP 300-100, batch normalization", "Renamed")
    finished.replace("workflow/catalog/experiments/S.yaml", "The notebook's open question.", "Noted.")
    assert finished.dry_run().jobs() == {
        "write_models": 1,
        "collect_costs": 1,
        "write_study": 1,
        "place_report": 1,
        "resolve_config": 1,
        "all": 1,
    }


@pytest.mark.long
@pytest.mark.parametrize(
    "changes",
    [
        {"seeds": [42, 43, 44]},
        {"define": {"experiments": {"mnist_bn": {"label": "Renamed"}}}},
        {"define": {"experiments": {"iris_mlp": {"epochs": 7}}}},
        {"experiments": [*EXPERIMENTS, "housing_mean"]},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_the_screen_is_not_flooded_when_the_configuration_changes(finished, changes):
    outcome = finished.dry_run("--configfile", finished.overlay(changes))
    assert "Params have changed since last execution: before: " in outcome.text
    assert max(map(len, outcome.text.splitlines())) < 1500
    if "label" in str(changes):
        assert re.search(r"Params have changed.* now: .*'label': 'Renamed'", outcome.text)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [("figures/style.py", '"savefig.dpi": 150', '"savefig.dpi": 151'), ("report/html.py", "= 150", "= 151")],
)
def test_changing_how_things_are_shown_trains_nothing(finished, file, old, new):
    finished.replace(f"workflow/scripts/refit/{file}", old, new)
    jobs = finished.dry_run().jobs()
    assert jobs
    assert all(rule.startswith(("plot_", "write_", "compare", "collect_costs", "place_report", "all")) for rule in jobs)


def test_changing_one_learning_rate_trains_that_experiment_alone(finished):
    overlay = finished.overlay(
        {"define": {"experiments": {"mnist_bn": {"optimizer": {"SGD": {"learning_rate": 0.1}}}}}}
    )
    outcome = finished.dry_run("--configfile", overlay)
    assert outcome.trained() == {("mnist_bn", "42")}
    assert outcome.jobs()["evaluate"] == 1


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("training/trainer.py", "set_random_seed(seed)", "set_random_seed(seed + 1)"),
        ("training/models.py", 'else "float32"', 'else "float64"'),
        ("training/__init__.py", "Path(__file__).parent", "Path(__file__).resolve().parent"),
    ],
)
def test_changing_the_training_code_trains_all(finished, file, old, new):
    finished.replace(f"workflow/scripts/refit/{file}", old, new)
    jobs = finished.dry_run().jobs()
    assert jobs["train"] == len(EXPERIMENTS) - len(ESTIMATORS)
    assert "fit_estimator" not in jobs
    assert "make_view" not in jobs


def test_what_no_job_uses_can_be_added_to_any_module(finished):
    for file in ("training/trainer.py", "data/normalizations.py", "formats/idx.py", "params.py"):
        with finished.path("workflow/scripts/refit", file).open("a") as stream:
            stream.write("\n\ndef another(train):\n    return train.min(axis=0), train.max(axis=0)\n\n\nLIMIT = 3\n")
    assert finished.dry_run().jobs() == {}


def test_renaming_a_class_makes_no_view_again_and_trains_nothing(finished):
    define = {"data_sets": {"iris": {"classes": ["bristle-pointed", "versicolor", "virginica"]}}}
    flowers = yaml.safe_load(finished.path("workflow/catalog/examples.yaml").read_text())["three-flowers"]["rows"]
    rows = [row | {"truth": row["truth"].replace("setosa", "bristle-pointed")} for row in flowers]
    define["examples"] = {"three-flowers": {"rows": rows}}
    jobs = finished.dry_run("--configfile", finished.overlay({"define": define})).jobs()
    assert not jobs.keys() & {"make_view", "train", "fit_estimator"}
    assert (jobs["describe_view"], jobs["evaluate"]) == (1, 1)


def test_changing_a_comment_of_the_training_code_runs_nothing(finished):
    with finished.path("workflow/scripts/refit/training/trainer.py").open("a") as stream:
        stream.write("\n# A comment.\n")
    assert finished.dry_run().jobs() == {}


def test_adding_a_seed_trains_the_new_runs_alone(finished):
    outcome = finished.dry_run("--configfile", finished.overlay({"seeds": [42, 43]}))
    assert {seed for _, seed in outcome.trained()} == {"43"}
    assert outcome.jobs()["train"] == len(EXPERIMENTS) - len(ESTIMATORS)
    assert outcome.jobs()["evaluate"] == len(EXPERIMENTS)
    assert "try_candidate" not in outcome.jobs()


def test_adding_an_experiment_trains_it_alone(finished):
    body = {
        "view": "mnist",
        "layers": ["Flatten", {"Dense": {"units": 10, "activation": "softmax"}}],
        "optimizer": "Adam",
        "epochs": 1,
    }
    overlay = finished.overlay({"experiments": ["mnist_bn", "mine"], "define": {"experiments": {"mine": body}}})
    outcome = finished.dry_run("--configfile", overlay)
    assert outcome.trained() == {("mine", "42")}
    assert "make_view" not in outcome.jobs()


def test_the_best_candidate_of_the_search_is_trained(results):
    search = results / "searches/fashion_search_listed"
    table = pd.read_csv(search / "candidates.csv")
    assert len(table) == SEARCH["draws"]
    assert table["mean_score"].is_monotonic_decreasing
    assert table["neurons"].between(50, 99).all()
    np.testing.assert_allclose(table[["score_1", "score_2", "score_3"]].mean(axis=1), table["mean_score"])
    best = json.loads((search / "best.json").read_text())
    assert best["values"] == {name: table[name].iloc[0] for name in SEARCH["space"]}
    assert best["score"] == pytest.approx(table["mean_score"].iloc[0])
    record = json.loads((results / "runs/fashion_search_listed/seed-42/record.json").read_text())
    dense = [layer["config"]["units"] for layer in record["training"]["network"]["layers"][1:]]
    assert dense == [best["values"]["neurons"]] * best["values"]["hidden_layers"] + [10]
    assert record["training"]["optimizer"]["config"] == {"learning_rate": best["values"]["learning_rate"]}


@pytest.mark.long
def test_a_search_that_was_cut_off_repeats_no_finished_candidate(finished):
    search = finished.path("results/quick/searches/fashion_search_listed")
    for name in ("candidates/1.json", "best.json", "candidates.csv"):
        (search / name).unlink()
    before = {path: path.stat().st_mtime_ns for path in (search / "candidates").iterdir()}
    outcome = finished.snakemake("--cores", "all", str((search / "best.json").relative_to(finished.folder)))
    assert outcome.status == 0, outcome.text
    assert outcome.jobs() == {"select_candidate": 1, "try_candidate": 1}
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert len(list((search / "candidates").iterdir())) == SEARCH["draws"]


def test_pictures_of_ones_own_are_predicted_and_what_is_no_picture_is_skipped_with_a_warning(results, quick_study):
    rows = read_rows(results / "runs/mnist_bn/seed-42/examples.csv")
    assert [row["example"] for row in rows] == ["3.png", "notes.txt"]
    assert rows[0]["truth"] == "3"
    assert rows[0]["predicted"] in "0123456789"
    assert float(rows[0]["probability_of_truth"]) <= float(rows[0]["probability"])
    assert rows[1]["note"] == "skipped: it is no picture in a format known here"
    assert "read_examples mnist_bn: pictures/notes.txt is skipped: it is no picture" in quick_study[1].text
    rows = read_rows(results / "runs/mnist_cnn/seed-42/examples.csv")
    assert [row["examples"] for row in rows] == ["Drawn digits"] * 10 + ["pictures"] * 2


def test_a_picture_more_predicts_again_and_trains_nothing(finished):
    (finished.path("pictures") / "8.png").write_bytes(finished.path("pictures/3.png").read_bytes())
    jobs = finished.dry_run().jobs()
    assert jobs["read_examples"] == jobs["predict_examples"] == len(PICTURE_NETWORKS)
    assert "train" not in jobs


@pytest.mark.parametrize(
    ("template", "written"),
    [
        ("data", {"write_data"}),
        ("macros", {*(f"write_{chapter.name}" for chapter in CHAPTERS), "write_models"}),
    ],
)
def test_a_changed_template_writes_again_what_it_words(finished, template, written):
    with finished.path(f"workflow/report/{template}.html.jinja2").open("a") as file:
        file.write("{# changed #}")
    assert {*finished.dry_run().jobs()} == written | {"collect_costs", "write_study", "place_report", "all"}


def test_the_three_flowers_are_told_with_their_probabilities(results):
    rows = read_rows(results / "runs/iris_mlp/seed-42/examples.csv")
    assert [row["truth"] for row in rows] == ["setosa", "versicolor", "virginica"]
    assert rows[0]["example"] == "5.1, 3.3, 1.7, 0.5"
    page = (results / "chapters/models/iris_mlp.html").read_text()
    for row in rows:
        assert row["probability"] in page
        assert 0 < float(row["probability"]) <= 1


def test_a_models_page_shows_all_that_applies_to_it(results):
    def sections(name):
        page = (results / f"chapters/models/{name}.html").read_text()
        assert not re.search(r"(src|href)=\"(?!data:|#)", page)
        return re.findall(r"<h4>(.*?)</h4>", page), page

    headings, page = sections("mnist_cnn")
    claims = "What the notebook says"
    assert headings == ["Network", "Learning", "Test", "Examples from elsewhere", claims]
    assert "29 cannot be compared" in page
    assert page.count("<img ") == 8
    assert "its 16 biases are all zero" in page
    assert sections("fashion_search_listed")[0][:2] == ["Search", "Network"]
    headings, page = sections("fashion_svc")
    assert headings == ["Estimator", "Test"]
    assert "calibration" not in page  # a decision function tells no probabilities
    headings, page = sections("housing_early_stopping")
    assert headings == ["Network", "Learning", "Test"]
    assert "the network goes on from a trained one" in page


def test_experiments_are_compared_where_all_are_there(results):
    assert {path.name for path in (results / "comparisons").iterdir()} == {
        "early_stopping.svg",
        "early_stopping.csv",
        "pairs",
    }
    (pair,) = read_rows(results / "comparisons/pairs/early_stopping.csv")
    assert (pair["first"], pair["second"], pair["examples"]) == ("housing_mlp", "housing_early_stopping", "111")
    assert float(pair["low"]) < float(pair["difference"]) < float(pair["high"])
    table = pd.read_csv(results / "comparisons/early_stopping.csv").set_index("experiment")
    (run,) = read_runs([results / "models/housing_mlp/runs.json"])
    assert table["test_loss"]["housing_mlp"] == pytest.approx(run["metrics"]["test"]["loss"])


def test_deleting_a_figure_makes_that_figure_again_alone(finished):
    finished.path(RUN, "confusion_matrix.svg").unlink()
    assert finished.dry_run().jobs() == {
        "plot_classification": 1,
        "write_models": 1,
        "collect_costs": 1,
        "write_study": 1,
        "place_report": 1,
        "all": 1,
    }


def test_naming_a_mirror_runs_only_what_shows_the_configuration(finished):
    outcome = finished.dry_run("--config", f"mirror={finished.folder}")
    assert set(outcome.jobs()) == {"resolve_config", "write_study", "place_report", "all"}


def test_changing_what_another_goes_on_from_trains_both(finished):
    overlay = finished.overlay({"define": {"experiments": {"housing_mlp": {"epochs": 3}}}})
    assert finished.dry_run("--configfile", overlay).trained() == {
        ("housing_mlp", "42"),
        ("housing_early_stopping", "42"),
    }


def test_changing_the_budget_of_a_continuation_trains_it_alone(finished):
    overlay = finished.overlay({"define": {"experiments": {"housing_early_stopping": {"epochs": 7}}}})
    assert finished.dry_run("--configfile", overlay).trained() == {("housing_early_stopping", "42")}
