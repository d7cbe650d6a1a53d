"""Train one network with one seed, and record what came of it."""

from copy import copy
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from refit.data.parts import Normalization, Part
from refit.execution import Layers, pieces
from refit.params import Training
from refit.training.checkpoints import Checkpoint, Resume, StopWhenDiverged
from refit.training.epochs import EVALUATION_BATCH, EpochTrainer, loss_of, metrics_of, orders
from refit.training.models import build_network

History = dict[str, list[float] | list[int]]
"""By column (epoch, loss, the metrics, those of validation with the prefix val_): a value per epoch."""


def prepare_tensorflow(threads: int, layers: Layers = ()) -> None:
    """Make TensorFlow's arithmetic repeatable: a given number of threads, deterministic kernels.

    On a GPU, memory is taken as needed rather than all at once, so that jobs can share a card.

    Args:
        threads: how many, whatever the machine has: another number gives other roundings.
        layers: of what is trained; they decide whether the threads share each operation or take one each.
    """
    side_by_side = pieces(layers, threads)
    tf.config.threading.set_intra_op_parallelism_threads(threads // side_by_side)
    tf.config.threading.set_inter_op_parallelism_threads(side_by_side)
    tf.config.experimental.enable_op_determinism()
    for gpu in tf.config.list_physical_devices("GPU"):
        tf.config.experimental.set_memory_growth(gpu, True)


def initial_network(training: Training, seed: int, initial: Path | None) -> keras.Model:
    """The network before its training, with its optimizer: built anew, or a trained one to go on from."""
    keras.utils.set_random_seed(seed)
    if initial is not None:
        return keras.models.load_model(initial)
    network = build_network(training.network)
    network.compile(optimizer=keras.optimizers.deserialize(copy(training.optimizer)))  # Keras changes what it reads
    return network


def loss_to_save(training: Training) -> Any:
    """The loss as a saved model names it: by its name, or as a Keras object where it has arguments."""
    return training.loss if isinstance(training.loss, str) else loss_of(training)


def callbacks_of(training: Training) -> list[keras.callbacks.Callback]:
    """Keras' callbacks that steer the training, as new objects."""
    return [getattr(keras.callbacks, named["class_name"])(**named["config"]) for named in training.callbacks]


def fit(
    network: keras.Model,
    training: Training,
    seed: int,
    train_part: Part,
    validation_part: Part,
    normalization: Normalization,
    checkpoint: Checkpoint | None = None,
) -> History:
    """Fit a network with its optimizer, in place.

    Args:
        network: from `initial_network`.
        training: what to do, without open places.
        seed: of the order of examples.
        train_part: examples as stored.
        validation_part: likewise; may be empty.
        normalization: what makes of them what the network sees.
        checkpoint: where the state is kept after each epoch, and gone on from.

    Returns:
        The history; its validation columns only where there is a validation part.

    Raises:
        DivergenceError: the loss is no number any more.
    """
    callbacks = callbacks_of(training)
    trainer = EpochTrainer(network, training, train_part, validation_part, normalization)
    resume = Resume(checkpoint, network, callbacks)
    done = len(resume.history)
    order = orders(seed, training.epochs, len(train_part), training.repeat)
    validation = tf.data.Dataset.from_tensors(np.arange(len(validation_part), dtype=np.int32))
    trainer.fit(
        tf.data.Dataset.from_tensor_slices(order[done:]),
        shuffle=False,
        steps_per_epoch=1,
        initial_epoch=done,
        epochs=done if resume.stopped else training.epochs,
        validation_data=validation if len(validation_part) else None,
        callbacks=[StopWhenDiverged(), *callbacks, resume],
        verbose=2,
    )
    network.compile(optimizer=network.optimizer, loss=loss_to_save(training), metrics=metrics_of(training))
    history: History = {"epoch": [*range(1, len(resume.history) + 1)]}
    return history | {name: [row[name] for row in resume.history] for name in resume.history[0]}


def predict(network: keras.Model, x: NDArray[Any], normalization: Normalization) -> NDArray[np.float32]:
    """What a network gives: shape (examples, outputs), float32."""
    given = [np.zeros((0, network.output_shape[-1]), np.float32)]
    for first in range(0, len(x), EVALUATION_BATCH):
        given.append(np.asarray(network(normalization(x[first : first + EVALUATION_BATCH]), training=False)))
    return np.concatenate(given)


def recorded_scores(training: Training, truth: NDArray[Any], given: NDArray[np.float32]) -> dict[str, float]:
    """The loss (without penalties) and the metrics of a part, from what the network gives for its examples."""
    compared = truth if given.shape[-1] != 1 else truth[:, None]
    scores = {"loss": float(tf.reduce_mean(loss_of(training)(compared, given)))}
    for metric in metrics_of(training):
        metric.update_state(compared, given)
        scores[metric.name] = float(metric.result())
    return scores
