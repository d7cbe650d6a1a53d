"""Small files of results."""

import json
from pathlib import Path
from typing import Any


def write_json(path: str | Path, values: Any) -> None:
    """Write values as JSON that a person can read."""
    Path(path).write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def read_json(path: str | Path) -> Any:
    """Read JSON."""
    return json.loads(Path(path).read_text(encoding="utf-8"))
