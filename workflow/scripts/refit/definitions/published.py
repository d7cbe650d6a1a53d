"""Published numbers, to stand beside those of the study."""

from collections.abc import Iterator
from typing import Literal

from refit.definitions.base import ByKind, KeyPath, Kind, Problem, check_name
from refit.quantities import PUBLISHED
from refit.typed import Strict


class Published(Strict):
    """A number that others published for the same data. It is shown beside experiments, not held against them."""

    data_set: str
    """Name of the data set."""
    model: str
    """What model, and how trained."""
    quantity: Literal[PUBLISHED]  # type: ignore[valid-type]
    """What was measured; see Quantities."""
    value: float
    """The number."""
    source: str = ""
    """Where it was published."""
    beside: list[str] = []
    """Names of experiments with the same network, or nearly so."""


def check(name: str, published: Published, definitions: ByKind, path: KeyPath) -> Iterator[Problem]:
    """The data set that a published number is about, and the experiments that it stands beside."""
    yield from check_name("data set", published.data_set, definitions["data_sets"], (*path, "data_set"))
    for index, experiment in enumerate(published.beside):
        yield from check_name("experiment", experiment, definitions["experiments"], (*path, "beside", index))


KIND = Kind(Published, check, {"define.published.<name>": Published})
