"""What was reported, held against what the runs give: which claims are reproduced."""

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import mean, stdev
from typing import Any

from refit.foundations import SCORES, TOY_WEIGHTS, cross_entropy, softmax, toy_loss
from refit.runs import read_runs
from refit.statistics import prediction_interval
from refit.tables import read_rows

REPRODUCED, NOT_REPRODUCED, NOT_COMPARABLE = "reproduced", "not reproduced", "not comparable"
VERDICTS = (REPRODUCED, NOT_REPRODUCED, NOT_COMPARABLE)

COLUMNS = (
    *("name", "experiment", "quantity", "epoch", "example", "relation", "reported", "source"),
    *("runs", "found", "deviation", "low", "high", "verdict", "reason"),
)
"""Of the table of claims; `found` is the mean over the runs, or the classes that they predict."""

FOUNDATIONS = {
    "toy_network_distance": toy_loss(TOY_WEIGHTS[0]),
    "softmax_loss_second_class": cross_entropy(softmax(SCORES), 1),
    "softmax_loss_third_class": cross_entropy(softmax(SCORES), 2),
}
"""What the chapter of foundations computes; nothing in it is drawn at random."""


def value_of(
    claim: Mapping[str, Any],
    metrics: Mapping[str, Mapping[str, Any]],
    record: Mapping[str, Any],
    history: Sequence[Mapping[str, str]],
    examples: Sequence[Mapping[str, str]],
) -> float | str | None:
    """What a run gives for the quantity that a claim is about; None where it has no such thing.

    Args:
        claim: `refit.definitions.claims.Claim`, as plain values.
        metrics: of the run, from `refit.evaluation`.
        record: of the run.
        history: the rows of its history.
        examples: the rows of its examples.
    """
    quantity = claim["quantity"]
    if claim["example"]:
        row = next((row for row in examples if row["example"] == claim["example"]), {})
        found = row.get(quantity) or None
        return found if quantity == "predicted" or found is None else float(found)
    if quantity.endswith("parameters"):
        total, trained = record.get("parameters"), record.get("trainable_parameters")
        if total is None or trained is None:
            return None
        return float({"parameters": total, "trainable_parameters": trained}.get(quantity, total - trained))
    part, metric = quantity.split("_")
    if claim["epoch"] is None and part != "training":
        return metrics.get(part, {}).get(metric)
    row = next((row for row in history if int(row["epoch"]) == (claim["epoch"] or len(history))), {})
    found = row.get({"training": metric, "validation": f"val_{metric}"}.get(part, ""))
    return None if found is None else float(found)


def judge(claim: Mapping[str, Any], values: Sequence[float | str | None], incomparable: str = "") -> dict[str, Any]:
    """Whether a claim is reproduced.

    - A number that depends on the seed is reproduced if it lies in the 95 % prediction interval for one more run
      (`refit.statistics.prediction_interval`), widened by half a unit of the last decimal that was reported; one
      reported as a lower bound, if the mean of the runs lies above it.
    - A number that does not (a count of parameters, what the chapter of foundations computes) is reproduced if it is
      what the runs give, rounded to the decimals that were reported.
    - A class is reproduced if it is among those that the runs predict.

    Args:
        claim: `refit.definitions.claims.Claim`, as plain values.
        values: what each run gives, from `value_of`.
        incomparable: why the runs say nothing about the claim, if so.

    Returns:
        The columns of `COLUMNS` from `runs` on.
    """
    judged: dict[str, Any] = {"runs": len(values), "found": "", "deviation": "", "low": "", "high": ""}
    found = [value for value in values if value is not None]
    if incomparable or len(found) < len(values):
        return judged | {"verdict": NOT_COMPARABLE, "reason": incomparable or "the runs have no such figure"}
    reported, rounding = claim["value"], _rounding(claim["decimals"])
    if claim["quantity"] == "predicted":
        counts = Counter(str(value) for value in found).most_common()
        judged["found"] = ", ".join(f"{name} ({count} of {len(found)})" for name, count in counts)
        return judged | _verdict(reported in dict(counts))
    numbers = [float(value) for value in found]
    judged["found"] = mean(numbers)
    if _is_certain(claim["quantity"]):
        return judged | _verdict(all(abs(number - reported) <= rounding for number in numbers))
    if len(numbers) == 1:
        return judged | {"verdict": NOT_COMPARABLE, "reason": "one run tells nothing of the spread"}
    low, high = prediction_interval(numbers)
    judged |= {"deviation": stdev(numbers), "low": low, "high": high}
    if claim["relation"] == "above":
        return judged | _verdict(mean(numbers) > reported)
    return judged | _verdict(low - rounding <= reported <= high + rounding)


def judge_all(
    claims: Sequence[Mapping[str, Any]], runs: Sequence[Mapping[str, Any]], files: Mapping[str, Sequence[str]]
) -> list[list[Any]]:
    """The table of claims, in the order of `COLUMNS`.

    Args:
        claims: `Study.claims_of`.
        runs: of the experiments that claims are about: `experiment`, `seed`, `has_history`, `has_examples`.
        files: of these experiments, what is known of their `runs`; of the runs, `histories` and `examples` where they
            have some.
    """
    histories, examples = iter(files["histories"]), iter(files["examples"])
    known = {(run["experiment"], run["seed"]): run for run in read_runs(files["runs"])}
    read: dict[str, list[Any]] = {}
    for run in runs:
        own = known[run["experiment"], run["seed"]]
        history = read_rows(next(histories)) if run["has_history"] else []
        predicted = read_rows(next(examples)) if run["has_examples"] else []
        read.setdefault(run["experiment"], []).append((own["metrics"], own["record"], history, predicted))
    rows = []
    for claim in claims:
        if claim["experiment"]:
            values = [value_of(claim, *run) for run in read[claim["experiment"]]]
        else:
            values = [FOUNDATIONS[claim["quantity"]]]
        judged = {**claim, "reported": claim["value"], **judge(claim, values, claim["incomparable"])}
        rows.append(["" if judged[column] is None else judged[column] for column in COLUMNS])
    return rows


def count_verdicts(rows: Sequence[Mapping[str, str]]) -> dict[str, int]:
    """How many rows of the table of claims have each verdict."""
    return {verdict: sum(row["verdict"] == verdict for row in rows) for verdict in VERDICTS}


def _verdict(holds: bool) -> dict[str, str]:
    return {"verdict": REPRODUCED if holds else NOT_REPRODUCED, "reason": ""}


def _is_certain(quantity: str) -> bool:
    return quantity.endswith("parameters") or quantity in FOUNDATIONS


def _rounding(decimals: int | None) -> float:
    """By how much a number may be off that was rounded to so many decimals; float32 rounding where it was not."""
    return 1e-6 if decimals is None else 0.5 * 10.0**-decimals * (1 + 1e-6)
