"""`fit` with a whole epoch in each step: for these small networks stock `fit` spends most of its time between steps."""

from collections.abc import Callable
from copy import copy

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from refit.data.parts import Normalization, Part
from refit.execution import pays_to_compile, pieces, suits_xla
from refit.params import Training

EVALUATION_BATCH = 500


def loss_of(training: Training) -> Callable[[tf.Tensor, tf.Tensor], tf.Tensor]:
    """The loss by its Keras name or configuration: of each example, or their mean."""
    loss: Callable[[tf.Tensor, tf.Tensor], tf.Tensor] = keras.losses.get(copy(training.loss))
    return loss


def metrics_of(training: Training) -> list[keras.metrics.Metric]:
    """What is recorded beside the loss, as new Keras objects."""
    return [keras.metrics.deserialize(copy(metric)) for metric in training.metrics]


class EpochTrainer(keras.Model):  # type: ignore[misc]
    """Trains a network as stock `fit` does, with every Keras callback, but one step of `fit` is a whole epoch.

    The examples stay in memory as they are stored and are normalized batch by batch. The data that `fit` gets is one
    permutation of the training examples per epoch. The last, short batch of an epoch counts as in stock `fit`.

    What its layers are, and how much there is to do, decides what XLA compiles and whether batches are split among
    threads: see `refit.execution`.
    """

    def __init__(self, network: keras.Model, training: Training, train: Part, validation: Part, scale: Normalization):
        super().__init__()
        self.network = network
        self._loss, self._metrics = loss_of(training), metrics_of(training)
        self._mean_loss = keras.metrics.Mean(name="loss")
        self._batch_size = training.batch_size
        self._train = tf.constant(train.x), tf.constant(train.y)
        self._validation = tf.constant(validation.x), tf.constant(validation.y)
        self._mean, self._divisor = tf.constant(scale.mean), tf.constant(scale.divisor)

        layers = training.network.layers
        self._pieces = pieces(layers, training.threads)
        self._forward, self._epoch, self._update = network, self._descend_in_batches, self._apply
        if pays_to_compile(training, len(train)):
            if suits_xla(layers):
                self._forward = CompiledNetwork(network)
                self._epoch = tf.function(self._epoch, autograph=False, jit_compile=True)
            else:
                self._update = tf.function(self._update, autograph=False, jit_compile=True)
        self.built = True
        network.optimizer.build(network.trainable_variables)
        self.compile(optimizer=network.optimizer, jit_compile=False)

    @property
    def metrics(self) -> list[keras.metrics.Metric]:
        """Keras sets them back at the start of an epoch, and before validation."""
        return [self._mean_loss, *self._metrics]

    def train_step(self, order: tf.Tensor) -> dict[str, tf.Tensor]:
        """One epoch. `order`: numbers of training examples, int32, shape (examples,)."""
        self._epoch(*(tf.gather(values, order) for values in self._train))
        return {metric.name: metric.result() for metric in self.metrics}

    def test_step(self, order: tf.Tensor) -> dict[str, tf.Tensor]:
        """The whole validation part. `order`: numbers of validation examples."""
        x, y = (tf.gather(values, order) for values in self._validation)
        _in_batches(x, y, EVALUATION_BATCH, lambda x, y: self._judge(x, y, training=False))
        return {metric.name: metric.result() for metric in self.metrics}

    def _descend_in_batches(self, x: tf.Tensor, y: tf.Tensor) -> None:
        _in_batches(x, y, self._batch_size, self._descend)

    def _descend(self, x: tf.Tensor, y: tf.Tensor) -> None:
        with tf.GradientTape() as tape:
            loss = self._judge(x, y, training=True)
        self._update(tape.gradient(loss, self.network.trainable_variables))

    def _apply(self, gradients: list[tf.Tensor]) -> None:
        self.optimizer.apply(gradients, self.network.trainable_variables)

    def _judge(self, x: tf.Tensor, y: tf.Tensor, *, training: bool) -> tf.Tensor:
        sizes = [len(piece) for piece in np.array_split(range(x.shape[0]), min(self._pieces, x.shape[0]))]
        predicted = tf.concat([self._predict(piece, training=training) for piece in tf.split(x, sizes)], axis=0)
        compared = y if predicted.shape[-1] != 1 else y[:, None]
        loss = tf.reduce_mean(self._loss(compared, predicted)) + sum(self._forward.losses)
        self._mean_loss.update_state(loss, sample_weight=x.shape[0])
        for metric in self._metrics:
            metric.update_state(compared, predicted)
        return loss

    def _predict(self, x: tf.Tensor, *, training: bool) -> tf.Tensor:
        return self._forward((tf.cast(x, tf.float32) - self._mean) / self._divisor, training=training)


class CompiledNetwork(keras.Model):  # type: ignore[misc]
    """A network's layers in turn, its dropouts replaced by some that XLA compiles to fast code."""

    def __init__(self, network: keras.Model):
        super().__init__()
        self._steps = [
            ThreefryDropout(found) if isinstance(found, keras.layers.Dropout) and found.rate else found
            for found in network.layers[1:]
        ]

    def call(self, values: tf.Tensor) -> tf.Tensor:
        """From inputs to outputs."""
        for layer in self._steps:
            values = layer(values)
        return values


class ThreefryDropout(keras.layers.Layer):  # type: ignore[misc]
    """Keras' dropout with random bits from Threefry: Keras' Philox takes ten times as long once XLA compiled it."""

    def __init__(self, dropout: keras.layers.Dropout):
        super().__init__()
        self._rate, self._seeds = dropout.rate, dropout.seed_generator

    def call(self, values: tf.Tensor, training: bool = False) -> tf.Tensor:
        """Drop a share of the values and scale up the others."""
        if not training:
            return values
        bits = tf.random.stateless_uniform(
            values.shape, self._seeds.next(), minval=None, maxval=None, dtype=tf.uint32, alg="threefry"
        )
        kept = bits >= tf.constant(int(self._rate * 2**32), tf.uint32)
        return tf.where(kept, values / (1 - self._rate), tf.zeros_like(values))


def _in_batches(x: tf.Tensor, y: tf.Tensor, size: int, work: Callable[[tf.Tensor, tf.Tensor], object]) -> None:
    """Do something with each batch in turn, as one loop of the graph; sizes are known when it is traced."""
    whole, rest = divmod(x.shape[0], size)

    def step(index: tf.Tensor) -> list[tf.Tensor]:
        work(*(tf.slice(v, [index * size] + [0] * (len(v.shape) - 1), [size, *v.shape[1:]]) for v in (x, y)))
        return [index + 1]

    if whole:
        tf.while_loop(lambda index: index < whole, step, [tf.constant(0)], parallel_iterations=1)
    if rest:
        work(x[whole * size :], y[whole * size :])


def orders(seed: int, epochs: int, examples: int, repeat: int) -> NDArray[np.int32]:
    """Which example comes when: shape (epochs, repeat × examples); each epoch is a permutation of its own.

    Stock `fit` on TensorFlow means to do so too, but once a seed is set it repeats one permutation in every epoch:
    random numbers in `tf.data.Dataset.map` begin anew with each iterator (tensorflow issue 35682).
    """
    return np.stack(
        [np.random.default_rng([seed, epoch]).permutation(repeat * examples) % examples for epoch in range(epochs)]
    ).astype(np.int32)
