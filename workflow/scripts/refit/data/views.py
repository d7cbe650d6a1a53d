"""Views: a data set split into training, validation and test part, with what normalizes it."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refit.data.parts import DataArrays, Normalization, Part
from refit.data.splits import random_split
from refit.errors import RefitError
from refit.params import ViewRecipe


@dataclass(frozen=True)
class View:
    """The parts as stored (images 8 bit, not normalized) and their normalization."""

    parts: Mapping[str, Part]
    normalization: Normalization


def check_announced(arrays: DataArrays, recipe: ViewRecipe) -> DataArrays:
    """Hold a data set against what its definition says of it.

    Raises:
        RefitError: the data are not as announced.
    """
    for name, part, count in (("train", arrays.train, recipe.train), ("test", arrays.test, recipe.test)):
        if part.x.shape != (count, *recipe.shape) or len(part.x) != len(part):
            raise RefitError(
                f"The {name} part holds {len(part)} labels and examples of shape {part.x.shape}, but the data set's "
                f"definition announces {(count, *recipe.shape)}; correct 'shape' and '{name}' there."
            )
        if recipe.labels and len(part) and int(part.y.max()) >= recipe.labels:
            raise RefitError(
                f"The {name} part has the label {part.y.max()}, but the definition names {recipe.labels} classes "
                "(labels count from 0); correct 'classes' there."
            )
    return arrays


def make_view(
    arrays: DataArrays,
    recipe: ViewRecipe,
    hold_out: Callable[[Part, Part, Mapping[str, Any]], tuple[Part, Part]],
    normalize: Callable[[NDArray[Any]], tuple[Any, Any]],
) -> View:
    """Split a data set and find its normalization, from the training part alone.

    Args:
        arrays: the data set.
        recipe: what to do.
        hold_out: how the validation part is taken (`refit.data.splits`).
        normalize: how examples are normalized (`refit.data.normalizations`).

    Raises:
        RefitError: the split leaves nothing to train on.
    """
    train, test = arrays.train, arrays.test
    if recipe.test_split is not None:
        train, test = random_split(train, recipe.test_split)
    count = recipe.validation.get("count", 0)
    if count >= len(train):
        raise RefitError(f"{count} validation examples leave none of the {len(train)} to train on.")
    train, validation = hold_out(train, test, recipe.validation)
    parts = {"train": train, "validation": validation, "test": test}
    if recipe.inverted:
        parts = {
            name: Part(np.concatenate([part.x, 255 - part.x]), np.concatenate([part.y, part.y]))
            for name, part in parts.items()
        }
    if recipe.shuffled_labels is not None:
        parts |= _shuffled(parts["train"], parts["validation"], recipe.shuffled_labels)
    if recipe.view_shape is not None:
        parts = {name: Part(part.x.reshape(-1, *recipe.view_shape), part.y) for name, part in parts.items()}
    mean, divisor = normalize(parts["train"].x)
    return View(parts, Normalization(np.asarray(mean, np.float32), np.asarray(divisor, np.float32)))


def _shuffled(train: Part, validation: Part, seed: int) -> dict[str, Part]:
    """Both parts with their labels in a random order; one order of all, so that no part keeps its own counts."""
    labels = np.random.default_rng(seed).permutation(np.concatenate([train.y, validation.y]))
    return {"train": Part(train.x, labels[: len(train)]), "validation": Part(validation.x, labels[len(train) :])}


def write_view(view: View, folder: Path) -> None:
    """Write train.npz, validation.npz, test.npz (x, y) and normalization.npz (mean, divisor)."""
    for name, part in view.parts.items():
        np.savez(folder / f"{name}.npz", x=part.x, y=part.y)
    np.savez(folder / "normalization.npz", mean=view.normalization.mean, divisor=view.normalization.divisor)


def summarize(view: View, labels: int, truth: Callable[[NDArray[Any], int], dict[str, Any]]) -> dict[str, Any]:
    """Counts, ranges as stored and as the model sees them, what is told of the truth, a digest of each part.

    A digest is the SHA-256 over the bytes of x, then of y (labels as little-endian int64).

    Args:
        view: the view.
        labels: how many classes there are.
        truth: what is told of the truth of a part (`refit.tasks.base.Task.summarize_truth`).
    """
    summary: dict[str, Any] = {"parts": {}}
    for name, part in view.parts.items():
        entry = {
            "examples": len(part),
            "shape": list(part.x.shape[1:]),
            "dtype": str(part.x.dtype),
            **truth(part.y, labels),
            "sha256": hashlib.sha256(part.x.tobytes() + part.y.tobytes()).hexdigest(),
        }
        if len(part):
            seen = view.normalization(part.x)
            entry |= {
                "stored_range": [float(part.x.min()), float(part.x.max())],
                "normalized_range": [float(seen.min()), float(seen.max())],
                "normalized_mean": float(seen.mean(dtype=np.float64)),
                "normalized_deviation": float(seen.std(dtype=np.float64)),
            }
        summary["parts"][name] = entry
    return summary
