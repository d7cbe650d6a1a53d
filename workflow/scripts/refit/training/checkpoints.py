"""The state of an unfinished training, so that a job that was killed goes on from its last epoch."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import keras
import numpy as np

from refit.errors import RefitError
from refit.files import written_whole

OF_EARLY_STOPPING = ("wait", "best", "best_epoch", "stopped_epoch")


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
    """Keeps the state after each epoch; put last, so that early stopping has had its say."""

    def __init__(
        self,
        checkpoint: Checkpoint | None,
        network: keras.Model,
        optimizer: keras.optimizers.Optimizer,
        stopping: keras.callbacks.EarlyStopping | None,
    ):
        super().__init__()
        self._checkpoint, self._stopping = checkpoint, stopping
        self._network, self._optimizer = network, optimizer
        self.history: list[dict[str, float]] = []
        self.stopped = False
        self._best: dict[str, Any] = {}
        if checkpoint is not None:
            self._read(checkpoint)

    def on_train_begin(self, logs: Mapping[str, float] | None = None) -> None:  # noqa: ARG002
        """Early stopping has just forgotten what it knew."""
        for name, value in self._best.items():
            setattr(self._stopping, name, value)

    def on_epoch_end(self, epoch: int, logs: Mapping[str, float] | None = None) -> None:  # noqa: ARG002
        """Keep the state."""
        self.history.append({name: float(value) for name, value in (logs or {}).items()})
        if self._checkpoint is not None:
            self._write(self._checkpoint)

    def _variables(self) -> dict[str, Any]:
        named = {"network": self._network.variables, "optimizer": self._optimizer.variables}
        return {f"{kind} {index}": found for kind, listed in named.items() for index, found in enumerate(listed)}

    def _write(self, checkpoint: Checkpoint) -> None:
        arrays: dict[str, Any] = {name: np.asarray(variable) for name, variable in self._variables().items()}
        state: dict[str, Any] = {"key": checkpoint.key, "history": self.history, "stopped": self.model.stop_training}
        if self._stopping is not None:
            state["early stopping"] = {name: getattr(self._stopping, name) for name in OF_EARLY_STOPPING}
            best = self._stopping.best_weights or []
            arrays |= {f"best {index}": np.asarray(found) for index, found in enumerate(best)}
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
        self._best = state.get("early stopping", {})
        if best := [arrays[f"best {index}"] for index in range(len(arrays)) if f"best {index}" in arrays]:
            self._best["best_weights"] = best
        print(f"Going on after epoch {len(self.history)}, from {checkpoint.path}", flush=True)
