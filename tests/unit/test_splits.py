"""What every way to take a validation part keeps to."""

import numpy as np
import pytest

from refit.configuration import docs
from refit.data.parts import Part
from refit.data.splits import VALIDATION_PARTS

HOW = {"count": 7, "split": {"share": 0.2, "random_state": 42}}


def part(*rows: int) -> Part:
    """Examples that are known by their number, which is their label too."""
    return Part(np.array(rows, np.float32)[:, None], np.array(rows, np.int64))


@pytest.mark.parametrize("name", VALIDATION_PARTS)
def test_nothing_is_lost_none_is_in_two_parts_and_each_keeps_its_label(name):
    train, validation = VALIDATION_PARTS[name](part(*range(40)), part(*range(40, 50)), HOW)
    rows = [*train.y.tolist(), *validation.y.tolist()]
    assert sorted(rows) == [*range(50 if name == "test" else 40)]
    for taken in (train, validation):
        np.testing.assert_array_equal(taken.x[:, 0], taken.y)


@pytest.mark.parametrize("name", VALIDATION_PARTS)
def test_only_one_looks_at_the_test_part_and_it_says_so(name):
    splits = [VALIDATION_PARTS[name](part(*range(40)), test, HOW) for test in (part(*range(40, 50)), part(99))]
    taken = [[own.y.tolist() for own in split] for split in splits]
    assert (taken[0] == taken[1]) == (name != "test")


@pytest.mark.parametrize("name", VALIDATION_PARTS)
def test_each_way_is_in_the_schema_and_described_in_the_documentation(name):
    written = docs.schema()["$defs"]["Validation"]["properties"]["part"]
    (row,) = (line for line in docs.page().splitlines() if line.startswith("| `part`"))
    assert written["enum"] == [*VALIDATION_PARTS]
    assert VALIDATION_PARTS[name].__doc__[1:] in written["description"]
    assert f"`{name}`: {VALIDATION_PARTS[name].__doc__[0].lower()}" in row
