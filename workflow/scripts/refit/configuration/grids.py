"""Grids: an experiment that is written once, for each combination of some values."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from refit.definitions.base import Problem
from refit.errors import did_you_mean
from refit.templates import MARK, filled, names_in

Bodies = dict[str, Any]
"""By name, experiments as they are written."""


def expanded_grids(bodies: Mapping[str, Any]) -> tuple[Bodies, dict[str, list[str]], list[Problem]]:
    """Experiments with each grid replaced by its points, the names of each grid's points, and faults.

    A point is named after the grid and its values; wherever the grid writes `$key`, it has the value of that key.
    """
    found: Bodies = {}
    points: dict[str, list[str]] = {}
    problems: list[Problem] = []
    for name, body in bodies.items():
        grid = body.get("grid") if isinstance(body, Mapping) else None
        if not grid:
            found[name] = body
            continue
        faults = [Problem(("define", "experiments", name, "grid", *place), text) for place, text in _faults(body)]
        problems += faults
        points[name] = []
        for values in product(*grid.values()) if not faults else ():
            point = "_".join([name, *map(_word, values)])
            points[name].append(point)
            found[point] = _at(name, body, dict(zip(grid, values, strict=True)))
        twice = next((point for point, count in Counter(points[name]).items() if count > 1), None)
        if twice:
            text = f"two combinations of values would both be named '{twice}'; let the values differ in more."
            problems.append(Problem(("define", "experiments", name, "grid"), text))
    return found, points, problems


def _faults(body: Mapping[str, Any]) -> list[tuple[Sequence[str], str]]:
    """Where in a grid what is wrong."""
    grid = body["grid"]
    if not isinstance(grid, Mapping):
        return [((), "expected keys with lists of values, such as units: [100, 200].")]
    found: list[tuple[Sequence[str], str]] = [
        ((str(key),), "expected a list of values, such as [100, 200].")
        for key, values in grid.items()
        if not isinstance(values, list) or not values
    ]
    used = {*names_in({key: value for key, value in body.items() if key != "grid"})}
    for key in grid:
        if key not in used:
            fix = did_you_mean(key, used - grid.keys()) if used - grid.keys() else "; write it in place of a value."
            found.append(((str(key),), f"nothing in the experiment is '{MARK}{key}'{fix}"))
    return found


def _at(name: str, body: Mapping[str, Any], values: Mapping[str, Any]) -> Bodies:
    """The experiment at one point of a grid."""
    where = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in values.items())
    own = {key: value for key, value in body.items() if key != "grid"}
    return {**filled(own, values), "label": f"{body.get('label') or name}: {where}"}


def _word(value: Any) -> str:
    """A value as a part of a name."""
    return re.sub(r"[^a-z0-9.+-]+", "-", str(value).lower()).strip("-")


def with_points(names: Any, points: Mapping[str, Sequence[str]]) -> Any:
    """A list of experiments, as it is written, with each grid replaced by its points."""
    if not isinstance(names, list):
        return names
    return [point for name in names for point in (points.get(name, [name]) if isinstance(name, str) else [name])]


def at_grid(problem: Problem, points: Mapping[str, Sequence[str]]) -> Problem:
    """A fault of a grid's point where it was written, which is at the grid."""
    kind, name = problem.path[:2], problem.path[2:3]
    owner = next((grid for grid, own in points.items() if name and name[0] in own), None)
    if kind != ("define", "experiments") or owner is None:
        return problem
    return replace(problem, path=(*kind, owner, *problem.path[3:]))
