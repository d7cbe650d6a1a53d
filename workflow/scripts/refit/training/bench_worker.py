"""A process that trains one network in one way: an epoch for each line of its input, and the seconds it took."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import keras
import numpy as np
import tensorflow as tf

from refit.data.parts import Normalization, Part
from refit.execution import pieces, suits_xla
from refit.params import Training, from_params
from refit.training.epochs import EpochTrainer, metrics_of, orders
from refit.training.trainer import initial_network, loss_to_save, prepare_tensorflow

SCALE = Normalization(np.array(0, np.float32), np.array(255, np.float32))
SEED = 42


def drawn(training: Training, examples: int) -> Part:
    """Examples of the shape that a network sees, drawn at random: how long training takes does not depend on them."""
    random = np.random.default_rng(SEED)
    x = random.integers(0, 256, (examples, *training.network.input_shape), np.uint8)
    if training.network.outputs > 1:
        return Part(x, random.integers(0, training.network.outputs, examples))
    return Part(x, random.normal(size=examples).astype(np.float32))


def stock(training: Training, part: Part) -> Iterator[None]:
    """Keras' own `fit` as notebooks call it: float32, the machine's threads, examples that are normalized before."""
    network = initial_network(replace(training, network=replace(training.network, precision="float32")), SEED, None)
    network.compile(optimizer=network.optimizer, loss=loss_to_save(training), metrics=metrics_of(training))
    x = SCALE(part.x)
    while True:
        network.fit(x, part.y, batch_size=training.batch_size, epochs=1, verbose=0)
        yield


def refit(training: Training, part: Part) -> Iterator[None]:
    """Refit's trainer, with the experiment's threads."""
    prepare_tensorflow(training.threads, training.network.layers)
    network = initial_network(training, SEED, None)
    trainer = EpochTrainer(network, training, part, part[:0], SCALE)
    for order in orders(SEED, 100, len(part), 1):
        trainer.fit(tf.data.Dataset.from_tensors(order), shuffle=False, steps_per_epoch=1, epochs=1, verbose=0)
        yield


def floor(training: Training, part: Part) -> Iterator[None]:
    """The matrix products and convolutions alone, forward and backward, executed as Refit's trainer executes them."""
    prepare_tensorflow(training.threads, training.network.layers)
    split = pieces(training.network.layers, training.threads)
    work = [
        _products(layer, training.batch_size // split, index == 0)
        for _ in range(split)  # each with inputs of its own, or TensorFlow computes only one of them
        for index, layer in enumerate(
            layer for layer in initial_network(training, SEED, None).layers if hasattr(layer, "kernel")
        )
    ]
    steps = -(-len(part) // training.batch_size)

    def epoch() -> tf.Tensor:
        def step(index: tf.Tensor, total: tf.Tensor) -> list[tf.Tensor]:
            # A sum of so many terms would be rewritten by TensorFlow to one that fails in a loop.
            return [index + 1, total + tf.reduce_sum(tf.stack([product(total) for product in work]))]

        start = [tf.constant(0), tf.constant(0.0)]
        return tf.while_loop(lambda index, _: index < steps, step, start, parallel_iterations=1)

    compiled = tf.function(epoch, autograph=False, jit_compile=suits_xla(training.network.layers))
    while True:
        compiled()[1].numpy()
        yield


def _products(layer: keras.Layer, examples: int, is_first: bool) -> Callable[[tf.Tensor], tf.Tensor]:
    """A layer's product with its derivatives, as a function of a number that keeps it from being computed once."""
    inputs = tf.random.normal((examples, *layer.input.shape[1:]), dtype=layer.compute_dtype)
    outputs = tf.random.normal((examples, *layer.output.shape[1:]), dtype=layer.compute_dtype)
    kernel = tf.cast(layer.kernel, layer.compute_dtype)

    def product(number: tf.Tensor) -> tf.Tensor:
        x, y = (values + 0 * tf.cast(number, layer.compute_dtype) for values in (inputs, outputs))
        if isinstance(layer, keras.layers.Dense):
            found = [tf.matmul(x, kernel), tf.matmul(x, y, transpose_a=True)]
            if not is_first:
                found.append(tf.matmul(y, kernel, transpose_b=True))
        else:
            how = {"strides": [1, 1, 1, 1], "padding": layer.padding.upper()}
            found = [
                tf.raw_ops.Conv2D(input=x, filter=kernel, **how),
                tf.raw_ops.Conv2DBackpropFilter(input=x, filter_sizes=kernel.shape, out_backprop=y, **how),
            ]
            if not is_first:
                found.append(tf.raw_ops.Conv2DBackpropInput(input_sizes=x.shape, filter=kernel, out_backprop=y, **how))
        return tf.reduce_sum(tf.stack([tf.cast(tf.reshape(values, [-1])[0], tf.float32) for values in found]))

    return product


WAYS = {"stock": stock, "refit": refit, "floor": floor}

if __name__ == "__main__":
    request = json.loads(sys.stdin.readline())
    training = from_params(Training, request["training"])
    epochs = WAYS[request["way"]](training, drawn(training, request["examples"]))
    print("ready", flush=True)
    for _ in sys.stdin:
        started = time.perf_counter()
        next(epochs)
        print(time.perf_counter() - started, flush=True)
