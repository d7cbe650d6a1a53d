"""`fit` with a whole epoch in each step: for these small networks stock `fit` spends most of its time between steps."""

from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from refit.data.parts import Normalization, Part

EVALUATION_BATCH = 1000

LOSSES = {
    "classification": keras.losses.sparse_categorical_crossentropy,
    "regression": keras.losses.mean_squared_error,
}


def metric_of(task: str) -> keras.metrics.Metric:
    """What is recorded of a task beside its loss."""
    if task == "classification":
        return keras.metrics.SparseCategoricalAccuracy(name="accuracy")
    return keras.metrics.MeanAbsoluteError(name="mean_absolute_error")


class EpochTrainer(keras.Model):  # type: ignore[misc]
    """Trains a network as stock `fit` does, with every Keras callback, but one step of `fit` is a whole epoch.

    The examples stay in memory as they are stored and are normalized batch by batch. The data that `fit` gets is one
    permutation of the training examples per epoch. The last, short batch of an epoch counts as in stock `fit`.
    """

    def __init__(
        self,
        network: keras.Model,
        optimizer: keras.optimizers.Optimizer,
        task: str,
        batch_size: int,
        train: Part,
        validation: Part,
        normalization: Normalization,
    ):
        super().__init__()
        self.network = network
        self._loss, self._metric = LOSSES[task], metric_of(task)
        self._mean_loss = keras.metrics.Mean(name="loss")
        self._batch_size = batch_size
        self._train = tf.constant(train.x), tf.constant(train.y)
        self._validation = tf.constant(validation.x), tf.constant(validation.y)
        self._mean, self._divisor = tf.constant(normalization.mean), tf.constant(normalization.divisor)
        self.built = True
        optimizer.build(network.trainable_variables)
        self.compile(optimizer=optimizer, jit_compile=False)

    @property
    def metrics(self) -> list[keras.metrics.Metric]:
        """Keras sets them back at the start of an epoch, and before validation."""
        return [self._mean_loss, self._metric]

    def train_step(self, order: tf.Tensor) -> dict[str, tf.Tensor]:
        """One epoch. `order`: numbers of training examples, int32, shape (examples,)."""
        _in_batches(order, self._batch_size, self._descend)
        return {metric.name: metric.result() for metric in self.metrics}

    def test_step(self, order: tf.Tensor) -> dict[str, tf.Tensor]:
        """The whole validation part. `order`: numbers of validation examples."""
        _in_batches(order, EVALUATION_BATCH, lambda rows: self._judge(rows, self._validation, False))
        return {metric.name: metric.result() for metric in self.metrics}

    def _descend(self, rows: tf.Tensor) -> None:
        variables = self.network.trainable_variables
        with tf.GradientTape() as tape:
            loss = self._judge(rows, self._train, True)
        self.optimizer.apply(tape.gradient(loss, variables), variables)

    def _judge(self, rows: tf.Tensor, part: tuple[tf.Tensor, tf.Tensor], training: bool) -> tf.Tensor:
        x, truth = (tf.gather(values, rows) for values in part)
        predicted = self.network((tf.cast(x, tf.float32) - self._mean) / self._divisor, training=training)
        compared = truth if predicted.shape[-1] != 1 else truth[:, None]
        loss = tf.reduce_mean(self._loss(compared, predicted)) + sum(self.network.losses)
        self._mean_loss.update_state(loss, sample_weight=rows.shape[0])
        self._metric.update_state(compared, predicted)
        return loss


def _in_batches(rows: tf.Tensor, size: int, work: Callable[[tf.Tensor], object]) -> None:
    """Do something with each batch in turn, as one loop of the graph; sizes are known when it is traced."""
    whole, rest = divmod(rows.shape[0], size)

    def step(index: tf.Tensor) -> list[tf.Tensor]:
        work(tf.slice(rows, [index * size], [size]))
        return [index + 1]

    if whole:
        tf.while_loop(lambda index: index < whole, step, [tf.constant(0)], parallel_iterations=1)
    if rest:
        work(rows[whole * size :])


def orders(seed: int, epochs: int, examples: int, repeat: int) -> NDArray[np.int32]:
    """Which example comes when: shape (epochs, repeat × examples); each epoch is a permutation of its own.

    Stock `fit` on TensorFlow means to do so too, but once a seed is set it repeats one permutation in every epoch:
    random numbers in `tf.data.Dataset.map` begin anew with each iterator (tensorflow issue 35682).
    """
    return np.stack(
        [np.random.default_rng([seed, epoch]).permutation(repeat * examples) % examples for epoch in range(epochs)]
    ).astype(np.int32)
