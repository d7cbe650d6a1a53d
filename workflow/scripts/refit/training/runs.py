"""A run: one experiment trained with one seed, and all that is kept of it."""

import hashlib
import platform
import resource
import sys
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
from refit.files import write_json
from refit.training.trainer import PREDICT_BATCH, predict, train


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
