"""The benchmark's own working, on a small network: its figures are for `make bench` to give."""

import pytest

from refit.bench import COLUMNS, Case, cases, original_study, page, row_of, seconds_of
from refit.plan import recipes

pytestmark = pytest.mark.long

STUDY = original_study()


def test_every_network_of_the_study_is_timed_once():
    found = cases(STUDY)
    names = [name for case in found if case.training.network.precision == "float32" for name in case.experiments]
    going_on = {"housing_early_stopping", "mnist_cnn_inverted"}
    assert sorted([*names, *going_on]) == sorted(STUDY.networks)
    mixed = [case.experiments for case in found if case.training.network.precision == "mixed_bfloat16"]
    assert mixed == [("fashion_cnn",), ("mnist_cnn",)]
    assert ("fashion_mlp_20", "fashion_mlp_30", "fashion_shuffled") in {case.experiments for case in found}


@pytest.mark.parametrize("experiment", ["mnist_bn", "mnist_cnn"])
def test_the_three_ways_are_timed(experiment):
    found = Case((experiment,), recipes.training(STUDY, experiment), 512)
    seconds = seconds_of(found, rounds=2)
    assert set(seconds) == {"stock", "refit", "floor"}
    assert min(seconds.values()) > 0
    row = row_of(found, seconds)
    assert len(row) == len(COLUMNS)
    assert f"| {experiment} | " in page([row])
