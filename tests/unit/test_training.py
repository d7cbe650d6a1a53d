"""Real training of small networks."""

import json
import re
import zipfile
from dataclasses import asdict, replace

import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf

from refit.data.parts import Normalization, Part
from refit.data.views import View, write_view
from refit.params import Network, Training
from refit.tasks.classification import CLASSIFICATION
from refit.tasks.regression import REGRESSION
from refit.training.epochs import EVALUATION_BATCH, EpochTrainer, ThreefryDropout, orders
from refit.training.models import NetworkError, build_network
from refit.training.runs import run
from refit.training.trainer import History, fit, initial_network

pytestmark = pytest.mark.usefixtures("tensorflow")

SCALE = Normalization(np.float32(0), np.float32(255))
SMALL = Training(
    network=Network(
        layers=[
            {"class_name": "Flatten", "config": {}},
            {"class_name": "Dense", "config": {"units": 8, "activation": "relu"}},
            {"class_name": "Dropout", "config": {"rate": 0.1}},
            {"class_name": "Dense", "config": {"units": 2, "activation": "softmax"}},
        ],
        input_shape=[4, 4],
        outputs=2,
        parameters=16 * 8 + 8 + 8 * 2 + 2,
    ),
    task="classification",
    optimizer={"class_name": "Adam", "config": {"learning_rate": 0.01}},
    loss=CLASSIFICATION.loss,
    metrics=[*CLASSIFICATION.metrics],
    epochs=6,
)


def stopping(**arguments: object) -> list[dict]:
    return [{"class_name": "EarlyStopping", "config": arguments}]


def train(training, seed, part, validation, normalization, initial=None) -> tuple[keras.Model, History]:
    network = initial_network(training, seed, initial)
    return network, fit(network, training, seed, part, validation, normalization)


def pictures(count: int, seed: int) -> Part:
    """Dark and light pictures: a task that a network learns in a few epochs."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 2, count)
    return Part((random.integers(0, 120, (count, 4, 4)) + 110 * labels[:, None, None]).astype(np.uint8), labels)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, tensorflow):
    """A finished run."""
    folder = tmp_path_factory.mktemp("run")
    write_view(View({"train": pictures(512, 0), "validation": pictures(64, 1), "test": pictures(96, 2)}, SCALE), folder)
    run(
        training=SMALL,
        seed=3,
        code="",
        widen=CLASSIFICATION.widen,
        view={name: folder / f"{name}.npz" for name in ("train", "validation", "test", "normalization")},
        output={
            "model": folder / "model.keras",
            "history": folder / "history.csv",
            "network": folder / "network.json",
            "validation": folder / "validation.npy",
            "test": folder / "predictions.npy",
            "record": folder / "record.json",
        },
    )
    return folder


def test_a_run_learns_and_records_each_epoch(folder):
    history = pd.read_csv(folder / "history.csv")
    assert set(history.columns) == {"epoch", "loss", "accuracy", "val_loss", "val_accuracy"}
    assert history["epoch"].tolist() == [1, 2, 3, 4, 5, 6]
    assert history["val_accuracy"].iloc[-1] > 0.95


def test_the_saved_model_predicts_what_was_recorded(folder):
    predictions = np.load(folder / "predictions.npy")
    model = keras.models.load_model(folder / "model.keras")
    np.testing.assert_array_equal(
        model.predict(SCALE(pictures(96, 2).x), verbose=0, batch_size=EVALUATION_BATCH), predictions
    )
    np.testing.assert_allclose(predictions.sum(axis=1), 1, rtol=1e-5)
    assert (predictions.argmax(axis=1) == pictures(96, 2).y).mean() > 0.95
    assert np.load(folder / "validation.npy").shape == (64, 2)


def test_the_record_says_what_ran(folder):
    record = json.loads((folder / "record.json").read_text())
    assert record["parameters"] == SMALL.network.parameters
    assert record["training"] == asdict(SMALL)
    assert (record["seed"], record["epochs"], record["threads"]) == (3, 6, 1)
    assert record["training_seconds"] > 0
    assert record["peak_memory_mib"] > 100
    assert record["versions"]["keras"] == keras.__version__
    assert {"train", "test", "model", "test_predictions"} <= record["sha256"].keys()


def test_the_same_seed_gives_the_same_weights_and_another_seed_others():
    part, none = pictures(128, 0), pictures(0, 0)
    short = replace(SMALL, epochs=2)
    weights = [train(short, seed, part, none, SCALE)[0].get_weights() for seed in (1, 1, 2)]
    for first, second in zip(weights[0], weights[1], strict=True):
        np.testing.assert_array_equal(first, second)
    assert not np.array_equal(weights[0][0], weights[2][0])


def test_without_validation_the_history_has_none():
    _, history = train(replace(SMALL, epochs=1), 0, pictures(64, 0), pictures(0, 0), SCALE)
    assert set(history) == {"epoch", "loss", "accuracy"}


def test_a_repeated_training_part_makes_more_steps():
    part, none = pictures(64, 0), pictures(0, 0)
    steps = [
        int(train(replace(SMALL, epochs=1, repeat=repeat), 0, part, none, SCALE)[0].optimizer.iterations)
        for repeat in (1, 5)
    ]
    assert steps == [2, 10]


def test_nested_keras_objects_are_built():
    layers = [
        {"class_name": "Flatten", "config": {}},
        {
            "class_name": "Dense",
            "config": {"units": 2, "kernel_regularizer": {"class_name": "L2", "config": {"l2": 0.5}}},
        },
    ]
    model = build_network(Network(layers, [4, 4], 2))
    assert model.layers[-1].kernel_regularizer.l2 == pytest.approx(0.5)


def test_the_layer_that_does_not_fit_is_named():
    layers = [{"class_name": "Flatten", "config": {}}, {"class_name": "MaxPooling2D", "config": {}}]
    with pytest.raises(NetworkError, match=r"layer 2, MaxPooling2D, does not fit .*\(16,\)") as caught:
        build_network(Network(layers, [4, 4], 2))
    assert caught.value.layer == 1


def test_going_on_carries_weights_and_the_optimizers_state(tmp_path):
    part, none = pictures(256, 0), pictures(0, 0)
    first, _ = train(replace(SMALL, epochs=2), 1, part, none, SCALE)
    first.save(tmp_path / "first.keras")
    before = [variable.numpy() for variable in first.optimizer.variables]
    assert int(before[0]) == 16
    frozen = keras.models.load_model(tmp_path / "first.keras")
    for old, new in zip(before, frozen.optimizer.variables, strict=True):
        np.testing.assert_array_equal(old, new.numpy())
    second, history = train(replace(SMALL, epochs=3), 1, part, none, SCALE, tmp_path / "first.keras")
    assert int(second.optimizer.iterations) == 16 + 24
    assert history["loss"][0] < train(replace(SMALL, epochs=1), 1, part, none, SCALE)[1]["loss"][0]


def test_early_stopping_stops_and_restores_the_best_weights():
    part, other = pictures(64, 0), pictures(64, 1)
    shuffled = Part(other.x, 1 - other.y)  # the better the network, the worse its validation loss
    restoring = stopping(patience=3, restore_best_weights=True)
    model, history = train(replace(SMALL, epochs=50, callbacks=restoring), 1, part, shuffled, SCALE)
    losses = history["val_loss"]
    assert len(losses) < 50
    assert np.argmin(losses) == len(losses) - 4
    assert model.evaluate(SCALE(shuffled.x), shuffled.y, verbose=0)[0] == pytest.approx(min(losses), rel=1e-4)
    model, history = train(replace(SMALL, epochs=50, callbacks=stopping(patience=3)), 1, part, shuffled, SCALE)
    assert history["val_loss"] == losses
    assert model.evaluate(SCALE(shuffled.x), shuffled.y, verbose=0)[0] == pytest.approx(losses[-1], rel=1e-4)


def test_regression_learns_values():
    x = np.random.default_rng(0).normal(size=(512, 3)).astype(np.float32)
    part = Part(x, (x @ np.float32([1, -2, 0.5]) + 3).astype(np.float32))
    training = replace(
        SMALL,
        network=Network([{"class_name": "Dense", "config": {"units": 1}}], [3], 1, parameters=4),
        task="regression",
        optimizer={"class_name": "SGD", "config": {}},
        loss=REGRESSION.loss,
        metrics=[*REGRESSION.metrics],
        epochs=40,
    )
    one = Normalization(np.float32(0), np.float32(1))
    model, history = train(training, 0, part, part[:0], one)
    assert set(history) == {"epoch", "loss", "mean_absolute_error"}
    np.testing.assert_allclose(model.get_weights()[0].ravel(), [1, -2, 0.5], atol=1e-3)


def test_a_loss_with_arguments_and_metrics_of_ones_own_are_trained_with_recorded_and_saved(tmp_path):
    x = np.random.default_rng(0).normal(size=(256, 3)).astype(np.float32)
    part = Part(x, (x @ np.float32([1, -2, 0.5]) + 3).astype(np.float32))
    one = Normalization(np.float32(0), np.float32(1))
    write_view(View({"train": part, "validation": part[:64], "test": part[:0]}, one), tmp_path)
    names = {"model": "m.keras", "history": "h.csv", "network": "n.json", "validation": "v.npy", "test": "t.npy"}
    run(
        training=replace(
            SMALL,
            network=Network([{"class_name": "Dense", "config": {"units": 1}}], [3], 1),
            task="regression",
            loss={"class_name": "Huber", "config": {"delta": 0.5}},
            metrics=[*REGRESSION.metrics, {"class_name": "RootMeanSquaredError", "config": {}}],
            epochs=3,
            records_scores=True,
        ),
        seed=1,
        code="",
        widen=REGRESSION.widen,
        view={name: tmp_path / f"{name}.npz" for name in ("train", "validation", "test", "normalization")},
        output={name: tmp_path / file for name, file in (names | {"record": "r.json"}).items()},
    )
    history = pd.read_csv(tmp_path / "h.csv")
    assert {"loss", "mean_absolute_error", "root_mean_squared_error", "val_loss"} <= set(history.columns)
    errors = np.abs(np.load(tmp_path / "v.npy")[:, 0] - part.y[:64])
    huber = np.where(errors <= 0.5, errors**2 / 2, 0.5 * errors - 0.125).mean()
    scores = json.loads((tmp_path / "r.json").read_text())["scores"]
    assert set(scores) == {"validation"}
    assert scores["validation"]["loss"] == pytest.approx(huber, rel=1e-5)
    assert scores["validation"]["root_mean_squared_error"] == pytest.approx((errors**2).mean() ** 0.5, rel=1e-5)
    assert history["val_loss"].iloc[-1] == pytest.approx(huber, rel=1e-5)
    assert isinstance(keras.models.load_model(tmp_path / "m.keras").loss, keras.losses.Huber)


DENSE = [
    {"class_name": "Flatten", "config": {}},
    {  # no bias: before batch normalization its derivative is nothing but rounding, which Nadam makes large
        "class_name": "Dense",
        "config": {
            "units": 8,
            "use_bias": False,
            "kernel_regularizer": {"class_name": "L2", "config": {"l2": 0.01}},
        },
    },
    {"class_name": "BatchNormalization", "config": {}},
    {"class_name": "LeakyReLU", "config": {}},
    {"class_name": "Dense", "config": {"units": 2, "activation": "softmax"}},
]
CONVOLUTION = [
    {"class_name": "Conv2D", "config": {"filters": 3, "kernel_size": 3, "activation": "relu"}},
    {"class_name": "MaxPooling2D", "config": {}},
    {"class_name": "Flatten", "config": {}},
    {"class_name": "Dense", "config": {"units": 2, "activation": "softmax"}},
]


@pytest.mark.parametrize(("optimizer", "steps_that_pay"), [("SGD", 10_000), ("Nadam", 1)], ids=["graph", "xla"])
@pytest.mark.parametrize(("layers", "shape"), [(DENSE, [4, 4]), (CONVOLUTION, [4, 4, 1])], ids=["dense", "convolution"])
def test_an_epoch_at_a_time_is_what_stock_fit_does(layers, shape, optimizer, steps_that_pay, monkeypatch):
    """The same initial weights and order of examples; 100 examples in batches of 32, so that the last is short."""
    monkeypatch.setattr("refit.execution.STEPS_THAT_PAY", steps_that_pay)
    training = replace(
        SMALL,
        network=Network(layers, shape, 2),
        optimizer={"class_name": optimizer, "config": {"learning_rate": 0.01}},
        epochs=1,
        threads=2,
    )
    part, validation = (Part(p.x.reshape(-1, *shape), p.y) for p in (pictures(100, 0), pictures(40, 1)))
    network, history = train(training, 5, part, validation, SCALE)
    stock = initial_network(training, 5, None)
    stock.compile(optimizer=stock.optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    order = orders(5, 1, 100, 1)[0]
    fitted = stock.fit(
        SCALE(part.x)[order],
        part.y[order],
        batch_size=32,
        shuffle=False,
        validation_data=(SCALE(validation.x), validation.y),
        verbose=0,
    )
    for mine, other in zip(network.get_weights(), stock.get_weights(), strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-4, atol=1e-6)
    for column, (value,) in fitted.history.items():
        assert history[column] == pytest.approx([value], rel=1e-5)
    assert int(network.optimizer.iterations) == 4


def test_a_compiled_dropout_drops_as_many_as_it_should_and_others_each_time():
    rate = 0.25
    layer = ThreefryDropout(keras.layers.Dropout(rate, seed=1))
    dropped = tf.function(lambda x: layer(x, training=True), jit_compile=True)
    first, second = dropped(tf.ones((200, 300))).numpy(), dropped(tf.ones((200, 300))).numpy()
    np.testing.assert_allclose(np.unique(first), [0, 1 / (1 - rate)])
    assert (first == 0).mean() == pytest.approx(rate, abs=5 * (rate / 60_000) ** 0.5)
    assert np.abs((first == 0).mean(axis=1) - rate).max() <= 5 * (rate / 300) ** 0.5
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(layer(first, training=False), first)


def test_a_compiled_dropout_goes_on_from_its_seeds_after_an_epoch(monkeypatch):
    monkeypatch.setattr("refit.execution.STEPS_THAT_PAY", 1)
    part, none = pictures(100, 0), pictures(0, 0)
    weights = [train(replace(SMALL, epochs=2), 1, part, none, SCALE)[0].get_weights() for _ in range(2)]
    for one, other in zip(*weights, strict=True):
        np.testing.assert_array_equal(one, other)


def test_mixed_precision_keeps_weights_and_outputs_as_float32():
    network, history = train(
        replace(SMALL, network=replace(SMALL.network, precision="mixed_bfloat16")),
        1,
        pictures(512, 0),
        pictures(0, 0),
        SCALE,
    )
    assert {variable.dtype for variable in network.trainable_variables} == {"float32"}
    assert [layer.compute_dtype for layer in network.layers[1:]] == [*["bfloat16"] * 3, "float32"]
    assert history["accuracy"][-1] > 0.9
    assert not np.array_equal(network.get_weights()[0], train(SMALL, 1, pictures(512, 0), pictures(0, 0), SCALE)[0])


def test_each_epoch_has_an_order_of_its_own_that_holds_each_example_as_often():
    found = orders(3, 4, 10, 2)
    assert found.shape == (4, 20)
    assert len({row.tobytes() for row in found}) == 4
    for row in found:
        assert np.bincount(row).tolist() == [2] * 10


def test_examples_stay_8_bit_while_they_train():
    part = pictures(64, 0)
    network = initial_network(SMALL, 0, None)
    trainer = EpochTrainer(network, SMALL, part, part[:0], SCALE)
    assert trainer._train[0].dtype == np.uint8


def test_the_network_is_described_before_it_trains(folder):
    found = json.loads((folder / "network.json").read_text())
    assert [layer["layer"] for layer in found["layers"]] == ["InputLayer", "Flatten", "Dense", "Dropout", "Dense"]
    assert [layer["parameters"] for layer in found["layers"]] == [0, 0, 136, 0, 18]
    assert found["layers"][2]["output_shape"] == [8]
    kernel, bias = found["first_weights"]["kernel"], found["first_weights"]["bias"]
    assert kernel["shape"] == [16, 8]
    assert kernel["largest"] <= (6 / (16 + 8)) ** 0.5  # Glorot's uniform bound
    assert sum(kernel["histogram"]["counts"]) == 128
    assert (bias["shape"], bias["smallest"], bias["largest"]) == ([8], 0, 0)


def test_the_same_run_gives_the_same_files(tmp_path, folder):
    names = {
        "model": "m.keras",
        "history": "h.csv",
        "network": "n.json",
        "validation": "v.npy",
        "test": "t.npy",
        "record": "r.json",
    }
    run(
        training=SMALL,
        seed=3,
        code="",
        widen=CLASSIFICATION.widen,
        view={name: folder / f"{name}.npz" for name in ("train", "validation", "test", "normalization")},
        output={name: tmp_path / file for name, file in names.items()},
    )
    assert {path.name for path in tmp_path.iterdir()} == set(names.values())
    assert (tmp_path / "h.csv").read_bytes() == (folder / "history.csv").read_bytes()
    assert (tmp_path / "t.npy").read_bytes() == (folder / "predictions.npy").read_bytes()
    with zipfile.ZipFile(tmp_path / "m.keras") as archive, zipfile.ZipFile(folder / "model.keras") as other:
        assert archive.read("metadata.json") == other.read("metadata.json")
        assert "1980" in json.loads(archive.read("metadata.json"))["date_saved"]
        assert not re.search(r'"shared_object_id": \d{5}', archive.read("config.json").decode())
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
    # Within one process Keras counts layers on in their names, so files differ there where weights do not.
    weights = [keras.models.load_model(path).get_weights() for path in (tmp_path / "m.keras", folder / "model.keras")]
    for one, other_one in zip(*weights, strict=True):
        np.testing.assert_array_equal(one, other_one)
