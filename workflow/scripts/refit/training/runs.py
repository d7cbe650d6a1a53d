"""A run: one experiment trained with one seed, and all that is kept of it."""

import platform
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from refit.data.parts import Normalization, read_normalization, read_part
from refit.errors import RefitError
from refit.files import file_digest, write_json
from refit.machine import cpu_name, peak_memory_mib
from refit.training.trainer import PREDICT_BATCH, predict, train


def save_and_reload(
    model: keras.Model, path: Path, x: NDArray[Any], predictions: NDArray[np.float32], normalization: Normalization
) -> None:
    """Save a model as .keras, and make sure that it predicts the same when it is loaded again.

    Raises:
        RefitError: it does not.
    """
    model.save(path)
    reloaded = keras.models.load_model(path)
    if not np.array_equal(predict(reloaded, x[:PREDICT_BATCH], normalization), predictions[:PREDICT_BATCH]):
        raise RefitError(f"The model saved as {path} predicts otherwise when it is loaded again.")


def describe_machine() -> dict[str, Any]:
    """The device that trains, its threads, and the versions at work."""
    gpus = tf.config.list_physical_devices("GPU")
    names = [tf.config.experimental.get_device_details(gpu).get("device_name", gpu.name) for gpu in gpus]
    return {
        "device": ", ".join(names) or f"CPU ({cpu_name()})",
        "threads": tf.config.threading.get_intra_op_parallelism_threads(),
        "versions": {
            "python": platform.python_version(),
            "tensorflow": tf.__version__,
            "keras": keras.__version__,
            "numpy": np.__version__,
        },
    }


def run(training: Mapping[str, Any], seed: int, view: Mapping[str, Path], output: Mapping[str, Path]) -> None:
    """Train one run and write all that is kept of it.

    Args:
        training: as for `train`.
        seed: as for `train`.
        view: paths of the view's `train`, `validation`, `test` and `normalization`, and of an `initial` model, if any.
        output: paths for `model`, `history`, `validation`, `test` (predictions) and `record`.
    """
    normalization = read_normalization(view["normalization"])
    validation_part = read_part(view["validation"])
    started = time.perf_counter()
    model, history = train(
        training, seed, read_part(view["train"]), validation_part, normalization, view.get("initial")
    )
    seconds = time.perf_counter() - started

    test_part = read_part(view["test"])
    predictions = {
        "validation": predict(model, validation_part.x, normalization),
        "test": predict(model, test_part.x, normalization),
    }
    save_and_reload(model, output["model"], test_part.x, predictions["test"], normalization)
    history.to_csv(output["history"], index=False)
    for name, found in predictions.items():
        np.save(output[name], found)
    write_json(
        output["record"],
        {
            "seed": seed,
            "training": training,
            "parameters": model.count_params(),
            "trainable_parameters": sum(int(np.prod(v.shape)) for v in model.trainable_variables),
            "epochs": len(history),
            "training_seconds": round(seconds, 3),
            "peak_memory_mib": round(peak_memory_mib(), 1),
            **describe_machine(),
            "sha256": {
                **{name: file_digest(path) for name, path in view.items()},
                **{f"{name}_predictions": file_digest(output[name]) for name in ("validation", "test")},
                "model": file_digest(output["model"]),
            },
        },
    )
