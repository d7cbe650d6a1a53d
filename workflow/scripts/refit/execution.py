"""How the training of a network is executed, by the layers that it holds."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from refit.params import Training

Layers = Sequence[Mapping[str, Any]]
"""`class_name` and `config` of each layer."""

COMPILED = {
    "Activation",
    "BatchNormalization",
    "Dense",
    "Dropout",
    "ELU",
    "Flatten",
    "LayerNormalization",
    "LeakyReLU",
    "PReLU",
    "ReLU",
    "Reshape",
    "Softmax",
}
"""The layers that XLA compiles to code that is faster on a CPU than TensorFlow's own operations."""


STEPS_THAT_PAY = 1500
"""Compiling takes 2 to 6 s, and then saves 0.3 ms a step (SGD, 266,610 weights) to 10 ms (Nadam, 1.4 million)."""


def suits_xla(layers: Layers) -> bool:
    """Whether XLA makes the training of these layers faster.

    XLA makes few passes over memory out of many small operations, but its convolutions on a CPU are several times
    slower than oneDNN's.
    """
    # A noise shape says along which axes a dropout repeats itself.
    return all(layer["class_name"] in COMPILED and not layer["config"].get("noise_shape") for layer in layers)


def pays_to_compile(training: Training, examples: int) -> bool:
    """Whether a training is long enough for what compiling takes."""
    return training.epochs * training.repeat * examples / training.batch_size >= STEPS_THAT_PAY


def is_split(layers: Layers) -> bool:
    """Whether each batch is split into a piece per thread, each computed by one thread.

    Two halves of a batch side by side take less time than two threads in each operation, one operation after the other.
    It needs layers that treat each example by itself.
    """
    meet = ("BatchNormalization", "activity_regularizer", "ActivityRegularization")
    return not suits_xla(layers) and not any(f'"{name}"' in json.dumps([*layers]) for name in meet)


def pieces(layers: Layers, threads: int) -> int:
    """Into how many pieces each batch is split."""
    return threads if is_split(layers) else 1


def default_threads(layers: Layers) -> int:
    """With how many threads a network trains, where its experiment does not say.

    Two compiled trainings side by side on two cores end sooner than one after the other on two threads each.
    """
    return 1 if suits_xla(layers) else 2
