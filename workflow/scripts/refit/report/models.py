"""The page of a model: its data, network, learning, test, and what was said of it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from refit.claims import count_verdicts
from refit.files import read_json
from refit.report.html import MEDIA_TYPES, picture, render
from refit.report.spread import spread_of
from refit.tables import read_rows


def model_page(
    experiment: str,
    description: Mapping[str, Any],
    runs: Sequence[Mapping[str, Any]],
    claims: Sequence[Mapping[str, str]],
    files: Mapping[str, Path],
    describe: Callable[[Mapping[str, Any]], dict[str, str]],
) -> str:
    """All that is shown of an experiment.

    Args:
        experiment: its name.
        description: `Study.description`.
        runs: of each seed, `seed`, `metrics` (`refit.evaluation`) and `record`.
        claims: the experiment's rows of the table of claims.
        files: by name, what the stages before have made of the first run; the page has what is there.
        describe: of the kind of model: how a run was trained, in words, from its record.
    """
    network = read_json(files["network"]) if "network" in files else {}
    first = runs[0]
    return render(
        "model.html.jinja2",
        experiment=experiment,
        description=description,
        runs=runs,
        record=first["record"],
        metrics=first["metrics"],
        spread=spread_of(runs),
        validation=spread_of(runs, "validation"),
        budget=describe(first["record"]),
        layers=network.get("layers", []),
        weights=network.get("first_weights", {}),
        examples=read_rows(files["examples"]) if "examples" in files else [],
        claims=claims,
        verdicts=count_verdicts(claims),
        candidates=read_rows(files["candidates"]) if "candidates" in files else [],
        best=read_json(files["best"]) if "best" in files else {},
        pictures={name: picture(path) for name, path in files.items() if path.suffix in MEDIA_TYPES},
    )
