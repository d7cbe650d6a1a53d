"""The plan of a study: files, runs and parameters, without Snakemake."""

import subprocess
import sys
from dataclasses import replace

import pytest
import yaml
from conftest import CATALOG, ROOT

from refit.configuration.loading import load_study
from refit.configuration.study import Study
from refit.figures.drawings import DRAWINGS
from refit.plan import figures, pages, recipes, runs
from refit.plan.files import Files

CONFIG = yaml.safe_load((ROOT / "config.yaml").read_text())


def study(**changes: object) -> Study:
    return load_study({**CONFIG, **changes}, CATALOG)


@pytest.fixture(scope="module")
def files() -> Files:
    return Files(study(seeds=[1, 2]), "results/quick", "results/downloads")


def test_the_plan_is_made_without_snakemake_numpy_or_tensorflow():
    code = """
import sys, yaml
from pathlib import Path
from refit.configuration.loading import load_study
from refit.plan import figures, recipes, runs
from refit.plan.files import Files
from refit.report.contents import CHAPTERS
study = load_study(yaml.safe_load(Path("config.yaml").read_text()), Path("workflow/catalog"))
files = Files(study, "r", "d")
figures.all_files(study, files)
[(chapter.inputs(study, files), chapter.params(study, files)) for chapter in CHAPTERS]
[recipes.training(study, name) for name in study.networks]
print([name for name in ("snakemake", "numpy", "pandas", "sklearn", "tensorflow") if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "workflow/scripts")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_a_run_that_goes_on_reads_the_model_of_the_same_seed(files):
    inputs = files.training_inputs("housing_early_stopping", 2)
    assert inputs["initial"] == "results/quick/runs/housing_mlp/seed-2/model.keras"
    assert inputs["train"] == "results/quick/views/housing/train.npz"
    assert "initial" not in files.training_inputs("housing_mlp", 2)


def test_a_searched_network_waits_for_the_best_candidate(files):
    name = "fashion_search_listed"
    assert files.training_inputs(name, 1)["best"] == f"results/quick/searches/{name}/best.json"
    assert files.candidates(name)[-1] == f"results/quick/searches/{name}/candidates/9.json"


def test_a_view_of_bundled_data_has_nothing_to_download(files):
    assert files.downloads_of("fashion") == {}
    original = Files(study(data="original"), "results/quick", "results/downloads")
    assert original.downloads_of("fashion")["test_labels"] == (
        "results/downloads/fashion-mnist/t10k-labels-idx1-ubyte.gz"
    )


def test_runs_come_in_the_order_of_experiments_and_seeds(files):
    named = runs.runs_of(files.study, ["iris_mlp", "mnist_bn"])
    assert [(run["experiment"], run["seed"]) for run in named] == [
        *(("iris_mlp", 1), ("iris_mlp", 2)),
        *(("mnist_bn", 1), ("mnist_bn", 2)),
    ]
    assert named[0]["data"] == "iris"


def test_an_estimator_in_a_comparison_has_no_history():
    comparison = {"title": "Both", "experiments": ["fashion_svc", "fashion_mlp_20"]}
    mixed = study(define={"comparisons": {"both": comparison}})
    compared = runs.compared_runs(mixed, "both")
    assert [run["has_history"] for run in compared] == [False, True]
    histories = Files(mixed, "results/quick", "downloads").each_run("history.csv", compared, "has_history")
    assert histories == ["results/quick/runs/fashion_mlp_20/seed-42/history.csv"]


def test_only_what_is_judged_on_the_same_test_part_is_paired(files):
    assert "inverted_pictures" not in runs.paired_comparisons(files.study)
    assert [run["experiment"] for run in runs.paired_runs(files.study, "early_stopping")] == [
        *("housing_mlp", "housing_mlp"),
        *("housing_early_stopping", "housing_early_stopping"),
    ]


def test_a_page_shows_what_its_kind_of_model_and_task_have(files):
    shown = figures.made_of_experiment(files.study, files, "fashion_svc")
    assert "results/quick/models/fashion_svc/learning_curves.svg" not in shown
    assert "results/quick/runs/fashion_svc/seed-1/confusion_matrix.svg" in shown
    of_regression = figures.made_of_experiment(files.study, files, "housing_mlp")
    assert "results/quick/models/housing_mlp/learning_curves.svg" in of_regression
    assert "results/quick/runs/housing_mlp/seed-1/predicted_against_actual.png" in of_regression
    assert set(pages.files_of_page(files.study, files, "fashion_search_listed")) == {
        *("runs", "network", "candidates", "best"),
    }


def test_a_job_is_handed_the_files_and_words_of_what_it_draws(files):
    drawings = {drawing.name: drawing for drawing in DRAWINGS}
    run = {"experiment": "iris_mlp", "seed": "2"}
    assert figures.inputs(files, drawings["classification"], run) == {
        "test": "results/quick/views/iris/test.npz",
        "runs": "results/quick/models/iris_mlp/runs.json",
        "predictions": "results/quick/runs/iris_mlp/seed-2/test_predictions.npy",
    }
    known = figures.known(files.study, drawings["classification"], run)
    assert (known["seed"], known["title"], known["example_kind"]) == (2, "iris_mlp, seed 2, Iris", "table")
    histories = figures.inputs(files, drawings["training"], {"experiment": "iris_mlp"})["histories"]
    assert histories == [f"results/quick/runs/iris_mlp/seed-{seed}/history.csv" for seed in (1, 2)]
    assert figures.known(files.study, drawings["samples"], {"view": "housing"})["task"] == "regression"


def test_what_is_published_stands_beside_experiments_whose_headline_it_is():
    loss = {"data_set": "california-housing", "model": "x", "quantity": "test_loss", "value": 1.0}
    known = study(data="original", define={"published": {"of_a_loss": loss | {"beside": ["housing_mlp"]}}})
    shown = pages.description(known, "housing_mlp")["published"]
    assert [(number["part"], number["value"]) for number in shown] == [("test", 0.4212), ("validation", 0.3969)]


def test_one_view_of_a_data_set_has_its_pictures(files):
    with_pictures = [view for view in files.study.views if figures.made_of_view(files.study, files, view)]
    data_sets = [files.study.views[view].data_set for view in with_pictures]
    assert sorted(data_sets) == sorted({view.data_set for view in files.study.views.values()})


def test_a_views_work_is_what_its_definition_and_its_data_name():
    plan = study(data="original")
    names = {view: [work.__qualname__ for work in recipes.work_of_view(plan, view)] for view in ("fashion", "housing")}
    assert names["fashion"] == ["read", "first", "divide_by_255", "summarize_labels"]
    assert names["housing"] == ["read", "random", "standardize", "summarize_values"]
    assert {work.__module__ for work in recipes.work_of_view(plan, "housing")} >= {"refit.formats.california_housing"}


def test_a_views_recipe_has_what_its_data_say_and_nothing_of_names():
    recipe = recipes.view_recipe(study(data="original"), "housing")
    assert (recipe.format, recipe.shape, recipe.train, recipe.labels) == ("california_housing", [8], 20640, 0)
    assert recipe.reading == {}
    assert "archive" in recipe.files


def test_a_plan_goes_without_runs_and_experiments_that_failed():
    whole = Files(study(seeds=[1, 2, 3], experiments=["iris_mlp", "fashion_svc"]), "r", "d")
    record = {seed: whole.run("fashion_svc", seed, "record.json") for seed in (1, 2, 3)}
    missing = {record[1]: "a.log", whole.model("iris_mlp", "runs.json"): "b.log"}
    left = replace(whole, missing=missing).without_missing()
    assert left.study.shown == ["fashion_svc"]
    assert left.study.failed == {"iris_mlp": "b.log"}
    assert left.first_run("fashion_svc", "x") == "r/runs/fashion_svc/seed-2/x"
    assert [run["seed"] for run in runs.runs_of(left.study, ["fashion_svc"])] == [2, 3]
    assert not any("iris" in file or "seed-1" in file for file in figures.all_files(left.study, left))
    none = replace(whole, missing=dict.fromkeys(record.values(), "c.log")).without_missing()
    assert none.study.failed == {"fashion_svc": "c.log"}
    assert left.study.resolved() == whole.study.resolved()


def test_a_figure_that_failed_is_named_on_its_page_and_in_no_list_of_files():
    whole = Files(study(experiments=["iris_mlp"]), "r", "d")
    curves = whole.model("iris_mlp", "learning_curves.svg")
    left = replace(whole, missing={curves: "r/logs/plot_training/iris_mlp.log"}).without_missing()
    page = figures.page_of_model(left.study, left, "iris_mlp")
    assert curves in page["figures"]
    assert [*page["missing"]] == [curves]
    assert curves not in figures.all_files(left.study, left)
    (failure,) = pages.what_failed(left)
    assert (failure["name"], failure["files"], failure["experiments"]) == ("plot_training iris_mlp", [curves], [])


def test_pairs_are_of_the_seeds_that_all_have():
    comparison = {"title": "Both", "experiments": ["fashion_svc", "fashion_mlp_20"]}
    names = comparison["experiments"]
    whole = Files(study(seeds=[1, 2, 3], experiments=names, define={"comparisons": {"both": comparison}}), "r", "d")

    def left(*failed):
        missing = {whole.run(name, seed, "record.json"): "x.log" for name, seed in failed}
        return replace(whole, missing=missing).without_missing().study

    seeds = {run["seed"] for run in runs.paired_runs(left((names[0], 1)), "both")}
    assert seeds == {2, 3}
    apart = left((names[0], 1), (names[0], 2), (names[1], 3))
    assert runs.shown_comparisons(apart) == ["both"]
    assert runs.paired_comparisons(apart) == []
    assert runs.shown_comparisons(left(*((names[0], seed) for seed in (1, 2, 3)))) == []


def test_a_comparison_of_ones_own_says_what_the_study_lacks():
    def mine(*names):
        return {"title": "Mine", "experiments": [*names]}

    asked = {"some": mine("iris_mlp", "mnist_bn", "mnist_cnn"), "one": mine("iris_mlp", "mnist_cnn")}
    known = study(experiments=["iris_mlp", "mnist_bn"], define={"comparisons": asked})
    assert list(known.comparisons) == ["some", "one"]
    assert (known.compared("some"), known.absent("some")) == (["iris_mlp", "mnist_bn"], ["mnist_cnn"])
    some, one = pages.absent_from_comparisons(known)
    assert "'some' is shown without mnist_cnn" in some
    assert "'one' is not shown: it names mnist_cnn" in one
    assert known.resolved()["define"]["comparisons"]["some"]["experiments"] == ["iris_mlp", "mnist_bn"]
    assert "one" not in known.resolved()["define"]["comparisons"]
    assert pages.absent_from_comparisons(study()) == []


def test_a_licence_stands_beside_the_data_and_nothing_is_made_again_for_it():
    for name, data_set in study().data_sets.items():
        assert data_set.licence, name
    other = study(define={"data_sets": {"digits": {"licence": "as you like"}}})
    assert pages.view_description(other, "fashion")["licence"] == "as you like"
    assert recipes.view_recipe(other, "fashion") == recipes.view_recipe(study(), "fashion")
