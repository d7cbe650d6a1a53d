"""Files and folders: small files of results, and what is at a path."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from refit.errors import ConfigError

TEMPLATES = Path(__file__).parents[2] / "report"
"""The folder of the pages' templates."""


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A path to write to, beside `path`, whose place it takes only when all has gone well."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write_json(path: str | Path, values: Any) -> None:
    """Write values as JSON that a person can read."""
    Path(path).write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def read_json(path: str | Path) -> Any:
    """Read JSON."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def files_at(path: str) -> list[str]:
    """A file itself; of a folder, the files directly in it that are not hidden, by name."""
    if Path(path).is_dir():
        return sorted(str(file) for file in Path(path).iterdir() if file.is_file() and not file.name.startswith("."))
    return [path]


def check_writable(folder: Path) -> None:
    """Make sure that results can be written below a folder, whether it exists yet or not.

    Raises:
        ConfigError: they cannot.
    """
    existing = next(part for part in (folder, *folder.parents) if os.access(part, os.F_OK, effective_ids=True))
    if not existing.is_dir():
        raise ConfigError(f"{existing} is a file, but results are to be written below it; move it away.")
    if not os.access(existing, os.W_OK | os.X_OK, effective_ids=True):
        raise ConfigError(
            f"The folder {existing.absolute()} cannot be written by this user, but results go to {folder}; "
            "change its permissions, or run in a copy of the repository that you own."
        )
