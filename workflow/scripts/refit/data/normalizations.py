"""What is done to examples before a model sees them: a function of the training examples alone each.

A normalization is x ↦ (x − mean) / divisor. Its function takes the training examples as stored, shape (count, …), and
gives mean and divisor: numbers, or arrays of the shape of one example. Its name and the first paragraph of its
docstring go to the configuration's schema and its page in the docs, and to the page of each view. To add one, add a
function here and its entry below, as

    def min_max(train):
        '''Each pixel or column to [0, 1] over the training part.'''
        return train.min(axis=0), train.max(axis=0) - train.min(axis=0)
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the names are known when Snakemake starts, which NumPy would slow down
    from numpy.typing import NDArray

EPSILON = 1e-7
"""Added to a standard deviation before dividing, so that a constant pixel stays finite."""


def none(_: "NDArray[Any]") -> tuple[Any, Any]:
    """As stored."""
    return 0, 1


def divide_by_255(_: "NDArray[Any]") -> tuple[Any, Any]:
    """Pixels to [0, 1]."""
    return 0, 255


def standardize(train: "NDArray[Any]") -> tuple[Any, Any]:
    """Each pixel or column minus its mean over the training part, over its standard deviation there plus 1e-7."""
    return train.mean(axis=0, dtype="float64"), train.std(axis=0, dtype="float64") + EPSILON


NORMALIZATIONS: "dict[str, Callable[[NDArray[Any]], tuple[Any, Any]]]" = {
    function.__name__: function for function in (none, divide_by_255, standardize)
}
"""By the name in the configuration."""
