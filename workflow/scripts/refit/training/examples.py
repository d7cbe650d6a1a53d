"""What a trained network says of examples beside its data: rows of a table, and pictures."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from refit.data.parts import read_normalization
from refit.params import Prediction
from refit.pictures import NoPictureError, read_picture
from refit.tables import write_table
from refit.training.trainer import predict

COLUMNS = ("examples", "example", "truth", "predicted", "probability", "probability_of_truth", "note")


@dataclass(frozen=True)
class Example:
    """An example to predict; `x` is None where there is nothing to predict, and `note` says why."""

    group: str
    name: str
    truth: str
    x: NDArray[Any] | None
    note: str = ""


def gather(prediction: Prediction, warn: Callable[[str], None]) -> list[Example]:
    """Read all examples.

    Args:
        prediction: what to predict.
        warn: told of each file that is no picture.
    """
    classes = prediction.classes
    found = []
    for label, rows in prediction.rows.items():
        for row in rows:
            name = ", ".join(f"{value:g}" for value in row["values"])
            found.append(Example(label, name, row["truth"], np.asarray(row["values"], np.float32)))
    for label, files in prediction.pictures.items():
        for path in map(Path, files):
            truth = path.stem if path.stem in classes else ""
            try:
                found.append(Example(label, path.name, truth, read_picture(path, prediction.shape)))
            except NoPictureError as error:
                warn(f"{path} is skipped: {error}.")
                found.append(Example(label, path.name, "", None, f"skipped: {error}"))
    return found


def predict_examples(
    model: Path,
    normalization: Path,
    prediction: Prediction,
    table: Path,
    pictures: Path,
    warn: Callable[[str], None],
    widen: Callable[[NDArray[np.float32]], NDArray[np.float32]],
) -> None:
    """Predict examples with a trained network.

    Args:
        model: the network, as .keras.
        normalization: of its view.
        prediction: as for `gather`.
        table: where the table goes, as CSV: a row per example, columns `COLUMNS`.
        pictures: where the pictures go as the network saw them, as npz: `x`, uint8, a picture per row of the table
            (black where it was skipped); empty for rows of values.
        warn: as for `gather`.
        widen: of the task: from what the network gives to predictions.
    """
    examples = gather(prediction, warn)
    shown = {index: example.x for index, example in enumerate(examples) if example.x is not None}
    network = keras.models.load_model(model)
    x = np.asarray([*shown.values()]).reshape(-1, *prediction.shape)
    predictions = widen(predict(network, x, read_normalization(normalization)))
    probabilities = dict(zip(shown, predictions, strict=True))
    classes = prediction.classes
    rows = []
    for index, example in enumerate(examples):
        cells = ["", "", ""]
        if index in probabilities:
            found = probabilities[index]
            of_truth = f"{found[classes.index(example.truth)]:.4f}" if example.truth else ""
            cells = [classes[int(found.argmax())], f"{found.max():.4f}", of_truth]
        rows.append([example.group, example.name, example.truth, *cells, example.note])
    write_table(table, COLUMNS, rows)
    blank = np.zeros(prediction.shape, np.uint8)
    seen = [shown.get(index, blank) for index in range(len(examples))] if prediction.are_pictures else []
    np.savez(pictures, x=np.asarray(seen, np.uint8))
