"""Searches: what an experiment's open places may hold, and how the best is chosen. A part of an experiment."""

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import Annotated, Any

from pydantic import Field, GetJsonSchemaHandler, PositiveInt, model_validator
from pydantic_core import CoreSchema

from refit.definitions.base import KeyPath, Problem, Sections, Seed, with_numbers
from refit.definitions.keras_objects import KerasObject
from refit.errors import did_you_mean
from refit.templates import MARK, names_in
from refit.typed import Strict


class SearchedValues(Strict):
    """The values that a search draws from: a list, or a range such as {log_uniform: [0.0003, 0.03]}."""

    values: list[Any] = []
    """Equally likely values."""
    integers: list[int] = []
    """Lowest and highest whole number, both included."""
    uniform: list[float] = []
    """Lowest and highest number; equally likely between them."""
    log_uniform: list[float] = []
    """Lowest and highest number, above 0; the logarithm is equally likely between them."""

    @model_validator(mode="before")
    @classmethod
    def _from_yaml(cls, value: Any) -> Any:
        return with_numbers({"values": value} if isinstance(value, list) else value)

    @model_validator(mode="after")
    def _is_one_kind_of_range(self) -> "SearchedValues":
        if sum(map(bool, (self.values, self.integers, self.uniform, self.log_uniform))) != 1:
            raise ValueError("give a list of values, or one of 'integers', 'uniform' and 'log_uniform'")
        ends = self.integers or self.uniform or self.log_uniform
        if ends and (len(ends) != 2 or ends[0] >= ends[1]):
            raise ValueError("give the lowest and the highest value, in this order")
        if self.log_uniform and self.log_uniform[0] <= 0:
            raise ValueError("a log_uniform range begins above 0")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": "array", "minItems": 1}, handler(schema)], "description": cls.__doc__}

    @property
    def choices(self) -> int | None:
        """How many values there are; None where they are too many to count."""
        if self.integers:
            return self.integers[1] - self.integers[0] + 1
        return len(self.values) or None

    @property
    def examples(self) -> list[Any]:
        """Every value of a list, the ends of a range."""
        return self.values or self.integers or self.uniform or self.log_uniform


class Search(Strict):
    """A random search with cross-validation on the training part; its best candidate is what the experiment trains.

    In `layers`, `optimizer`, `loss`, `metrics` and `callbacks`, `$name` stands for the value of `name` in the space.
    """

    space: dict[str, SearchedValues] = Field(min_length=1)
    """By name, the values to draw from."""
    draws: PositiveInt = 10
    """How many candidates are drawn, and tried as a job each."""
    folds: Annotated[int, Field(ge=2)] = 3
    """Parts of the cross-validation."""
    random_state: Seed = 42
    """Seed of the draws and of the candidates' training."""


SECTIONS: Sections = {"…search": Search, "…search.space.<name>": SearchedValues}


def check_search(search: Search | None, written: Sequence[KerasObject], path: KeyPath) -> Iterator[Problem]:
    """Whether the open places of a network have the names of its search's space, and it has enough values.

    Args:
        search: the experiment's, if it has one; without one, no place may be open.
        written: the experiment's layers, optimizer, and all else that may have open places.
        path: the experiment's.
    """
    used = {*names_in([item.arguments for item in written])}
    space = search.space if search else {}
    yield from _check_names(used, space, path)
    if search and None not in (counts := [values.choices for values in space.values()]):
        combinations = prod(count for count in counts if count is not None)
        if search.draws > combinations:
            yield Problem(
                (*path, "search"),
                f"the space has only {combinations} combinations, fewer than the {search.draws} draws; "
                f"set draws: {combinations}, or widen the space.",
            )


def _check_names(used: set[str], space: Mapping[str, SearchedValues], path: KeyPath) -> Iterator[Problem]:
    unused = [name for name in space if name not in used]
    for name in unused:
        fix = did_you_mean(name, used) if used else "; write it in place of a value."
        message = f"no argument of a layer or the optimizer is '{MARK}{name}'{fix}"
        yield Problem((*path, "search", "space", name), message)
    for name in sorted(used - space.keys()) if not unused else []:
        fix = did_you_mean(name, space) if space else "; add search: {space: {…}}, or write a value."
        yield Problem((*path, "layers"), f"the search's space has no '{name}', which '{MARK}{name}' asks for{fix}")
