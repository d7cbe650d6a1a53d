"""The state of an unfinished training, so that a job that was killed goes on from its last epoch."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import keras
import numpy as np

from refit.errors import RefitError
from refit.files import written_whole


class DivergenceError(RefitError):
    """A training whose loss is no number any more."""

    def __init__(self, epoch: int, loss: float):
        super().__init__(
            f"the training diverged: the loss of epoch {epoch} is {loss}. Usual causes: a learning rate that is too "
            "high, inputs that are not normalized, or a last layer that does not fit the loss."
        )
        self.epoch = epoch


class StopWhenDiverged(keras.callbacks.Callback):  # type: ignore[misc]
    """Ends a training whose loss is not finite."""

    def on_epoch_end(self, epoch: int, logs: Mapping[str, float] | None = None) -> None:
        """Look at the epoch's loss."""
        loss = (logs or {})["loss"]
        if not np.isfinite(loss):
            raise DivergenceError(epoch + 1, loss)


@dataclass(frozen=True)
class Checkpoint:
    """Where the state is kept, and a digest of all that the training depends on: another's state is never used."""

    path: Path
    key: str


def key_of(*depends_on: Any) -> str:
    """A digest of plain values."""
    return hashlib.sha256(json.dumps(depends_on, sort_keys=True).encode()).hexdigest()


class Resume(keras.callbacks.Callback):  # type: ignore[misc]
    """Keeps the state after each epoch; put last, so that the other callbacks have had their say."""

    def __init__(
        self, checkpoint: Checkpoint | None, network: keras.Model, callbacks: Sequence[keras.callbacks.Callback]
    ):
        super().__init__()
        self._checkpoint, self._network, self._callbacks = checkpoint, network, callbacks
        self.history: list[dict[str, float]] = []
        self.stopped = False
        self._known: list[dict[str, Any]] = []
        if checkpoint is not None:
            self._read(checkpoint)

    def on_train_begin(self, logs: Mapping[str, float] | None = None) -> None:  # noqa: ARG002
        """The other callbacks have just forgotten what they knew."""
        for callback, known in zip(self._callbacks, self._known, strict=False):
            vars(callback).update(known)

    def on_epoch_end(self, epoch: int, logs: Mapping[str, float] | None = None) -> None:  # noqa: ARG002
        """Keep the state."""
        self.history.append({name: float(value) for name, value in (logs or {}).items()})
        if self._checkpoint is not None:
            self._write(self._checkpoint)

    def _variables(self) -> dict[str, Any]:
        named = {"network": self._network.variables, "optimizer": self._network.optimizer.variables}
        return {f"{kind} {index}": found for kind, listed in named.items() for index, found in enumerate(listed)}

    def _write(self, checkpoint: Checkpoint) -> None:
        arrays: dict[str, Any] = {name: np.asarray(variable) for name, variable in self._variables().items()}
        state: dict[str, Any] = {"key": checkpoint.key, "history": self.history, "stopped": self.model.stop_training}
        state["callbacks"] = [_plain_attributes(callback) for callback in self._callbacks]
        for number, callback in enumerate(self._callbacks):
            for name, weights in _lists_of_arrays(callback).items():
                arrays |= {f"callback {number} {name} {index}": values for index, values in enumerate(weights)}
        with written_whole(checkpoint.path) as partial, partial.open("wb") as stream:
            np.savez(stream, state=np.array(json.dumps(state)), **arrays)
            stream.flush()
            os.fsync(stream.fileno())

    def _read(self, checkpoint: Checkpoint) -> None:
        for left in checkpoint.path.parent.glob(f".{checkpoint.path.name}.*.part"):
            left.unlink()
        try:
            with np.load(checkpoint.path) as stored:
                arrays = dict(stored)
        except (FileNotFoundError, BadZipFile, EOFError, ValueError):
            return
        state = json.loads(str(arrays["state"]))
        if state["key"] != checkpoint.key:
            return
        for name, variable in self._variables().items():
            variable.assign(arrays[name])
        self.history, self.stopped = state["history"], state["stopped"]
        self._known = state["callbacks"]
        for key in arrays:  # in the order of their writing
            if key.startswith("callback "):
                _, number, name, _ = key.split(" ")
                self._known[int(number)].setdefault(name, []).append(arrays[key])
        print(f"Going on after epoch {len(self.history)}, from {checkpoint.path}", flush=True)


def _plain_attributes(callback: keras.callbacks.Callback) -> dict[str, Any]:
    """What a callback knows in numbers, words and truth values, such as the best loss so far."""
    plain = {name: value.item() if isinstance(value, np.generic) else value for name, value in vars(callback).items()}
    return {name: value for name, value in plain.items() if isinstance(value, str | float | int | None)}


def _lists_of_arrays(callback: keras.callbacks.Callback) -> dict[str, list[Any]]:
    """What a callback keeps of the network, such as the best weights so far."""
    return {
        name: [np.asarray(item) for item in value]
        for name, value in vars(callback).items()
        if isinstance(value, list) and value and all(isinstance(item, np.ndarray) for item in value)
    }
