"""A candidate of a search: its cross-validation."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refit.data.parts import read_normalization, read_part
from refit.files import file_digest, read_json, write_json
from refit.params import Training, to_params
from refit.templates import resolved
from refit.training.checkpoints import Checkpoint, DivergenceError, key_of
from refit.training.trainer import fit, initial_network, predict


def try_candidate(
    training: Training,
    seed: int,
    code: str,
    candidate: int,
    score: Callable[[NDArray[Any], NDArray[np.float32]], float],
    inputs: Mapping[str, Path],
    output: Path,
) -> None:
    """Cross-validate one candidate: train on all folds but one, judge on that one, for each in turn.

    Early stopping, if there is any, watches the view's validation part, as in the notebooks. Each fold's training has
    a checkpoint beside the result until all is done.

    Args:
        training: what to do, with open places.
        seed: of initial weights, order of examples and dropout, the same for each fold.
        code: a digest of the code that trains.
        candidate: its number.
        score: of a fold, from its truth and what the network gives; higher is better.
        inputs: paths of the view's `train`, `validation` and `normalization`, of `candidates` and `folds`.
        output: where the result goes, as JSON: `candidate`, `values`, `scores`, `epochs` and `seconds` (a number per
            fold; the score of a training that diverged is null).
    """
    values = read_json(inputs["candidates"])[candidate]
    settled = resolved(training, values)
    part, validation = read_part(inputs["train"]), read_part(inputs["validation"])
    normalization, folds = read_normalization(inputs["normalization"]), np.load(inputs["folds"])
    result: dict[str, Any] = {"candidate": candidate, "values": values, "scores": [], "epochs": [], "seconds": []}
    key = key_of(to_params(settled), seed, code, {name: file_digest(path) for name, path in inputs.items()})
    checkpoints = [
        Checkpoint(output.with_name(f"{output.stem}.fold-{fold}.npz"), key) for fold in range(int(folds.max()) + 1)
    ]
    for fold, checkpoint in enumerate(checkpoints):
        print(f"Candidate {candidate}, {values}: fold {fold + 1}", flush=True)
        started = time.perf_counter()
        network = initial_network(settled, seed, None)
        held_out = part[folds == fold]
        try:
            history = fit(network, settled, seed, part[folds != fold], validation, normalization, checkpoint)
            result["scores"].append(score(held_out.y, predict(network, held_out.x, normalization)))
            result["epochs"].append(len(history["epoch"]))
        except DivergenceError as error:
            print(f"Fold {fold + 1}: {error}", flush=True)
            result["scores"].append(None)
            result["epochs"].append(error.epoch)
        result["seconds"].append(round(time.perf_counter() - started, 3))
    write_json(output, result)
    for checkpoint in checkpoints:
        checkpoint.path.unlink(missing_ok=True)
