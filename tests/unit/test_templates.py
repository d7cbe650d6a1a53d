"""Open places and repeated layers."""

from dataclasses import asdict

from refit.params import Network, Training
from refit.templates import expanded, filled, names_in, resolved

DENSE = {"class_name": "Dense", "config": {"units": "$units"}}
REPEAT = {"class_name": "Repeat", "config": {"times": "$layers", "layers": [DENSE]}}
OPTIMIZER = {"class_name": "SGD", "config": {"learning_rate": "$rate"}}
TRAINING = Training(Network([REPEAT, DENSE], [4], 1), "regression", OPTIMIZER, "mean_squared_error", [], epochs=1)


def test_names_are_found_wherever_they_stand():
    assert set(names_in(asdict(TRAINING))) == {"layers", "units", "rate"}
    assert list(names_in({"a": ["b", 1, None]})) == []


def test_values_take_their_places():
    settled = resolved(TRAINING, {"layers": 2, "units": 7, "rate": 0.1})
    assert settled.network.layers == [{"class_name": "Dense", "config": {"units": 7}}] * 3
    assert settled.optimizer["config"] == {"learning_rate": 0.1}
    assert TRAINING.network.layers[1]["config"]["units"] == "$units"


def test_a_repeat_may_hold_a_repeat():
    inner = {"class_name": "Repeat", "config": {"times": 2, "layers": [DENSE]}}
    assert len(expanded([{"class_name": "Repeat", "config": {"times": 3, "layers": [inner]}}])) == 6


def test_what_has_no_open_place_stays_as_it_is():
    assert filled({"a": [1, "b", {"c": True}]}, {}) == {"a": [1, "b", {"c": True}]}
