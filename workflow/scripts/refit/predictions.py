"""What a model's predictions are."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def predictions_are_probabilities(predictions: "NDArray[np.float32]") -> bool:
    """Whether each row is a distribution over the classes, and not the values of a decision function."""
    import numpy as np

    return bool((predictions >= 0).all() and np.allclose(predictions.sum(axis=1), 1, atol=1e-3))
