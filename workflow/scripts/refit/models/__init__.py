"""What an experiment's model may be: a kind a file, and the table of them."""

from collections.abc import Collection

from refit.models.base import ModelKind
from refit.models.estimator import ESTIMATOR
from refit.models.network import NETWORK

MODEL_KINDS: dict[str, ModelKind] = {kind.name: kind for kind in (NETWORK, ESTIMATOR)}
"""By name."""


def kind_of(keys: Collection[str]) -> ModelKind:
    """The kind of model of an experiment that gives these keys."""
    return next(kind for kind in MODEL_KINDS.values() if any(key in keys for key in kind.chosen_by))
