"""The names and arguments that Keras knows, from a generated file: checking a config must not cost TensorFlow's import.

`make generate` writes the file anew from the installed Keras.
"""

import inspect
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

API_FILE = Path(__file__).with_name("keras_api.json")

Signature = dict[str, bool]
"""Argument name: whether it must be given."""


@cache
def keras_api() -> dict[str, Any]:
    """`layers`, `optimizers` (name: signature), and `activations`, `initializers`, `regularizers` (names)."""
    api: dict[str, Any] = json.loads(API_FILE.read_text(encoding="utf-8"))
    return api


def read_installed_keras() -> dict[str, Any]:
    """The same, read from the Keras that is installed."""
    import keras

    base_layer = {"name", "dtype", "trainable"}

    def signature(cls: type, extra: Iterable[str] = ()) -> Signature:
        found = dict.fromkeys(extra, False)
        for parameter in inspect.signature(cls).parameters.values():
            if parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
                found[parameter.name] = parameter.default is parameter.empty
        return dict(sorted(found.items()))

    def classes(module: Any, base: type, extra: Iterable[str] = ()) -> dict[str, Signature]:
        found = {name: cls for name, cls in vars(module).items() if inspect.isclass(cls) and issubclass(cls, base)}
        return {name: signature(cls, extra) for name, cls in sorted(found.items()) if cls is not base}

    def names(module: Any) -> list[str]:
        return sorted(n for n in vars(module) if not n.startswith("_") and n not in ("get", "serialize", "deserialize"))

    return {
        "keras": keras.__version__,
        "layers": classes(keras.layers, keras.Layer, base_layer),
        "optimizers": classes(keras.optimizers, keras.optimizers.Optimizer),
        "activations": names(keras.activations),
        "initializers": names(keras.initializers),
        "regularizers": names(keras.regularizers),
    }


if __name__ == "__main__":
    API_FILE.write_text(json.dumps(read_installed_keras(), indent=1) + "\n")
