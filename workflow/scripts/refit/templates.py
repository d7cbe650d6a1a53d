"""Networks with places left open: `$name` for a value to come, `Repeat` for layers that stand several times."""

from collections.abc import Iterator, Mapping
from typing import Any

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


def resolved(training: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What a run depends on (`Study.training`) with a search's values in place, and each `Repeat` as its layers."""
    complete: dict[str, Any] = filled(training, values)
    return complete | {"layers": expanded(complete["layers"])}
