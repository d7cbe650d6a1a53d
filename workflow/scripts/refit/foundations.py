"""What the notebooks explain before they train: activation functions, a toy network, softmax, image kernels."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805
"""Klambauer, Unterthiner, Mayr, Hochreiter: Self-Normalizing Neural Networks (arXiv 1706.02515), section 2."""


@dataclass(frozen=True)
class Activation:
    """An activation function and its derivative; the step's derivative leaves out the jump."""

    name: str
    function: Callable[[Array], Array]
    derivative: Callable[[Array], Array]


def _sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def leaky_relu(slope: float) -> Activation:
    """Leaky ReLU with a slope for negative x."""
    return Activation(
        f"leaky ReLU ({slope:g})", lambda x: np.where(x > 0, x, slope * x), lambda x: np.where(x > 0, 1.0, slope)
    )


ACTIVATIONS = (
    Activation("step", lambda x: np.where(x > 0, 1.0, 0.0), np.zeros_like),
    Activation("sigmoid", _sigmoid, lambda x: _sigmoid(x) * (1 - _sigmoid(x))),
    Activation("ReLU", lambda x: np.maximum(x, 0), lambda x: np.where(x > 0, 1.0, 0.0)),
    leaky_relu(0.1),
    leaky_relu(0.05),
    Activation("ELU", lambda x: np.where(x > 0, x, np.expm1(x)), lambda x: np.where(x > 0, 1.0, np.exp(x))),
    Activation(
        "SELU",
        lambda x: SELU_SCALE * np.where(x > 0, x, SELU_ALPHA * np.expm1(x)),
        lambda x: SELU_SCALE * np.where(x > 0, 1.0, SELU_ALPHA * np.exp(x)),
    ),
    Activation("Swish", lambda x: x * _sigmoid(x), lambda x: _sigmoid(x) + x * _sigmoid(x) * (1 - _sigmoid(x))),
)
"""Those of the notebooks; the leak is 0.1 in one and 0.05 in another."""

TOY_INPUT = np.array([1.0, -2.0, 3.0])
TOY_TARGET = np.array([3.0, 2.0])
TOY_WEIGHTS = (
    np.array([[4.0, 2.0, -1.0], [5.0, -2.0, -2.0]]),
    np.array([[0.0, 1.0], [-2.0, 2.0], [3.0, 4.0], [-2.0, 0.0]]),
    np.array([[-2.0, 3.0, -6.0, 4.0], [-1.0, 0.0, -1.0, 0.0]]),
)
TOY_BIASES = (np.array([0.0, 1.0]), np.array([-1.0, -7.0, -14.0, -5.0]), np.array([14.0, 4.0]))


def toy_output(first_weights: Array) -> tuple[Array, list[Array]]:
    """The toy network's output W3·ReLU(W2·ReLU(W1·x + b1) + b2) + b3, and the values before each ReLU."""
    weights = (first_weights, *TOY_WEIGHTS[1:])
    before = []
    values = TOY_INPUT
    for index, (matrix, bias) in enumerate(zip(weights, TOY_BIASES, strict=True)):
        values = matrix @ values + bias
        if index < len(weights) - 1:
            before.append(values)
            values = np.maximum(values, 0)
    return values, before


def toy_loss(first_weights: Array) -> float:
    """Euclidean distance of the toy network's output to its target."""
    return float(np.linalg.norm(toy_output(first_weights)[0] - TOY_TARGET))


def finite_differences(loss: Callable[[Array], float], weights: Array, step: float = 1e-6) -> Array:
    """The derivative of a loss with respect to each weight, by central differences (error of order step²)."""
    gradient = np.zeros_like(weights)
    for place in np.ndindex(*weights.shape):
        shift = np.zeros_like(weights)
        shift[place] = step
        gradient[place] = (loss(weights + shift) - loss(weights - shift)) / (2 * step)
    return gradient


SCORES = np.array([1.0, 2.0, -3.0])
"""The scores of the notebook's softmax example."""


def softmax(scores: Array) -> Array:
    """Probabilities from scores; the largest score is taken off first, which changes nothing but overflow."""
    shifted = np.exp(scores - scores.max())
    return np.asarray(shifted / shifted.sum())


def cross_entropy(probabilities: Array, true_class: int) -> float:
    """The loss of predicted probabilities if a class (counted from 0) is the true one: −ln p."""
    return float(-np.log(probabilities[true_class]))


VERTICAL_EDGES = np.array([[1.0, 0.0, -1.0]] * 3)


def convolve(image: Array, kernel: Array, padding: str) -> Array:
    """What a convolution layer computes of one picture (a cross-correlation), of the picture's size.

    Args:
        image: shape (rows, columns).
        kernel: shape (3, 3).
        padding: `constant` (zeros) or `reflect` (mirrored at the edge), as in `numpy.pad`.
    """
    padded = np.pad(image, 1, mode=padding)  # type: ignore[call-overload]
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return np.asarray(np.einsum("ijkl,kl->ij", windows, kernel))


def max_pool(image: Array) -> Array:
    """The largest value of each square of 2×2 pixels; shape (rows / 2, columns / 2)."""
    rows, columns = image.shape
    return np.asarray(image.reshape(rows // 2, 2, columns // 2, 2).max(axis=(1, 3)))
