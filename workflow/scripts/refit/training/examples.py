"""What a trained network says of examples beside its data."""

from collections.abc import Callable, Sequence
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from refit.data.parts import read_normalization
from refit.tables import write_table
from refit.training.trainer import predict

COLUMNS = ("examples", "example", "truth", "predicted", "probability", "probability_of_truth", "note")


def predict_examples(
    model: Path,
    normalization: Path,
    examples: Path,
    classes: Sequence[str],
    table: Path,
    widen: Callable[[NDArray[np.float32]], NDArray[np.float32]],
) -> None:
    """Predict examples with a trained network.

    Args:
        model: the network, as .keras.
        normalization: of its view.
        examples: from `refit.examples.read_examples`.
        classes: their names.
        table: where the table goes, as CSV: a row per example, columns `COLUMNS`.
        widen: of the task: from what the network gives to predictions.
    """
    with np.load(examples) as file:
        given = dict(file)
    seen = given["note"] == ""
    predictions = widen(predict(keras.models.load_model(model), given["x"][seen], read_normalization(normalization)))
    probabilities, rows = iter(predictions), []
    for group, name, truth, note in zip(
        *(given[key].tolist() for key in ("group", "name", "truth", "note")), strict=True
    ):
        cells = ["", "", ""]
        if not note:
            found = next(probabilities)
            of_truth = f"{found[classes.index(truth)]:.4f}" if truth else ""
            cells = [classes[int(found.argmax())], f"{found.max():.4f}", of_truth]
        rows.append([group, name, truth, *cells, note])
    write_table(table, COLUMNS, rows)
