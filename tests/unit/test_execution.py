from dataclasses import replace

import pytest

from refit.execution import default_threads, is_split, pays_to_compile, pieces, suits_xla
from refit.params import Network, Training

FLATTEN = {"class_name": "Flatten", "config": {}}
DENSE = {"class_name": "Dense", "config": {"units": 3}}
CONVOLUTION = {"class_name": "Conv2D", "config": {"filters": 3}}
NORMALIZATION = {"class_name": "BatchNormalization", "config": {}}
ACTIVE = {"class_name": "Dense", "config": {"units": 3, "activity_regularizer": "L2"}}
WITH_NOISE_SHAPE = {"class_name": "Dropout", "config": {"rate": 0.1, "noise_shape": [None, 1]}}


@pytest.mark.parametrize(
    ("layers", "compiled", "split", "threads"),
    [
        ([FLATTEN, DENSE], True, False, 1),
        ([FLATTEN, NORMALIZATION, DENSE], True, False, 1),
        ([CONVOLUTION, FLATTEN, DENSE], False, True, 2),
        ([CONVOLUTION, NORMALIZATION, FLATTEN, DENSE], False, False, 2),
        ([CONVOLUTION, FLATTEN, ACTIVE], False, False, 2),
        ([FLATTEN, WITH_NOISE_SHAPE, DENSE], False, True, 2),
    ],
)
def test_layers_decide_what_is_compiled_and_split(layers, compiled, split, threads):
    assert (suits_xla(layers), is_split(layers), default_threads(layers)) == (compiled, split, threads)
    assert pieces(layers, 4) == (4 if split else 1)


def test_a_short_training_is_not_compiled():
    training = Training(Network([], [1], 1), "classification", {}, "", [], epochs=5)
    assert pays_to_compile(training, 55_000)
    assert not pays_to_compile(training, 1_317)
    assert pays_to_compile(replace(training, repeat=20), 1_317)
