"""What was reported, beside what a run gives."""

import pytest
import yaml
from conftest import CATALOG, ROOT

from refit.claims import COLUMNS, judge, judge_all
from refit.configuration.loading import load_study
from refit.files import write_json
from refit.plan import pages
from refit.quantities import QUANTITIES, RunResults
from refit.tables import write_table

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
    run = RunResults(METRICS, RECORD, HISTORY, {row["example"]: row for row in EXAMPLES})
    assert QUANTITIES[quantity].read(run, epoch, example) == expected


def test_every_claim_of_the_notebooks_about_an_experiment_is_in_the_catalogue():
    study = load_study(yaml.safe_load((ROOT / "config.yaml").read_text()), CATALOG)
    assert len(study.claims) == 179
    assert study.claims["mnist_dropout_test_accuracy"].value == 0.6855000257492065
    assert len(pages.claims_of(study, "mnist_cnn")) == 29
    rows = {claim["example"] for claim in pages.claims_of(study, "iris_mlp")}
    flowers = study.examples["three-flowers"].rows
    assert rows == {", ".join(f"{value:g}" for value in row.values) for row in flowers}


def claim(value, quantity="test_accuracy", decimals=None, relation="equal"):
    return {"quantity": quantity, "value": value, "decimals": decimals, "relation": relation}


def judged_of(claim, values, *reason):
    return judge(claim, QUANTITIES[claim["quantity"]], values, *reason)


@pytest.mark.parametrize(
    ("reported", "values", "verdict"),
    [
        # Mean 0.9, deviation 0.01: for one more of three, ± 4.303 · 0.01 · √(4/3) = 0.0497.
        (claim(0.9496), [0.89, 0.90, 0.91], "reproduced"),
        (claim(0.9498), [0.89, 0.90, 0.91], "not reproduced"),
        (claim(0.8503), [0.89, 0.90, 0.91], "not reproduced"),
        (claim(0.95, decimals=2), [0.89, 0.90, 0.91], "reproduced"),
        (claim(0.5, relation="above"), [0.4, 0.9], "reproduced"),
        (claim(0.7, relation="above"), [0.4, 0.9], "not reproduced"),
        (claim(1.0, decimals=3), [0.99951, 0.99951], "reproduced"),
        (claim(1.0, decimals=3), [0.99949, 0.99949], "not reproduced"),
        (claim(0.9), [0.9], "not comparable"),
        (claim(0.9), [0.9, None], "not comparable"),
        (claim(266_610, "parameters"), [266_610.0], "reproduced"),
        (claim(266_611, "parameters"), [266_610.0, 266_610.0], "not reproduced"),
        (claim(1_500_000, "parameters", decimals=-5), [1_413_834.0], "not reproduced"),
        (claim(1_400_000, "parameters", decimals=-5), [1_413_834.0], "reproduced"),
        (claim("8", "predicted"), ["8", "3", "3"], "reproduced"),
        (claim("5", "predicted"), ["8", "3", "3"], "not reproduced"),
        (claim(5.32, "softmax_loss_third_class", decimals=2), [5.3182], "reproduced"),
    ],
)
def test_a_claim_is_judged_by_what_the_runs_give(reported, values, verdict):
    assert judged_of(reported, values)["verdict"] == verdict


def test_a_verdict_says_what_it_rests_on():
    judged = judged_of(claim(0.95), [0.89, 0.90, 0.91])
    assert judged["found"] == pytest.approx(0.9)
    assert judged["deviation"] == pytest.approx(0.01)
    assert (judged["low"], judged["high"]) == pytest.approx((0.8503, 0.9497), abs=1e-4)
    assert judged_of(claim("8", "predicted"), ["8", "3", "3"])["found"] == "3 (2 of 3), 8 (1 of 3)"
    assert judged_of(claim(0.9), [0.8, 0.9], "X stands in for Y")["reason"] == "X stands in for Y"


def test_the_table_of_claims_is_made_from_the_files_of_the_runs(tmp_path):
    runs = [{"experiment": "a", "seed": seed, "has_history": True, "has_examples": False} for seed in (1, 2)]
    runs.append({"experiment": "b", "seed": 1, "has_history": False, "has_examples": True})
    files = {"runs": [], "histories": [], "examples": [str(tmp_path / "examples.csv")]}
    for name, accuracies in {"a": [0.8, 0.9], "b": [0.7]}.items():
        files["runs"].append(str(tmp_path / f"{name}.json"))
        known = [{"metrics": {"test": {"accuracy": accuracy}}, "record": RECORD} for accuracy in accuracies]
        write_json(files["runs"][-1], [{"experiment": name, "seed": n + 1, **one} for n, one in enumerate(known)])
    for number in range(2):
        files["histories"].append(str(tmp_path / f"{number}.csv"))
        write_table(files["histories"][-1], list(HISTORY[0]), [row.values() for row in HISTORY])
    of_one_name = [*EXAMPLES, EXAMPLES[0] | {"predicted": "9"}]  # the first counts
    write_table(files["examples"][0], list(EXAMPLES[0]), [row.values() for row in of_one_name])
    about = {"source": "", "incomparable": "", "epoch": None, "example": ""}
    claims = [
        {**claim(0.85), **about, "name": "of a", "experiment": "a"},
        {**claim("1", "predicted"), **about, "name": "of b", "experiment": "b", "example": "7.png"},
        {**claim(5.0, "toy_network_distance"), **about, "name": "of none", "experiment": ""},
    ]
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in judge_all(claims, QUANTITIES, runs, files)]
    assert [row["found"] for row in rows] == [pytest.approx(0.85), "1 (1 of 1)", pytest.approx(5)]
    assert [row["verdict"] for row in rows] == ["reproduced"] * 3
    assert (rows[0]["runs"], rows[0]["epoch"], rows[0]["reported"]) == (2, "", 0.85)
    assert (rows[0]["part"], rows[0]["metric"], rows[1]["value_type"]) == ("test", "accuracy", "class")


def test_on_data_that_stand_in_only_counts_of_parameters_and_the_foundations_are_judged():
    study = load_study(yaml.safe_load((ROOT / "config.yaml").read_text()), CATALOG)
    found = {name: pages.claims_of(study, name) for name in ["", *study.experiments]}
    assert not any(claim["incomparable"] for claim in found["mnist_bn"] if claim["quantity"].endswith("parameters"))
    reason = "Digits (scikit-learn) stands in for MNIST"
    assert {c["incomparable"] for c in found["mnist_bn"] if not c["quantity"].endswith("parameters")} == {reason}
    assert {claim["incomparable"] for claim in found["iris_mlp"]} == {""}
    judged = [judged_of(claim, [QUANTITIES[claim["quantity"]].value(RunResults())]) for claim in found[""]]
    assert [one["verdict"] for one in judged] == ["reproduced"] * 3


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_a_figure_that_is_no_finite_number_is_not_comparable(value):
    judged = judge(claim(0.9), QUANTITIES["test_accuracy"], [0.9, value])
    assert (judged["verdict"], judged["reason"]) == ("not comparable", "the runs' figure is no finite number")


def test_a_claim_on_a_metric_that_the_runs_lack_is_not_comparable():
    judged = judge(claim(0.9, "test_mean_squared_error"), QUANTITIES["test_mean_squared_error"], [None, None])
    assert (judged["verdict"], judged["reason"]) == ("not comparable", "the runs have no such figure")
