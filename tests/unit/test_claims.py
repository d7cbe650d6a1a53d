"""What was reported, beside what a run gives."""

import pytest
import yaml
from conftest import CATALOG, ROOT

from refit.claims import value_of
from refit.configuration.loading import load_study

METRICS = {"test": {"accuracy": 0.9, "loss": 0.3}, "validation": {"accuracy": 0.91}}
RECORD = {"parameters": 100, "trainable_parameters": 90}
HISTORY = [{"epoch": "1", "loss": "2.0", "val_loss": "1.5"}, {"epoch": "2", "loss": "1.0", "val_loss": "0.5"}]
EXAMPLES = [{"example": "7.png", "predicted": "1", "probability": "0.6", "probability_of_truth": ""}]


@pytest.mark.parametrize(
    ("quantity", "epoch", "example", "expected"),
    [
        ("test_accuracy", None, "", 0.9),
        ("validation_accuracy", None, "", 0.91),
        ("validation_loss", None, "", None),
        ("training_loss", None, "", 1.0),
        ("training_loss", 1, "", 2.0),
        ("validation_loss", 2, "", 0.5),
        ("validation_loss", 3, "", None),
        ("training_accuracy", 1, "", None),
        ("test_loss", 2, "", None),
        ("parameters", None, "", 100),
        ("trainable_parameters", None, "", 90),
        ("non_trainable_parameters", None, "", 10),
        ("predicted", None, "7.png", "1"),
        ("probability", None, "7.png", 0.6),
        ("probability_of_truth", None, "7.png", None),
        ("predicted", None, "8.png", None),
    ],
)
def test_a_claim_finds_its_value(quantity, epoch, example, expected):
    claim = {"quantity": quantity, "epoch": epoch, "example": example}
    assert value_of(claim, METRICS, RECORD, HISTORY, EXAMPLES) == expected


def test_every_claim_of_the_notebooks_about_an_experiment_is_in_the_catalogue():
    study = load_study(yaml.safe_load((ROOT / "config.yaml").read_text()), CATALOG)
    assert len(study.claims) == 176  # 179 numbers, three of them about the toy network and softmax
    assert study.claims["mnist_dropout_test_accuracy"].value == 0.6855000257492065
    assert len(study.claims_of("mnist_cnn")) == 29
    rows = {claim["example"] for claim in study.claims_of("iris_mlp")}
    flowers = study.examples["three-flowers"].rows
    assert rows == {", ".join(f"{value:g}" for value in row.values) for row in flowers}
