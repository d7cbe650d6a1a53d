"""Train one network with one seed, and record what came of it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from numpy.typing import NDArray

from refit.data.parts import Normalization, Part
from refit.training.models import build_network

PREDICT_BATCH = 1000

STEPS_PER_EXECUTION = 50
"""Steps that run without returning to Python; for these small networks most of the time is lost between steps."""


def prepare_tensorflow(threads: int) -> None:
    """Make TensorFlow's arithmetic repeatable: a given number of threads, deterministic kernels.

    On a GPU, memory is taken as needed rather than all at once, so that jobs can share a card.
    """
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.experimental.enable_op_determinism()
    for gpu in tf.config.list_physical_devices("GPU"):
        tf.config.experimental.set_memory_growth(gpu, True)


COMPILATION: dict[str, Any] = {
    "classification": {"loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]},
    "regression": {"loss": "mean_squared_error", "metrics": ["mean_absolute_error"]},
}


def train(
    training: Mapping[str, Any],
    seed: int,
    train_part: Part,
    validation_part: Part,
    normalization: Normalization,
    initial: Path | None = None,
) -> tuple[keras.Model, pd.DataFrame]:
    """Build, compile and fit a network, or fit a trained one further.

    Args:
        training: network, task, optimizer, epochs, patience, batch size and repeat, as `Study.training` has them.
        seed: of initial weights, order of examples and dropout.
        train_part: examples as stored.
        validation_part: likewise; may be empty.
        normalization: what makes of them what the network sees.
        initial: a saved model to go on from, its optimizer's state included.

    Returns:
        The trained network, and its history: a row per epoch (from 1), columns epoch, loss, the task's metric and,
        where there is a validation part, both with the prefix val_.
    """
    keras.utils.set_random_seed(seed)
    if initial is None:
        model = build_network(training["layers"], training["input_shape"], training["outputs"], training["parameters"])
        model.compile(
            optimizer=keras.optimizers.deserialize(training["optimizer"]),
            steps_per_execution=STEPS_PER_EXECUTION,
            **COMPILATION[training["task"]],
        )
    else:
        model = keras.models.load_model(initial)
    callbacks = []
    if training["patience"] is not None:
        callbacks.append(keras.callbacks.EarlyStopping(patience=training["patience"], restore_best_weights=True))
    rows = np.tile(np.arange(len(train_part)), training["repeat"])
    has_validation = len(validation_part) > 0
    fitted = model.fit(
        normalization(train_part.x)[rows],
        train_part.y[rows],
        batch_size=training["batch_size"],
        epochs=training["epochs"],
        validation_data=(normalization(validation_part.x), validation_part.y) if has_validation else None,
        callbacks=callbacks,
        verbose=2,
    )
    history = pd.DataFrame(fitted.history)
    history.insert(0, "epoch", range(1, len(history) + 1))
    return model, history


def predict(model: keras.Model, x: NDArray[Any], normalization: Normalization) -> NDArray[np.float32]:
    """What the network gives: shape (examples, outputs), float32; class probabilities, or one value."""
    if len(x) == 0:
        return np.zeros((0, model.output_shape[-1]), np.float32)
    predictions: NDArray[np.float32] = model.predict(normalization(x), batch_size=PREDICT_BATCH, verbose=0)
    return predictions
