"""What was reported for an experiment, beside what a run of it gives."""

from collections.abc import Mapping, Sequence
from typing import Any


def value_of(
    claim: Mapping[str, Any],
    metrics: Mapping[str, Mapping[str, Any]],
    record: Mapping[str, Any],
    history: Sequence[Mapping[str, str]],
    examples: Sequence[Mapping[str, str]],
) -> float | str | None:
    """What a run gives for the quantity that a claim is about; None where it has no such thing.

    Args:
        claim: `refit.configuration.config.Claim`, as plain values.
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
