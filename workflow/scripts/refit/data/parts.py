"""The files of a view, as the stages after it read them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

PARTS = ("train", "validation", "test")


@dataclass(frozen=True)
class Part:
    """Examples `x`, shape (count, …), and the truth `y`, shape (count,).

    x is uint8 for what is stored as bytes, such as pictures, and float32 for other numbers; y is int64 for labels and
    float32 for values.
    """

    x: NDArray[np.uint8] | NDArray[np.float32]
    y: NDArray[np.int64] | NDArray[np.float32]

    def __getitem__(self, rows: slice | NDArray[np.intp]) -> "Part":
        return Part(self.x[rows], self.y[rows])

    def __len__(self) -> int:
        return len(self.y)


@dataclass(frozen=True)
class DataArrays:
    """A data set as it comes: all that is not test, and the test part (empty where it is not split)."""

    train: Part
    test: Part


@dataclass(frozen=True)
class Normalization:
    """x ↦ (x − mean) / divisor; float32, of the shape of one example, or scalars."""

    mean: NDArray[np.float32]
    divisor: NDArray[np.float32]

    def __call__(self, x: NDArray[Any]) -> NDArray[np.float32]:
        """What the network sees of stored examples."""
        return (x.astype(np.float32) - self.mean) / self.divisor


def read_part(path: Path) -> Part:
    """Read a part as stored, not normalized."""
    with np.load(path) as arrays:
        return Part(arrays["x"], arrays["y"])


def read_truth(path: Path) -> NDArray[Any]:
    """Read the labels or values of a part alone."""
    with np.load(path) as arrays:
        truth: NDArray[Any] = arrays["y"]
    return truth


def read_normalization(path: Path) -> Normalization:
    """Read a view's normalization."""
    with np.load(path) as arrays:
        return Normalization(arrays["mean"], arrays["divisor"])
