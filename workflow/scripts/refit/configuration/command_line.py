"""What the default profile must know before Snakemake reads the Snakefile: where the report goes."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from refit.configuration.sources import file_source


def report_path(arguments: Sequence[str], base: Path = Path("config.yaml")) -> str | None:
    """The study's report, results/<study>/report.html.

    None in a dry run, and where single files are asked for: a report on them alone must not replace the study's.

    Args:
        arguments: Snakemake's command line.
        base: the configuration that overlays are merged into.

    Raises:
        ConfigError: a config file cannot be read, or is no YAML.
    """
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    several: Any = {"nargs": "*", "action": "extend", "default": []}
    parser.add_argument("--configfile", "--configfiles", dest="files", type=Path, **several)
    parser.add_argument("--config", "-C", dest="values", **several)
    parser.add_argument("--dry-run", "--dryrun", "-n", dest="dry", action="store_true")
    parser.add_argument("--touch", "-t", action="store_true", dest="dry")
    known, others = parser.parse_known_args(arguments)
    if known.dry or any(word.startswith("results/") for word in others):
        return None
    study: Any = None
    for path in [base, *known.files]:
        if path.exists() or path in known.files:
            file_source(path)  # says where a file is no YAML
            found = yaml.safe_load(path.read_text(encoding="utf-8"))
            study = found.get("study", study) if isinstance(found, dict) else study
    for value in known.values:
        key, _, text = value.partition("=")
        study = text if key == "study" else study
    return f"results/{study}/report.html" if study else None
