"""Networks from data: Keras layers by their names and arguments."""

import keras

from refit.errors import RefitError
from refit.params import Network


class NetworkError(RefitError):
    """A network that cannot be built, or is not the one that was announced."""

    def __init__(self, message: str, layer: int | None = None):
        super().__init__(message)
        self.layer = layer


def build_network(network: Network) -> keras.Model:
    """Build a network through Keras' own deserialisation.

    Raises:
        NetworkError: naming the layer that does not fit.
    """
    inputs = values = keras.Input(tuple(network.input_shape))
    for index, layer in enumerate(network.layers):
        shape = tuple(values.shape[1:])
        dtype = network.precision if index < len(network.layers) - 1 else "float32"
        described = {"module": "keras.layers", "registered_name": None, **layer}
        try:
            values = keras.layers.deserialize(described | {"config": {"dtype": dtype, **layer["config"]}})(values)
        except Exception as error:  # Keras raises whatever its layers raise
            raise NetworkError(_sentence(layer["class_name"], index, shape, error), index) from error
    model = keras.Model(inputs, values)
    if model.output_shape != (None, network.outputs):
        raise NetworkError(
            f"the network gives values of shape {model.output_shape[1:]} for an example, but its data asks for "
            f"{network.outputs}; let the last layer be Dense: {{units: {network.outputs}}}.",
            len(network.layers) - 1,
        )
    if network.parameters not in (None, model.count_params()):
        raise NetworkError(
            f"the network has {model.count_params():,} parameters, but 'parameters' says {network.parameters:,}; "
            "correct the layers or the number."
        )
    return model


def _sentence(name: str, index: int, shape: tuple[int, ...], error: Exception) -> str:
    reason = str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else type(error).__name__
    return f"layer {index + 1}, {name}, does not fit what comes before it (shape {shape}): {reason}."
