"""Grids: what they stand for, and what a faulty one is told."""

from typing import Any

import pytest
from test_config import load, message

from refit.plan import recipes

pytestmark = pytest.mark.usefixtures("tensorflow")

GRID = {"units": [50, 100], "rate": [0.1, 0.01, "1e-3"]}
BODY = {
    "view": "fashion",
    "layers": ["Flatten", {"Dense": {"units": "$units"}}, {"Dense": {"units": 10}}],
    "optimizer": {"SGD": {"learning_rate": "$rate"}},
    "epochs": 1,
}
NAMES = ["mine_50_0.1", "mine_50_0.01", "mine_50_1e-3", "mine_100_0.1", "mine_100_0.01", "mine_100_1e-3"]


def grid(**changes: Any) -> dict[str, Any]:
    return {"experiments": ["mine"], "define": {"experiments": {"mine": {**BODY, "grid": GRID, **changes}}}}


def test_a_grid_is_an_experiment_for_each_combination(tmp_path):
    study = load(tmp_path, **grid(label="Mine"))
    assert study.config.experiments == NAMES
    trainings = [recipes.training(study, name) for name in NAMES]
    assert [training.network.layers[1]["config"]["units"] for training in trainings] == [50, 50, 50, 100, 100, 100]
    rates = [training.optimizer["config"]["learning_rate"] for training in trainings]
    assert rates == [0.1, 0.01, 0.001, 0.1, 0.01, 0.001]
    assert study.experiments["mine_50_0.1"].label == "Mine: units 50, rate 0.1"


def test_any_value_of_an_experiment_can_be_one_of_a_grid(tmp_path):
    changes: dict[str, Any] = {"view": "$view", "epochs": "$epochs", "layers": "$layers", "optimizer": "$optimizer"}
    networks = [["Flatten", {"Dense": {"units": 10}}], ["Flatten", {"Dense": {"units": 20}}, {"Dense": {"units": 10}}]]
    values = {
        "view": ["fashion", "mnist"],
        "epochs": [2],
        "layers": networks,
        "optimizer": ["SGD", {"Adam": {"learning_rate": 0.1}}],
    }
    study = load(tmp_path, **grid(grid=values, **changes))
    assert len(study.config.experiments) == 8
    last = study.experiments[study.config.experiments[-1]]
    assert (last.view, last.epochs, len(last.layers)) == ("mnist", 2, 3)
    assert last.optimizer is not None
    assert last.optimizer.arguments == {"learning_rate": 0.1}


def test_a_grid_can_leave_places_open_for_a_search(tmp_path):
    search = {"space": {"rate": {"log_uniform": [0.001, 0.1]}}, "draws": 2}
    study = load(tmp_path, **grid(grid={"units": [50, 100]}, search=search))
    assert study.searches == ["mine_50", "mine_100"]


def test_a_comparison_can_name_a_grid_and_a_list_one_of_its_points(tmp_path):
    overlay = grid()
    overlay["experiments"] = ["mine_100_0.1", "mine", "fashion_mlp_128"]
    overlay["define"]["comparisons"] = {"all": {"title": "All", "experiments": ["fashion_mlp_128", "mine"]}}
    study = load(tmp_path, **overlay)
    assert study.config.experiments == ["mine_100_0.1", *(n for n in NAMES if n != "mine_100_0.1"), "fashion_mlp_128"]
    assert study.comparisons["all"].experiments == ["fashion_mlp_128", *NAMES]


FAULTS = {
    "nothing has the value": (
        {"grid": {**GRID, "unit": [1, 2]}},
        "mine.grid.unit",
        "nothing in the experiment is '$unit'; write it in place of a value.",
    ),
    "a misspelt key": (
        {"grid": {"unit": [1, 2], "rate": [0.1]}},
        "mine.grid.unit",
        "nothing in the experiment is '$unit'; did you mean 'units'?",
    ),
    "no list": ({"grid": {**GRID, "units": 50}}, "mine.grid.units", "expected a list of values"),
    "no keys": ({"grid": [1, 2]}, "mine.grid", "expected keys with lists of values"),
    "a value twice": ({"grid": {**GRID, "units": [50, 50]}}, "mine.grid", "would both be named 'mine_50_0.1'"),
    "a value of the wrong type": (
        {"epochs": "$epochs", "grid": {**GRID, "epochs": ["many"]}},
        "define.experiments.mine.epochs",
        "should be a valid integer, not 'many'",
    ),
    "a place that no value is for": (
        {"batch_size": 8, "grid": {"units": [50, 100]}},
        "define.experiments.mine.layers",
        "which '$rate' asks for",
    ),
}


@pytest.mark.parametrize(("changes", "place", "fault"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_once_at_the_grid(tmp_path, changes, place, fault):
    said = message(tmp_path, **grid(**changes))
    assert place in said
    assert fault in said
    assert len(said.splitlines()) == 1
