"""What was reported, held against what the runs give: which claims are reproduced."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import isfinite
from statistics import mean, stdev
from typing import Any

from refit.quantities import Quantity, RunResults, Value
from refit.runs import read_runs
from refit.statistics import prediction_interval
from refit.tables import read_rows

REPRODUCED, NOT_REPRODUCED, NOT_COMPARABLE = "reproduced", "not reproduced", "not comparable"
VERDICTS = (REPRODUCED, NOT_REPRODUCED, NOT_COMPARABLE)

COLUMNS = (
    *("name", "experiment", "quantity", "epoch", "example", "relation", "reported", "source"),
    *("runs", "found", "deviation", "low", "high", "verdict", "reason"),
    *("part", "metric", "value_type"),
)
"""Of the table of claims; `found` is the mean over the runs, or the classes that they predict; the last three say what
the quantity is (`refit.quantities.Quantity`)."""


def judge(
    claim: Mapping[str, Any], quantity: Quantity, values: Sequence[Value], incomparable: str = ""
) -> dict[str, Any]:
    """Whether a claim is reproduced.

    - A number that depends on the seed is reproduced if it lies in the 95 % prediction interval for one more run
      (`refit.statistics.prediction_interval`), widened by half a unit of the last decimal that was reported; one
      reported as a lower bound, if the mean of the runs lies above it.
    - A number that is certain (a count of parameters, what the chapter of foundations computes) is reproduced if it is
      what the runs give, rounded to the decimals that were reported.
    - A class is reproduced if it is among those that the runs predict.

    Args:
        claim: `refit.definitions.claims.Claim`, as plain values.
        quantity: what it is about.
        values: what each run gives.
        incomparable: why the runs say nothing about the claim, if so.

    Returns:
        The columns of `COLUMNS` from `runs` to `reason`.
    """
    judged: dict[str, Any] = {"runs": len(values), "found": "", "deviation": "", "low": "", "high": ""}
    found = [value for value in values if value is not None]
    if incomparable or len(found) < len(values):
        return judged | {"verdict": NOT_COMPARABLE, "reason": incomparable or "the runs have no such figure"}
    if not all(isinstance(value, str) or isfinite(value) for value in found):
        return judged | {"verdict": NOT_COMPARABLE, "reason": "the runs' figure is no finite number"}
    reported, rounding = claim["value"], _rounding(claim["decimals"])
    if quantity.value_type == "class":
        counts = Counter(str(value) for value in found).most_common()
        judged["found"] = ", ".join(f"{name} ({count} of {len(found)})" for name, count in counts)
        return judged | _verdict(reported in dict(counts))
    numbers = [float(value) for value in found]
    judged["found"] = mean(numbers)
    if quantity.is_certain:
        return judged | _verdict(all(abs(number - reported) <= rounding for number in numbers))
    if len(numbers) == 1:
        return judged | {"verdict": NOT_COMPARABLE, "reason": "one run tells nothing of the spread"}
    low, high = prediction_interval(numbers)
    judged |= {"deviation": stdev(numbers), "low": low, "high": high}
    if claim["relation"] == "above":
        return judged | _verdict(mean(numbers) > reported)
    return judged | _verdict(low - rounding <= reported <= high + rounding)


def judge_all(
    claims: Sequence[Mapping[str, Any]],
    quantities: Mapping[str, Quantity],
    runs: Sequence[Mapping[str, Any]],
    files: Mapping[str, Sequence[str]],
) -> list[list[Any]]:
    """The table of claims, in the order of `COLUMNS`.

    Args:
        claims: from `refit.plan.pages.claims_of`.
        quantities: by name, what claims can be about.
        runs: of the experiments that claims are about: `experiment`, `seed`, `has_history`, `has_examples`.
        files: of these experiments, what is known of their `runs`; of the runs, `histories` and `examples` where they
            have some.
    """
    results = _results(runs, files)
    rows = []
    for claim in claims:
        quantity = quantities[claim["quantity"]]
        values = [quantity.read(run, claim["epoch"], claim["example"]) for run in results[claim["experiment"]]]
        judged = {**claim, "reported": claim["value"]} | judge(claim, quantity, values, claim["incomparable"])
        judged |= {"part": quantity.part, "metric": quantity.metric, "value_type": quantity.value_type}
        rows.append(["" if judged[column] is None else judged[column] for column in COLUMNS])
    return rows


def _results(runs: Sequence[Mapping[str, Any]], files: Mapping[str, Sequence[str]]) -> dict[str, list[RunResults]]:
    """By experiment, what its runs have; the chapter of foundations, which has none, stands as one that has nothing."""
    histories, examples = iter(files["histories"]), iter(files["examples"])
    known = {(run["experiment"], run["seed"]): run for run in read_runs(files["runs"])}
    results = {"": [RunResults()]}
    for run in runs:
        own = known[run["experiment"], run["seed"]]
        history = read_rows(next(histories)) if run["has_history"] else []
        rows = read_rows(next(examples)) if run["has_examples"] else []
        # Of several examples of one name, the first counts.
        by_name = {row["example"]: row for row in reversed(rows)}
        results.setdefault(run["experiment"], []).append(RunResults(own["metrics"], own["record"], history, by_name))
    return results


def count_verdicts(rows: Sequence[Mapping[str, str]]) -> dict[str, int]:
    """How many rows of the table of claims have each verdict."""
    return {verdict: sum(row["verdict"] == verdict for row in rows) for verdict in VERDICTS}


def _verdict(holds: bool) -> dict[str, str]:
    return {"verdict": REPRODUCED if holds else NOT_REPRODUCED, "reason": ""}


def _rounding(decimals: int | None) -> float:
    """By how much a number may be off that was rounded to so many decimals; float32 rounding where it was not."""
    return 1e-6 if decimals is None else 0.5 * 10.0**-decimals * (1 + 1e-6)
