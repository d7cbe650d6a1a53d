"""The catalogue on disk: what there is to run, as data."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from refit.configuration.sources import LOADER, ConfigSource, content, file_source
from refit.definitions import KINDS

Entries = dict[str, dict[str, Any]]
"""By kind (`KINDS`) and name: the definition as written."""


@dataclass(frozen=True)
class Catalog:
    """All entries, the sources that they come from, the notebook (its key) of each experiment, and their titles."""

    entries: Entries
    sources: list[ConfigSource]
    notebooks: dict[str, str]
    titles: dict[str, str]


def read_catalog(folder: Path) -> Catalog:
    """Read workflow/catalog: a file per kind, a file of experiments per notebook, and the notebooks' titles.

    Raises:
        ConfigError: a file is no YAML.
    """
    entries: Entries = {kind: {} for kind in KINDS}
    sources: list[ConfigSource] = []
    notebooks: dict[str, str] = {}
    files = {folder / f"{kind}.yaml": kind for kind in KINDS if kind != "experiments"}
    files |= dict.fromkeys(sorted((folder / "experiments").glob("*.yaml")), "experiments")
    for path, kind in files.items():
        source = file_source(path, prefix=("define", kind))
        found = content(source.root)
        sources.append(source)
        entries[kind] |= found
        if kind == "experiments":
            notebooks |= dict.fromkeys(found, path.stem)
    titles = yaml.load((folder / "notebooks.yaml").read_text(encoding="utf-8"), Loader=LOADER)
    return Catalog(entries, sources, notebooks, titles)
