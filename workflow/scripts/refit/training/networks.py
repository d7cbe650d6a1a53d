"""What there is to tell of a network: its layers, and its first weights before training."""

from typing import Any

import keras
import numpy as np

HISTOGRAM_BINS = 60


def describe_layers(network: keras.Model) -> list[dict[str, Any]]:
    """Of each layer, as in Keras' summary: `layer` (class), `name`, `output_shape`, `parameters`, `trainable`.

    The shape is that of one example; `trainable` is how many of the parameters are trained.
    """
    return [
        {
            "layer": type(layer).__name__,
            "name": layer.name,
            "output_shape": list(layer.output.shape[1:]),
            "parameters": layer.count_params(),
            "trainable": sum(int(np.prod(variable.shape)) for variable in layer.trainable_variables),
        }
        for layer in network.layers
    ]


def describe_first_weights(network: keras.Model) -> dict[str, Any]:
    """The kernel and bias of the first layer that has a kernel.

    Returns:
        `name` of the layer, `kernel` (shape, mean, deviation, smallest, largest, histogram: `edges` and `counts`) and
        `bias` (shape, smallest, largest; None where it has none). Empty where no layer has a kernel.
    """
    layer = next((layer for layer in network.layers if getattr(layer, "kernel", None) is not None), None)
    if layer is None:
        return {}
    kernel = np.asarray(layer.kernel, np.float64)
    counts, edges = np.histogram(kernel, HISTOGRAM_BINS)
    bias = None
    if layer.bias is not None:
        values = np.asarray(layer.bias, np.float64)
        bias = {"shape": list(values.shape), "smallest": float(values.min()), "largest": float(values.max())}
    return {
        "name": layer.name,
        "kernel": {
            "shape": list(kernel.shape),
            "mean": float(kernel.mean()),
            "deviation": float(kernel.std()),
            "smallest": float(kernel.min()),
            "largest": float(kernel.max()),
            "histogram": {"edges": edges.tolist(), "counts": counts.tolist()},
        },
        "bias": bias,
    }
