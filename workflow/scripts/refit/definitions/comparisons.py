"""Comparisons: experiments side by side."""

from collections.abc import Iterator

from pydantic import Field

from refit.definitions.base import ByKind, KeyPath, Kind, Problem, check_name
from refit.typed import Strict

MOST_COMPARED = 40
"""Experiments in a comparison: its figure has a curve for each, and its table of pairs grows with their square."""


class Comparison(Strict):
    """Experiments side by side; shown where the study has all of them."""

    title: str
    """What is compared."""
    note: str = ""
    """Shown beside it."""
    experiments: list[str] = Field(min_length=2)
    """Names of experiments, in the order to show."""


def check(name: str, comparison: Comparison, definitions: ByKind, path: KeyPath) -> Iterator[Problem]:
    """The experiments that a comparison names: known, and not too many."""
    if len(comparison.experiments) > MOST_COMPARED:
        yield Problem(
            (*path, "experiments"),
            f"{len(comparison.experiments)} experiments are too many to read side by side. Name at most "
            f"{MOST_COMPARED}; the report's table of all experiments has them all",
        )
    for index, experiment in enumerate(comparison.experiments):
        yield from check_name("experiment", experiment, definitions["experiments"], (*path, "experiments", index))


KIND = Kind(Comparison, check, {"define.comparisons.<name>": Comparison})
