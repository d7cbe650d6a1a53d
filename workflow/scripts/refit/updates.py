"""Runs of several versions of the packages: an update trains nothing again, so what it leaves is told."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from pathlib import Path

Versions = Mapping[str, str]
"""By library, as a run's record has them."""

VERSIONS = re.compile(rb'"versions": (\{.*?\})', re.DOTALL)
"""In a record. Parsing no more of it halves the time, of which 10,000 runs take half a second."""

MOST_NAMED = 3


def mixed(runs: Iterable[tuple[str, Versions]]) -> dict[str, list[str]]:
    """The runs by the versions in which they differ; none if they do not.

    Python's own version does not count: it changes no number.

    Args:
        runs: names of runs, and the `versions` of their records.

    Example:
        >>> mixed([("a", {"keras": "3.14", "numpy": "2"}), ("b", {"keras": "3.15", "numpy": "2"})])
        {'keras 3.14': ['a'], 'keras 3.15': ['b']}
    """
    runs = [*runs]
    numbers: dict[str, set[str]] = {}
    for library, number in chain.from_iterable(versions.items() for _, versions in runs):
        numbers.setdefault(library, set()).add(number)
    return _by_words(runs, lambda library, number: f"{library} {number}" if len(numbers[library]) > 1 else "")


def outdated(records: Mapping[str, Path]) -> str:
    """What to say of runs that were trained with other versions than those that are installed; nothing if none were.

    Args:
        records: by a run's name, its record, which may not be there.
    """
    groups = _by_words(recorded_versions(records), _words_if_outdated)
    count = sum(map(len, groups.values()))
    lines = "".join(f"  {words}: {_some(names)}\n" for words, names in groups.items())
    were = "runs were" if count > 1 else "run was"
    return (
        f"\n{count} {were} trained with other versions than those installed:\n{lines}"
        "They stay as they are, and are averaged with what is trained from now on. To train all again, add\n"
        "--forcerun make_view; to compare first, see “Next year” in the README.\n\n"
        if groups
        else ""
    )


def recorded_versions(records: Mapping[str, Path]) -> Iterator[tuple[str, Versions]]:
    """By a run's name, the versions in its record, if it is there."""
    for name, path in records.items():
        try:
            content = path.read_bytes()
        except OSError:
            continue
        if told := VERSIONS.search(content):
            yield name, json.loads(told[1])


def _by_words(runs: Iterable[tuple[str, Versions]], words: Callable[[str, str], str]) -> dict[str, list[str]]:
    """The names of runs by what is said of their versions; without those of which nothing is."""
    groups: dict[str, list[str]] = {}
    for name, versions in runs:
        said = (words(library, number) for library, number in versions.items() if library != "python")
        groups.setdefault(", ".join(filter(None, said)), []).append(name)
    groups.pop("", None)
    return groups


@cache
def _words_if_outdated(library: str, number: str) -> str:
    try:
        now = version(library)
    except PackageNotFoundError:  # training has an environment of its own
        return ""
    return f"{library} {number} (now {now})" if number != now else ""


def _some(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
