"""Views: what models see of a data set."""

from collections.abc import Iterator
from math import prod
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, PositiveInt, model_validator

from refit.data.normalizations import NORMALIZATIONS
from refit.data.splits import VALIDATION_PARTS
from refit.definitions.base import ByKind, KeyPath, Kind, Problem, Seed, check_name, in_words
from refit.definitions.data_sets import DataSet
from refit.formats.base import ExampleKind
from refit.typed import Strict

if TYPE_CHECKING:
    ValidationPart = str
    NormalizationName = str
else:
    ValidationPart = Literal[tuple(VALIDATION_PARTS)]
    NormalizationName = Literal[tuple(NORMALIZATIONS)]


class RandomSplit(Strict):
    """scikit-learn's `train_test_split`."""

    share: Annotated[float, Field(gt=0, lt=1)]
    """Share of the examples that is set apart."""
    random_state: Seed
    """Seed of the split."""


class Validation(Strict):
    """Which examples `fit` validates on."""

    part: ValidationPart = Field(default="none", description=in_words(VALIDATION_PARTS))
    count: PositiveInt | None = None
    """How many examples; with `first` and `last`."""
    split: RandomSplit | None = None
    """How they are drawn; with `random`."""

    @model_validator(mode="after")
    def _has_what_its_part_needs(self) -> "Validation":
        if (self.part in ("first", "last")) != (self.count is not None):
            raise ValueError("give 'count' with part: first or last, and only there")
        if (self.part == "random") != (self.split is not None):
            raise ValueError("give split: {share: 0.25, random_state: 42} with part: random, and only there")
        return self


class View(Strict):
    """What a model sees of a data set: a split and a normalization."""

    data_set: str
    """Name of a data set."""
    note: str = ""
    """Shown beside the view."""
    shape: list[PositiveInt] | None = None
    """Shape of one example if it differs from the data set's, such as [28, 28, 1]."""
    test: RandomSplit | None = None
    """How the test part is drawn, for a data set that is not split."""
    validation: Validation = Validation()
    inverted: bool = False
    """Whether each picture of 8 bit is joined by its inverse (255 minus it), in every part."""
    shuffled_labels: Seed | None = None
    """As a control: with this seed, the labels of the training and the validation part are shuffled, so that there is
    nothing to learn and the test part must show chance."""
    normalization: NormalizationName = Field(default="none", description=in_words(NORMALIZATIONS))
    repeat: PositiveInt = 1
    """How often the training part is repeated within an epoch."""

    @model_validator(mode="after")
    def _leaves_the_test_part_alone(self) -> "View":
        if self.shuffled_labels is not None and self.validation.part == "test":
            raise ValueError("'shuffled_labels' would shuffle the test part, which is the validation part here")
        return self


def example_kind(shape: list[int], data_set: DataSet) -> ExampleKind:
    """What an example is to a model that sees it in a shape: a picture that is laid out in a row is a table's."""
    return "table" if data_set.examples == "picture" and len(shape) == 1 else data_set.examples


def check(name: str, view: View, definitions: ByKind, path: KeyPath) -> Iterator[Problem]:
    """Whether a view fits its data set."""
    yield from check_name("data set", view.data_set, definitions["data_sets"], (*path, "data_set"))
    data_set: DataSet | None = definitions["data_sets"].get(view.data_set)
    if data_set is None:
        return
    if data_set.test == 0 and view.test is None:
        yield Problem(path, f"'{view.data_set}' is not split: add test: {{share: 0.2, random_state: 42}}.")
    if data_set.test > 0 and view.test is not None:
        yield Problem((*path, "test"), f"'{view.data_set}' has a test part of its own; remove this key.")
    if view.validation.count is not None and view.validation.count >= data_set.train:
        yield Problem(
            (*path, "validation", "count"),
            f"{view.validation.count} validation examples leave none of the {data_set.train} to train on.",
        )
    if view.shape is not None and prod(view.shape) != prod(data_set.shape):
        yield Problem((*path, "shape"), f"{view.shape} holds another number of values than {data_set.shape}.")


KIND = Kind(View, check, {"define.views.<name>": View, "…validation": Validation, "…test": RandomSplit})
