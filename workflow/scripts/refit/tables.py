"""Tables on disk, read and written without pandas, which takes longer to start than most figures take to draw."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path


def read_columns(path: str | Path) -> dict[str, list[float]]:
    """The columns of a CSV of numbers."""
    rows = read_rows(path)
    return {name: [float(row[name]) for row in rows] for name in rows[0]}


def write_table(path: str | Path, header: Sequence[object], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV."""
    with Path(path).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def read_rows(path: str | Path, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a CSV as it stands: every cell as text."""
    with Path(path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))
