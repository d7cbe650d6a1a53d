"""Experiments side by side."""

import pandas as pd
import pytest

from refit.comparisons import curves, tabulate


def run(experiment, seed=1, accuracy=0.8, last=0.9, continue_from=None, epochs=3):
    history = pd.DataFrame({"epoch": range(1, epochs + 1), "loss": 0.5, "accuracy": [0.1] * (epochs - 1) + [last]})
    return {
        "experiment": experiment,
        "seed": seed,
        "continue_from": continue_from,
        "metrics": {"test": {"loss": 0.6, "accuracy": accuracy}},
        "history": history,
    }


def test_what_goes_on_counts_its_epochs_from_where_the_other_ended():
    found = curves([run("a", 1, epochs=3), run("a", 2, epochs=4), run("b", 1, continue_from="a", epochs=2)])
    assert found[(found["experiment"] == "b")]["epoch"].tolist() == [4, 5]
    assert found[(found["experiment"] == "a") & (found["seed"] == 2)]["epoch"].max() == 4


def test_figures_are_means_over_seeds():
    table = tabulate([run("a", 1, 0.8, 0.9), run("a", 2, 0.6, 0.9), run("b", 1, 0.9, 0.85)], "accuracy", 1)
    assert table["experiment"].tolist() == ["a", "b"]
    assert table["test_accuracy"].tolist() == pytest.approx([0.7, 0.9])
    assert table["excess"].tolist() == pytest.approx([0.2, -0.05])


def test_for_a_loss_less_is_ahead():
    table = tabulate([run("a")], "loss", -1)
    assert table["excess"].tolist() == pytest.approx([0.1])


def test_an_estimator_has_no_curve_but_a_test_figure():
    table = tabulate([run("a") | {"history": None}, run("b")], "accuracy", 1)
    assert table["test_accuracy"].tolist() == [0.8, 0.8]
    assert table["training_accuracy"].isna().tolist() == [True, False]


def test_estimators_alone_have_no_curves_but_a_table():
    runs = [run(name, seed) | {"history": None} for name in "ab" for seed in (1, 2)]
    assert list(curves(runs).columns) == ["experiment", "seed", "epoch"]
    table = tabulate(runs, "accuracy", 1)
    assert table["seeds"].tolist() == [2, 2]
    assert table["epochs"].isna().all()
    assert table["excess"].isna().all()


def test_runs_without_the_metric_and_with_other_numbers_of_seeds_have_rows():
    without = run("a") | {"metrics": {"test": {"accuracy": 0.8}}, "history": run("a")["history"][["epoch", "loss"]]}
    table = tabulate([without, run("b", 1), run("b", 2)], "loss", -1)
    assert table["seeds"].tolist() == [1, 2]
    assert table["test_loss"].isna().tolist() == [True, False]
