"""Tables on disk, as text."""

import csv
from pathlib import Path


def read_rows(path: str | Path) -> list[dict[str, str]]:
    """The rows of a CSV as it stands: every cell as text."""
    with Path(path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
