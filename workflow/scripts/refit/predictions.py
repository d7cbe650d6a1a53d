"""What a model's predictions are, and how they are tabulated."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def predictions_are_probabilities(predictions: NDArray[np.float32]) -> bool:
    """Whether each row is a distribution over the classes, and not the values of a decision function."""
    return bool((predictions >= 0).all() and np.allclose(predictions.sum(axis=1), 1, atol=1e-3))


def confusion_table(matrix: list[list[int]], classes: list[str]) -> pd.DataFrame:
    """A confusion matrix with class names: rows true, columns predicted."""
    return pd.DataFrame(matrix, index=pd.Index(classes, name="true \\ predicted"), columns=classes)
