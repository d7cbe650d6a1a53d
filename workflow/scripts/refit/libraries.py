"""The names and arguments that Keras and scikit-learn know, from a generated file: a check must not cost their import.

`make generate` writes the file anew from what is installed.
"""

import inspect
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

NAMES_FILE = Path(__file__).with_name("libraries.json")

CALLBACKS = ("EarlyStopping", "ReduceLROnPlateau", "TerminateOnNaN")
"""Those of Keras' that steer a training by plain values; the others write files, or call functions of one's own."""

Signature = dict[str, bool]
"""Argument name: whether it must be given."""


@cache
def known_names() -> dict[str, Any]:
    """Signatures by name (`layers`, `optimizers`, `losses`, `metrics`, `callbacks`, `estimators`), or names alone.

    Names alone: `activations`, `initializers`, `regularizers`.
    """
    names: dict[str, Any] = json.loads(NAMES_FILE.read_text(encoding="utf-8"))
    return names


def read_installed() -> dict[str, Any]:
    """The same, read from the libraries that are installed."""
    import keras
    from sklearn.utils import all_estimators

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
        "layers": classes(keras.layers, keras.Layer, ("name", "dtype", "trainable")),
        "optimizers": classes(keras.optimizers, keras.optimizers.Optimizer),
        "losses": classes(keras.losses, keras.losses.Loss),
        "metrics": classes(keras.metrics, keras.metrics.Metric),
        "callbacks": {name: signature(getattr(keras.callbacks, name)) for name in CALLBACKS},
        "estimators": {name: signature(cls) for name, cls in all_estimators(type_filter=["classifier", "regressor"])},
        "activations": names(keras.activations),
        "initializers": names(keras.initializers),
        "regularizers": names(keras.regularizers),
    }


if __name__ == "__main__":
    NAMES_FILE.write_text(json.dumps(read_installed(), indent=1) + "\n", encoding="utf-8")
