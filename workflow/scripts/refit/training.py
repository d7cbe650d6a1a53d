"""Train one network with one seed, and record what came of it."""

import hashlib
import os
import platform
import resource
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from numpy.typing import NDArray

from refit.errors import RefitError
from refit.files import write_json
from refit.models import build_network
from refit.parts import Normalization, Part, read_normalization, read_part

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


def train(
    training: Mapping[str, Any], seed: int, train_part: Part, validation_part: Part, normalization: Normalization
) -> tuple[keras.Model, pd.DataFrame]:
    """Build, compile and fit a network.

    Args:
        training: network, optimizer, epochs, batch size and repeat, as `Study.training` has them.
        seed: of initial weights, order of examples and dropout.
        train_part: examples as stored.
        validation_part: likewise; may be empty.
        normalization: what makes of them what the network sees.

    Returns:
        The trained network, and its history: a row per epoch (from 1), columns epoch, loss, accuracy and, where there
        is a validation part, val_loss, val_accuracy.
    """
    keras.utils.set_random_seed(seed)
    model = build_network(training["layers"], training["input_shape"], training["classes"], training["parameters"])
    model.compile(
        optimizer=keras.optimizers.deserialize(training["optimizer"]),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=STEPS_PER_EXECUTION,
    )
    rows = np.tile(np.arange(len(train_part)), training["repeat"])
    has_validation = len(validation_part) > 0
    fitted = model.fit(
        normalization(train_part.x)[rows],
        train_part.y[rows],
        batch_size=training["batch_size"],
        epochs=training["epochs"],
        validation_data=(normalization(validation_part.x), validation_part.y) if has_validation else None,
        verbose=2,
    )
    history = pd.DataFrame(fitted.history)
    history.insert(0, "epoch", range(1, len(history) + 1))
    return model, history


def predict(model: keras.Model, x: NDArray[Any], normalization: Normalization) -> NDArray[np.float32]:
    """Class probabilities, shape (examples, classes), float32."""
    if len(x) == 0:
        return np.zeros((0, model.output_shape[-1]), np.float32)
    probabilities: NDArray[np.float32] = model.predict(normalization(x), batch_size=PREDICT_BATCH, verbose=0)
    return probabilities


def save_and_reload(model: keras.Model, path: Path, x: NDArray[Any], normalization: Normalization) -> None:
    """Save a model as .keras, and make sure that it predicts the same when it is loaded again.

    Raises:
        RefitError: it does not.
    """
    model.save(path)
    reloaded = keras.models.load_model(path)
    sample = x[:PREDICT_BATCH]
    if not np.array_equal(predict(model, sample, normalization), predict(reloaded, sample, normalization)):
        raise RefitError(f"The model saved as {path} predicts otherwise when it is loaded again.")


def describe_machine() -> dict[str, Any]:
    """The device that trains, its threads, and the versions at work."""
    gpus = tf.config.list_physical_devices("GPU")
    names = [tf.config.experimental.get_device_details(gpu).get("device_name", gpu.name) for gpu in gpus]
    return {
        "device": ", ".join(names) or f"CPU ({_cpu_name()})",
        "threads": tf.config.threading.get_intra_op_parallelism_threads(),
        "versions": {
            "python": platform.python_version(),
            "tensorflow": tf.__version__,
            "keras": keras.__version__,
            "numpy": np.__version__,
        },
    }


def _cpu_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def peak_memory_mib() -> float:
    """The most memory that this process has held, in MiB (`getrusage`: KiB on Linux, bytes on macOS)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def run(training: Mapping[str, Any], seed: int, view: Mapping[str, Path], output: Mapping[str, Path]) -> None:
    """Train one run and write all that is kept of it.

    Args:
        training: as for `train`.
        seed: as for `train`.
        view: paths of the view's `train`, `validation`, `test` and `normalization`.
        output: paths for `model`, `history`, `validation`, `test` (predictions) and `record`.
    """
    normalization = read_normalization(view["normalization"])
    validation_part = read_part(view["validation"])
    started = time.perf_counter()
    model, history = train(training, seed, read_part(view["train"]), validation_part, normalization)
    seconds = time.perf_counter() - started

    test_part = read_part(view["test"])
    save_and_reload(model, output["model"], test_part.x, normalization)
    history.to_csv(output["history"], index=False)
    for name, part in (("validation", validation_part), ("test", test_part)):
        np.save(output[name], predict(model, part.x, normalization))
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
                **{name: _digest(path) for name, path in view.items()},
                **{f"{name}_predictions": _digest(output[name]) for name in ("validation", "test")},
                "model": _digest(output["model"]),
            },
        },
    )


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
