"""Claims: numbers that somebody reported, for the study to reproduce."""

from collections.abc import Callable, Iterator
from typing import Literal

from pydantic import PositiveInt, model_validator

from refit.definitions.base import ByKind, KeyPath, Kind, Problem, check_name
from refit.quantities import QUANTITIES, Quantity
from refit.typed import Strict


class Claim(Strict):
    """A number that somebody reported for an experiment, or for the chapter of foundations."""

    experiment: str = ""
    """Name of the experiment; none: the chapter of foundations."""
    quantity: Literal[tuple(QUANTITIES)]  # type: ignore[valid-type]
    """What was reported; see Quantities."""
    epoch: PositiveInt | None = None
    """After which epoch; none: at the end."""
    example: str = ""
    """The example, as the table of examples names it."""
    value: float | str
    """The number; of a class, its name."""
    decimals: int | None = None
    """To how many decimals it was rounded (−5: to hundreds of thousands); none: it was not."""
    relation: Literal["equal", "above", "about"] = "equal"
    """How the number was meant."""
    source: str = ""
    """Where or how it was reported."""

    @model_validator(mode="after")
    def _says_what_it_is_about(self) -> "Claim":
        quantity = QUANTITIES[self.quantity]
        if (quantity.of == "example") != bool(self.example):
            raise ValueError(f"give 'example' with {_names(lambda found: found.of == 'example')}, and only there")
        if (quantity.of == "foundations") == bool(self.experiment):
            raise ValueError(f"give 'experiment', except with {_names(lambda found: found.of == 'foundations')}")
        if (quantity.value_type == "class") != isinstance(self.value, str):
            classes = _names(lambda found: found.value_type == "class")
            raise ValueError(f"the value of '{classes}' is the name of a class in quotes, any other is a number")
        return self


def _names(chosen: Callable[[Quantity], bool]) -> str:
    return ", ".join(name for name, quantity in QUANTITIES.items() if chosen(quantity))


def check(name: str, claim: Claim, definitions: ByKind, path: KeyPath) -> Iterator[Problem]:
    """The experiment that a claim is about."""
    if claim.experiment:
        yield from check_name("experiment", claim.experiment, definitions["experiments"], (*path, "experiment"))


KIND = Kind(Claim, check, {"define.claims.<name>": Claim})
