"""Claims: numbers that somebody reported, for the study to reproduce."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, PositiveInt, model_validator

from refit.definitions.base import ByKind, KeyPath, Kind, Problem, check_name
from refit.typed import Strict

OF_EXAMPLES = ("predicted", "probability", "probability_of_truth")

OF_FOUNDATIONS = ("toy_network_distance", "softmax_loss_second_class", "softmax_loss_third_class")


class Claim(Strict):
    """A number that somebody reported for an experiment, or for the chapter of foundations."""

    experiment: str = Field(default="", description="Name of the experiment; none: the chapter of foundations.")
    quantity: Literal[
        "training_loss",
        "training_accuracy",
        "validation_loss",
        "validation_accuracy",
        "test_loss",
        "test_accuracy",
        "parameters",
        "trainable_parameters",
        "non_trainable_parameters",
        "predicted",
        "probability",
        "probability_of_truth",
        "toy_network_distance",
        "softmax_loss_second_class",
        "softmax_loss_third_class",
    ] = Field(
        description="What was reported. `predicted`, `probability` and `probability_of_truth` are of an example: its "
        "class, its probability, the true one's. The last three are of the chapter of foundations."
    )
    epoch: PositiveInt | None = Field(default=None, description="After which epoch; none: at the end.")
    example: str = Field(default="", description="The example, as the table of examples names it.")
    value: float | str = Field(description="The number; for `predicted`, the name of a class.")
    decimals: int | None = Field(
        default=None,
        description="To how many decimals it was rounded (−5: to hundreds of thousands); none: it was not.",
    )
    relation: Literal["equal", "above", "about"] = Field(default="equal", description="How the number was meant.")
    source: str = Field(default="", description="Where or how it was reported.")

    @model_validator(mode="after")
    def _says_what_it_is_about(self) -> "Claim":
        if (self.quantity in OF_EXAMPLES) != bool(self.example):
            raise ValueError(f"give 'example' with {', '.join(OF_EXAMPLES)}, and only there")
        if (self.quantity in OF_FOUNDATIONS) == bool(self.experiment):
            raise ValueError(f"give 'experiment', except with {', '.join(OF_FOUNDATIONS)}")
        if (self.quantity == "predicted") != isinstance(self.value, str):
            raise ValueError("the value of 'predicted' is the name of a class in quotes, any other is a number")
        return self


def check(name: str, claim: Claim, definitions: ByKind, path: KeyPath) -> Iterator[Problem]:
    """The experiment that a claim is about."""
    if claim.experiment:
        yield from check_name("experiment", claim.experiment, definitions["experiments"], (*path, "experiment"))


KIND = Kind(Claim, check, {"define.claims.<name>": Claim})
