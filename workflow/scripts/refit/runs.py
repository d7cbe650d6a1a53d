"""All that is known of runs, for the stages that come after their evaluation."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from refit.files import read_json


def read_runs(paths: Sequence[str | Path]) -> list[dict[str, Any]]:
    """All runs of some experiments.

    Args:
        paths: of each experiment, what its evaluation wrote.

    Returns:
        Of each run, its `experiment`, `seed` and `data` (set), its `metrics` (`refit.evaluation`) and its `record`
        (`refit.records`).
    """
    return [run for path in paths for run in read_json(path)]
