"""What a kind of model is: everything that depends on whether an experiment's model is a network or something else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ModelKind:
    """A kind of model.

    A further one is a module with one of these, an entry of `MODEL_KINDS`, its keys in
    `refit.definitions.experiments.Experiment`, and a rule that makes the files of its runs.

    Example:
        ```
        def describe(record: Mapping[str, Any]) -> dict[str, str]:
            return {"components": str(record["fitting"]["components"])}


        PCA = ModelKind(
            name="pca",
            words="a principal component analysis",
            chosen_by=("components",),
            model_file="model.npz",
            describe=describe,
        )
        ```
    """

    name: str
    words: str
    """With its article."""
    chosen_by: tuple[str, ...]
    """The keys of an experiment of which one is given."""
    model_file: str
    """What a run calls the file of its trained model."""
    describe: Callable[[Mapping[str, Any]], dict[str, str]]
    """How a run was trained, in words by what they tell, from its record (`refit.records`)."""
    keys: tuple[tuple[str, ...], ...] = ()
    """Further keys of an experiment, which no other kind takes; in groups, as messages name them."""
    learns_by_epochs: bool = False
    """Whether an experiment must give `epochs`, and a run has a history."""
    predicts_examples: bool = False
    """Whether runs can predict examples from elsewhere."""
