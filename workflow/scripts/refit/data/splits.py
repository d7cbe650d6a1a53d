"""Which examples are the validation part: a function each, from training and test part to training and validation."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the names are known when Snakemake starts, which NumPy would slow down
    from refit.data.parts import Part


def none(train: "Part", _test: "Part", _: Mapping[str, Any]) -> "tuple[Part, Part]":
    """There is no validation."""
    return train, train[:0]


def first(train: "Part", _test: "Part", validation: Mapping[str, Any]) -> "tuple[Part, Part]":
    """The first so many training examples, which then do not train."""
    return train[validation["count"] :], train[: validation["count"]]


def last(train: "Part", _test: "Part", validation: Mapping[str, Any]) -> "tuple[Part, Part]":
    """The last so many training examples, which then do not train."""
    return train[: -validation["count"]], train[-validation["count"] :]


def random(train: "Part", _test: "Part", validation: Mapping[str, Any]) -> "tuple[Part, Part]":
    """Training examples drawn at random, which then do not train."""
    return random_split(train, validation["split"])


def test(train: "Part", test_part: "Part", _: Mapping[str, Any]) -> "tuple[Part, Part]":
    """The test part itself, as one notebook has it; the report says so."""
    return train, test_part


VALIDATION_PARTS: "dict[str, Callable[[Part, Part, Mapping[str, Any]], tuple[Part, Part]]]" = {
    function.__name__: function for function in (none, first, last, random, test)
}
"""By the name in the configuration."""


def random_split(part: "Part", split: Mapping[str, Any]) -> "tuple[Part, Part]":
    """What remains, and what is set apart, by scikit-learn's `train_test_split`."""
    import numpy as np
    from sklearn.model_selection import train_test_split

    rows = train_test_split(np.arange(len(part)), test_size=split["share"], random_state=split["random_state"])
    return part[rows[0]], part[rows[1]]
