"""Networks: Keras layers that learn by epochs. What trains them is `refit.training`."""

from collections.abc import Mapping
from typing import Any

from refit.models.base import ModelKind
from refit.params import KerasConfig
from refit.wording import call

EARLY_STOPPING = {"patience", "restore_best_weights"}
"""The arguments of the callback that an experiment's `early_stopping` is."""


def describe(record: Mapping[str, Any]) -> dict[str, str]:
    """How a run was trained, in words; what goes without saying is empty."""
    training = record["training"]
    loss, precision = training["loss"], training["network"]["precision"]
    callbacks = training["callbacks"]
    stopping = [named["config"] for named in callbacks if _is_early_stopping(named)]
    return {
        "optimizer": _call(training["optimizer"]),
        "loss": "" if isinstance(loss, str) else _call(loss),
        "batch size": str(training["batch_size"]),
        "epochs": f"{record['epochs']} of at most {training['epochs']}" if stopping else str(record["epochs"]),
        "early stopping": _early_stopping(stopping[0]) if stopping else "",
        "callbacks": ", ".join(_call(named) for named in callbacks if not _is_early_stopping(named)),
        "precision": precision if precision != "float32" else "",
    }


def _call(named: KerasConfig) -> str:
    return call(named["class_name"], named["config"])


def _is_early_stopping(callback: KerasConfig) -> bool:
    """Whether a callback is the experiment's `early_stopping`; one that is written as a callback is told as such."""
    return (callback["class_name"], {*callback["config"]}) == ("EarlyStopping", EARLY_STOPPING)


def _early_stopping(config: Mapping[str, Any]) -> str:
    best = "the best epoch's weights are kept" if config["restore_best_weights"] else "the last weights are kept"
    return f"after {config['patience']} epochs without a better validation loss; {best}"


NETWORK = ModelKind(
    name="network",
    words="a network",
    chosen_by=("layers", "continue_from"),
    model_file="model.keras",
    describe=describe,
    keys=(("early_stopping", "threads", "parameters", "predict"), ("loss", "metrics", "callbacks")),
    learns_by_epochs=True,
    predicts_examples=True,
)
