"""A run: one experiment trained with one seed, and all that is kept of it."""

import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from refit.data.parts import Normalization, Part, read_normalization, read_part
from refit.errors import RefitError
from refit.files import file_digest, write_json
from refit.gpus import GpuUse
from refit.machine import Meter, cpu_name
from refit.params import Training, to_params
from refit.predictions import check_finite
from refit.records import write_record
from refit.tables import write_table
from refit.training.checkpoints import LIBRARIES, Checkpoint, key_of
from refit.training.epochs import EVALUATION_BATCH
from refit.training.networks import describe_first_weights, describe_layers
from refit.training.trainer import fit, initial_network, predict, recorded_scores


def save_and_reload(
    network: keras.Model, path: Path, x: NDArray[Any], predictions: NDArray[np.float32], normalization: Normalization
) -> None:
    """Save a network as .keras, and make sure that it predicts the same when it is loaded again.

    Raises:
        RefitError: it does not.
    """
    network.save(path)
    make_reproducible(path)
    reloaded = keras.models.load_model(path)
    if not np.array_equal(predict(reloaded, x[:EVALUATION_BATCH], normalization), predictions[:EVALUATION_BATCH]):
        raise RefitError(f"The model saved as {path} predicts otherwise when it is loaded again.")


def make_reproducible(path: Path) -> None:
    """Let the same network give the same .keras file, byte for byte.

    The file is a zip archive: its dates become one fixed date, and the memory addresses by which Keras tells objects
    that layers share become numbers in their order.
    """
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    numbers: dict[str, int] = {}
    parts["config.json"] = re.sub(
        r'(?<="shared_object_id": )\d+',
        lambda found: str(numbers.setdefault(found[0], len(numbers) + 1)),
        parts["config.json"].decode(),
    ).encode()
    metadata = json.loads(parts["metadata.json"])
    parts["metadata.json"] = json.dumps(metadata | {"date_saved": "1980-01-01@00:00:00"}).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)


def device() -> str:
    """What trains: the GPUs that are visible, else the CPU."""
    gpus = tf.config.list_physical_devices("GPU")
    names = [tf.config.experimental.get_device_details(gpu).get("device_name", gpu.name) for gpu in gpus]
    return ", ".join(names) or f"CPU ({cpu_name()})"


def run(
    training: Training,
    seed: int,
    code: str,
    widen: Callable[[NDArray[np.float32]], NDArray[np.float32]],
    view: Mapping[str, Path],
    output: Mapping[str, Path],
) -> None:
    """Train one run and write all that is kept of it.

    After each epoch its state goes to a checkpoint beside the record, from which a run of the same training, seed, code
    and files goes on; the checkpoint is gone when the run is done.

    Args:
        training: what to do, without open places.
        seed: of initial weights, order of examples and dropout.
        code: a digest of the code that trains.
        widen: of the task: from what the network gives to predictions.
        view: paths of the view's `train`, `validation`, `test` and `normalization`, and of an `initial` model, if any.
        output: paths for `model`, `history`, `network`, `validation`, `test` (predictions) and `record`.
    """
    normalization = read_normalization(view["normalization"])
    parts = {name: read_part(view[name]) for name in ("validation", "test")}
    network = initial_network(training, seed, view.get("initial"))
    write_json(
        output["network"], {"layers": describe_layers(network), "first_weights": describe_first_weights(network)}
    )
    read = {name: file_digest(path) for name, path in view.items()}
    checkpoint = Checkpoint(output["record"].with_name("checkpoint.npz"), key_of(to_params(training), seed, code, read))
    meter, gpu = Meter(), GpuUse()
    history = fit(network, training, seed, read_part(view["train"]), parts["validation"], normalization, checkpoint)
    cost = meter.read() | gpu.read()
    write_table(output["history"], list(history), zip(*history.values(), strict=True))

    given = {name: predict(network, part.x, normalization) for name, part in parts.items()}
    for name, values in given.items():
        check_finite(values, name)
        np.save(output[name], widen(values))
    save_and_reload(network, output["model"], parts["test"].x, given["test"], normalization)
    write_record(
        output["record"],
        {
            "seed": seed,
            "training": asdict(training),
            "parameters": network.count_params(),
            "trainable_parameters": sum(int(np.prod(variable.shape)) for variable in network.trainable_variables),
            "epochs": len(history["epoch"]),
            **({"scores": _scores(training, parts, given)} if training.records_scores else {}),
        },
        cost,
        device(),
        training.threads,
        LIBRARIES,
        {
            **read,
            **{f"{name}_predictions": file_digest(output[name]) for name in given},
            "model": file_digest(output["model"]),
        },
    )
    checkpoint.path.unlink(missing_ok=True)


def _scores(
    training: Training, parts: Mapping[str, Part], given: Mapping[str, NDArray[np.float32]]
) -> dict[str, dict[str, float]]:
    return {name: recorded_scores(training, part.y, given[name]) for name, part in parts.items() if len(part)}
