"""Trainings that end before their time."""

from dataclasses import replace

import numpy as np
import pytest
from test_training import SCALE, SMALL, pictures, stopping

from refit.data.parts import Part
from refit.params import to_params
from refit.training.checkpoints import Checkpoint, DivergenceError, key_of
from refit.training.trainer import fit, initial_network

pytestmark = pytest.mark.usefixtures("tensorflow")

FIRST, SECOND, *OTHERS = SMALL.network.layers
LAYERS = [FIRST, SECOND, {"class_name": "BatchNormalization", "config": {}}, *OTHERS]
TRAINING = replace(SMALL, network=replace(SMALL.network, layers=LAYERS, parameters=None))
SHUFFLED = Part(pictures(64, 1).x, 1 - pictures(64, 1).y)  # the better the network, the worse its validation loss


def trained(training, checkpoint=None, validation=None, seed=4):
    network = initial_network(training, seed, None)
    history = fit(network, training, seed, pictures(100, 0), validation or pictures(64, 1), SCALE, checkpoint)
    values = [*network.get_weights(), *(np.asarray(found) for found in network.optimizer.variables)]
    return history, values, network


def assert_same(one, other):
    assert one[0] == other[0]
    for first, second in zip(one[1], other[1], strict=True):
        np.testing.assert_array_equal(first, second)


@pytest.fixture(scope="module")
def whole():
    return trained(TRAINING)


@pytest.mark.parametrize("epochs", [2, 6])
def test_what_goes_on_ends_as_if_it_had_never_stopped(tmp_path, epochs, whole):
    checkpoint = Checkpoint(tmp_path / "checkpoint.npz", "key")
    trained(replace(TRAINING, epochs=epochs), checkpoint)
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint.npz"]
    assert_same(trained(TRAINING, checkpoint), whole)


@pytest.mark.parametrize(("epochs", "restore"), [(2, True), (50, False)])
def test_early_stopping_goes_on_counting(tmp_path, epochs, restore):
    training = replace(TRAINING, epochs=50, callbacks=stopping(patience=3, restore_best_weights=restore))
    checkpoint = Checkpoint(tmp_path / "checkpoint.npz", "key")
    trained(replace(training, epochs=epochs), checkpoint, SHUFFLED)
    whole = trained(training, None, SHUFFLED)
    assert len(whole[0]["epoch"]) < 50
    assert_same(trained(training, checkpoint, SHUFFLED), whole)


def test_a_callback_that_lowers_the_learning_rate_goes_on_counting(tmp_path):
    reducing = {"class_name": "ReduceLROnPlateau", "config": {"patience": 2, "factor": 0.5, "cooldown": 1}}
    training = replace(TRAINING, epochs=12, callbacks=[*stopping(patience=11), reducing])
    whole = trained(training, None, SHUFFLED)
    for epochs in (3, 5):  # while it waits, and while it cools down
        checkpoint = Checkpoint(tmp_path / f"{epochs}.npz", "key")
        trained(replace(training, epochs=epochs), checkpoint, SHUFFLED)
        assert_same(trained(training, checkpoint, SHUFFLED), whole)
    assert float(whole[2].optimizer.learning_rate) < 0.01  # it did lower it


def test_a_checkpoint_of_something_else_is_not_used(tmp_path, whole):
    trained(replace(TRAINING, epochs=3), Checkpoint(tmp_path / "checkpoint.npz", "key"), seed=5)
    assert_same(trained(TRAINING, Checkpoint(tmp_path / "checkpoint.npz", "other")), whole)
    training, smaller = to_params(TRAINING), to_params(replace(TRAINING, batch_size=31))
    assert key_of(training, 1, "code", {"train": "0"}) == key_of(training, 1, "code", {"train": "0"})
    others = [(smaller, 1, "code"), (training, 2, "code"), (training, 1, "edoc")]
    assert len({key_of(*other) for other in [(training, 1, "code"), *others]}) == 4


@pytest.mark.parametrize("content", [b"", "whole"])
def test_what_is_half_written_is_not_used(tmp_path, content, whole):
    path = tmp_path / "checkpoint.npz"
    trained(replace(TRAINING, epochs=3), Checkpoint(path, "key"))
    path.write_bytes(path.read_bytes()[:-700] if content == "whole" else content)
    (tmp_path / ".checkpoint.npz.1.part").write_bytes(b"left by one that was killed")
    assert_same(trained(TRAINING, Checkpoint(path, "key")), whole)
    assert [found.name for found in tmp_path.iterdir()] == ["checkpoint.npz"]


def test_a_loss_that_is_no_number_ends_the_training_with_its_epoch(tmp_path):
    fast = replace(TRAINING, optimizer={"class_name": "SGD", "config": {"learning_rate": 1e30}})
    with pytest.raises(DivergenceError, match=r"diverged: the loss of epoch \d is .*learning rate"):
        trained(fast, Checkpoint(tmp_path / "checkpoint.npz", "key"))
