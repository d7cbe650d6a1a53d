"""Values as words for readers."""

from collections.abc import Mapping
from typing import Any


def value(given: Any) -> str:
    """A value of any kind, perhaps as text; a fraction with four digits."""
    try:
        number = float(given)
    except (TypeError, ValueError):
        return str(given)
    return str(given) if number.is_integer() else f"{number:.4g}".replace("-", "−")


def call(name: str, arguments: Mapping[str, Any]) -> str:
    """A class with its arguments, as one writes it."""
    return f"{name}({', '.join(f'{key}={value(argument)}' for key, argument in arguments.items())})"
