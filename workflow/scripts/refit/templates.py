"""Networks with places left open: `$name` for a value to come, `Repeat` for layers that stand several times."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from refit.params import Network, Training

MARK = "$"


def names_in(template: Any) -> Iterator[str]:
    """The name of every place left open, wherever it stands in nested mappings and lists."""
    if isinstance(template, str) and template.startswith(MARK):
        yield template.removeprefix(MARK)
    elif isinstance(template, Mapping):
        for part in template.values():
            yield from names_in(part)
    elif isinstance(template, list):
        for part in template:
            yield from names_in(part)


def filled(template: Any, values: Mapping[str, Any]) -> Any:
    """The same with a value in each open place that there is a value for."""
    if isinstance(template, str) and template.startswith(MARK):
        return values.get(template.removeprefix(MARK), template)
    if isinstance(template, Mapping):
        return {key: filled(part, values) for key, part in template.items()}
    return [filled(part, values) for part in template] if isinstance(template, list) else template


def expanded(layers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Layers (`class_name`, `config`) with each `Repeat` replaced by its layers, so many times."""
    found = []
    for layer in layers:
        if layer["class_name"] == "Repeat":
            found += expanded(layer["config"]["layers"]) * layer["config"]["times"]
        else:
            found.append(layer)
    return found


def resolved_network(network: Network, values: Mapping[str, Any]) -> Network:
    """A network with a search's values in place, and each `Repeat` as its layers."""
    return replace(network, layers=expanded(filled(network.layers, values)))


def resolved(training: Training, values: Mapping[str, Any]) -> Training:
    """A training with a search's values in place, and each `Repeat` as its layers."""
    others = {name: filled(getattr(training, name), values) for name in ("optimizer", "loss", "metrics", "callbacks")}
    return replace(training, network=resolved_network(training.network, values), **others)
