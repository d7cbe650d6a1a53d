"""Examples beside a network's data, as it sees them: rows of a table, and pictures."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refit.params import Examples
from refit.pictures import NoPictureError, read_picture


def read_examples(examples: Examples, file: Path, warn: Callable[[str], None]) -> None:
    """Read all examples that a network is to predict.

    Args:
        examples: what to read.
        file: where they go, as npz, with an element of each array for each example: `group`, `name`, `truth` and `note`
            (why it is skipped), strings, and `x`, float32 for rows, uint8 for pictures (black where one is skipped).
        warn: told of each file that is no picture.
    """
    group, name, truth, x, note = map(np.asarray, zip(*_examples(examples, warn), strict=True))
    np.savez(file, group=group, name=name, truth=truth, x=x, note=note)


def _examples(examples: Examples, warn: Callable[[str], None]) -> Iterator[tuple[str, str, str, NDArray[Any], str]]:
    """The columns of each example."""
    for label, rows in examples.rows.items():
        for row in rows:
            name = ", ".join(f"{value:g}" for value in row["values"])
            yield label, name, row["truth"], np.asarray(row["values"], np.float32), ""
    for label, files in examples.pictures.items():
        for path in map(Path, files):
            truth = path.stem if path.stem in examples.classes else ""
            try:
                yield label, path.name, truth, read_picture(path, examples.shape), ""
            except NoPictureError as error:
                warn(f"{path} is skipped: {error}.")
                yield label, path.name, "", np.zeros(examples.shape, np.uint8), f"skipped: {error}"
