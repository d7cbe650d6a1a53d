"""Views: a data set split into training, validation and test part, with what normalizes it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import train_test_split

from refit.data.data_sets import DataArrays
from refit.data.parts import Normalization, Part
from refit.errors import RefitError

EPSILON = 1e-7
"""Added to a standard deviation before dividing, so that a constant pixel stays finite."""


@dataclass(frozen=True)
class View:
    """The parts as stored (images 8 bit, not normalized) and their normalization."""

    parts: Mapping[str, Part]
    normalization: Normalization


def make_view(arrays: DataArrays, view: Mapping[str, Any]) -> View:
    """Split a data set and find its normalization, from the training part alone.

    Args:
        arrays: the data set.
        view: as `refit.definitions.views.View` holds it, as plain values.

    Raises:
        RefitError: the split leaves nothing to train on.
    """
    train, test = arrays.train, arrays.test
    if view["test"] is not None:
        train, test = _random_split(train, view["test"])
    count, which = view["validation"]["count"], view["validation"]["part"]
    if count is not None and count >= len(train):
        raise RefitError(f"{count} validation examples leave none of the {len(train)} to train on.")
    if which == "first":
        train, validation = train[count:], train[:count]
    elif which == "last":
        train, validation = train[:-count], train[-count:]
    elif which == "random":
        train, validation = _random_split(train, view["validation"]["split"])
    else:
        validation = test if which == "test" else train[:0]
    parts = {"train": train, "validation": validation, "test": test}
    if view["inverted"]:
        parts = {
            name: Part(np.concatenate([part.x, 255 - part.x]), np.concatenate([part.y, part.y]))
            for name, part in parts.items()
        }
    if view["shuffled_labels"] is not None:
        parts |= _shuffled(parts["train"], parts["validation"], view["shuffled_labels"])
    if view["shape"] is not None:
        parts = {name: Part(part.x.reshape(-1, *view["shape"]), part.y) for name, part in parts.items()}
    return View(parts, _normalization(view["normalization"], parts["train"].x))


def _random_split(part: Part, split: Mapping[str, Any]) -> tuple[Part, Part]:
    """What remains, and what is set apart."""
    rows = train_test_split(np.arange(len(part)), test_size=split["share"], random_state=split["random_state"])
    return part[rows[0]], part[rows[1]]


def _shuffled(train: Part, validation: Part, seed: int) -> dict[str, Part]:
    """Both parts with their labels in a random order; one order of all, so that no part keeps its own counts."""
    labels = np.random.default_rng(seed).permutation(np.concatenate([train.y, validation.y]))
    return {"train": Part(train.x, labels[: len(train)]), "validation": Part(validation.x, labels[len(train) :])}


def _normalization(method: str, train: NDArray[Any]) -> Normalization:
    mean: Any = 0.0
    divisor: Any = 1.0
    if method == "divide_by_255":
        divisor = 255.0
    elif method == "standardize":
        mean = train.mean(axis=0, dtype=np.float64)
        divisor = train.std(axis=0, dtype=np.float64) + EPSILON
    return Normalization(np.asarray(mean, np.float32), np.asarray(divisor, np.float32))


def write_view(view: View, folder: Path) -> None:
    """Write train.npz, validation.npz, test.npz (x, y) and normalization.npz (mean, divisor)."""
    for name, part in view.parts.items():
        np.savez(folder / f"{name}.npz", x=part.x, y=part.y)
    np.savez(folder / "normalization.npz", mean=view.normalization.mean, divisor=view.normalization.divisor)


def summarize(view: View, classes: list[str]) -> dict[str, Any]:
    """Counts (per class, if there are classes), ranges as stored and as the model sees them, a digest of each part.

    A digest is the SHA-256 over the bytes of x, then of y (labels as little-endian int64).
    """
    summary: dict[str, Any] = {"parts": {}}
    for name, part in view.parts.items():
        counts = np.bincount(part.y, minlength=len(classes)).tolist() if classes else []
        entry = {
            "examples": len(part),
            "shape": list(part.x.shape[1:]),
            "dtype": str(part.x.dtype),
            "classes": dict(zip(classes, counts, strict=True)),
            "sha256": hashlib.sha256(part.x.tobytes() + part.y.tobytes()).hexdigest(),
        }
        if len(part):
            seen = view.normalization(part.x)
            entry |= {
                "stored_range": [float(part.x.min()), float(part.x.max())],
                "normalized_range": [float(seen.min()), float(seen.max())],
                "normalized_mean": float(seen.mean(dtype=np.float64)),
                "normalized_deviation": float(seen.std(dtype=np.float64)),
                "target_range": [] if classes else [float(part.y.min()), float(part.y.max())],
            }
        summary["parts"][name] = entry
    return summary
