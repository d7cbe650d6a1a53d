"""Networks from data: Keras layers by their names and arguments."""

from collections.abc import Sequence
from typing import Any

import keras

from refit.errors import RefitError


class NetworkError(RefitError):
    """A network that cannot be built, or is not the one that was announced."""

    def __init__(self, message: str, layer: int | None = None):
        super().__init__(message)
        self.layer = layer


def build_network(
    layers: Sequence[dict[str, Any]],
    input_shape: Sequence[int],
    outputs: int,
    parameters: int | None,
    precision: str = "float32",
) -> keras.Model:
    """Build a network through Keras' own deserialisation.

    Args:
        layers: `class_name` and `config` of each layer.
        input_shape: shape of one example.
        outputs: how many values the network must give for one example.
        parameters: how many parameters it must have, if that is known.
        precision: Keras' dtype policy of all layers but the last, which gives float32.

    Raises:
        NetworkError: naming the layer that does not fit.
    """
    inputs = values = keras.Input(tuple(input_shape))
    for index, layer in enumerate(layers):
        shape = tuple(values.shape[1:])
        dtype = precision if index < len(layers) - 1 else "float32"
        described = {"module": "keras.layers", "registered_name": None, **layer}
        try:
            values = keras.layers.deserialize(described | {"config": {"dtype": dtype, **layer["config"]}})(values)
        except Exception as error:  # Keras raises whatever its layers raise
            raise NetworkError(_sentence(layer["class_name"], index, shape, error), index) from error
    model = keras.Model(inputs, values)
    if model.output_shape != (None, outputs):
        raise NetworkError(
            f"the network gives values of shape {model.output_shape[1:]} for an example, but its data asks for "
            f"{outputs}; let the last layer be Dense: {{units: {outputs}}}.",
            len(layers) - 1,
        )
    if parameters not in (None, model.count_params()):
        raise NetworkError(
            f"the network has {model.count_params():,} parameters, but 'parameters' says {parameters:,}; "
            "correct the layers or the number."
        )
    return model


def _sentence(name: str, index: int, shape: tuple[int, ...], error: Exception) -> str:
    reason = str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else type(error).__name__
    return f"layer {index + 1}, {name}, does not fit what comes before it (shape {shape}): {reason}."
