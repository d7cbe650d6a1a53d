"""What a model's predictions are."""

from typing import TYPE_CHECKING

from refit.errors import RefitError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def check_finite(predictions: "NDArray[np.float32]", part: str) -> None:
    """Make sure that a trained model gives numbers.

    Args:
        predictions: shape (examples, outputs).
        part: of the view, for the message.

    Raises:
        RefitError: it does not, for some examples.
    """
    import numpy as np

    without = int((~np.isfinite(predictions)).any(axis=1).sum())
    if without:
        raise RefitError(
            f"the trained model gives no finite number for {without:,} of the {len(predictions):,} examples of the "
            f"{part} part: its training diverged. Usual causes: a learning rate that is too high, or inputs that are "
            "not normalized."
        )


def predictions_are_probabilities(predictions: "NDArray[np.float32]") -> bool:
    """Whether each row is a distribution over the classes, and not the values of a decision function."""
    import numpy as np

    return bool((predictions >= 0).all() and np.allclose(predictions.sum(axis=1), 1, atol=1e-3))
