"""What a change makes run again, and what not, on the real DAG after a real run."""

import pytest

RUN = "results/quick/runs/mnist_bn/seed-42"


def test_changing_a_label_or_a_note_trains_nothing(finished):
    finished.replace("workflow/catalog/experiments/P.yaml", "MLP 300-100, batch normalization", "Renamed")
    finished.replace("workflow/catalog/experiments/R.yaml", "The notebook names no optimizer", "Noted")
    assert finished.dry_run().jobs() == {"write_overview": 1, "resolve_config": 1, "all": 1}


@pytest.mark.parametrize("file", ["figures.py", "pages.py"])
def test_changing_how_things_are_shown_trains_nothing(finished, file):
    with finished.path("workflow/scripts/refit", file).open("a") as stream:
        stream.write("\nCHANGED = True\n")
    jobs = finished.dry_run().jobs()
    assert jobs
    assert all(rule.startswith(("plot_", "write_", "all")) for rule in jobs)


def test_changing_one_learning_rate_trains_that_experiment_alone(finished):
    overlay = finished.overlay(
        {"define": {"experiments": {"mnist_bn": {"optimizer": {"SGD": {"learning_rate": 0.1}}}}}}
    )
    outcome = finished.dry_run("--configfile", overlay)
    assert outcome.trained() == {("mnist_bn", "42")}
    assert outcome.jobs()["evaluate"] == 1


@pytest.mark.parametrize("file", ["training/trainer.py", "training/models.py"])
def test_changing_the_training_code_trains_all(finished, file):
    with finished.path("workflow/scripts/refit", file).open("a") as stream:
        stream.write("\nCHANGED = True\n")
    jobs = finished.dry_run().jobs()
    assert jobs["train"] == 6
    assert "fit_estimator" not in jobs
    assert "make_view" not in jobs


def test_changing_a_comment_of_the_training_code_runs_nothing(finished):
    with finished.path("workflow/scripts/refit/training/trainer.py").open("a") as stream:
        stream.write("\n# A comment.\n")
    assert finished.dry_run().jobs() == {}


def test_adding_a_seed_trains_the_new_runs_alone(finished):
    outcome = finished.dry_run("--configfile", finished.overlay({"seeds": [42, 43]}))
    assert {seed for _, seed in outcome.trained()} == {"43"}
    assert outcome.jobs()["train"] == 6
    assert outcome.jobs()["evaluate"] == 7


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


def test_deleting_a_figure_makes_that_figure_again_alone(finished):
    finished.path(RUN, "confusion_matrix.svg").unlink()
    assert finished.dry_run().jobs() == {"plot_confusion_matrix": 1, "all": 1}


def test_naming_a_mirror_runs_only_what_shows_the_configuration(finished):
    outcome = finished.dry_run("--config", f"mirror={finished.folder}")
    assert set(outcome.jobs()) == {"resolve_config", "all"}


def test_changing_what_another_goes_on_from_trains_both(finished):
    overlay = finished.overlay({"define": {"experiments": {"housing_mlp": {"epochs": 3}}}})
    assert finished.dry_run("--configfile", overlay).trained() == {
        ("housing_mlp", "42"),
        ("housing_early_stopping", "42"),
    }


def test_changing_the_budget_of_a_continuation_trains_it_alone(finished):
    overlay = finished.overlay({"define": {"experiments": {"housing_early_stopping": {"epochs": 7}}}})
    assert finished.dry_run("--configfile", overlay).trained() == {("housing_early_stopping", "42")}
