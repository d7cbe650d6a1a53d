"""What the default profile sees to before Snakemake reads anything: faults of configuration files, in a sentence."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from refit.configuration.sources import file_source
from refit.errors import ConfigError


def check_config_files(arguments: Sequence[str], base: Path = Path("config.yaml")) -> None:
    """End with a sentence where a configuration file is missing or is no YAML; Snakemake names neither file nor line.

    Args:
        arguments: Snakemake's command line.
        base: the configuration that overlays are merged into.
    """
    try:
        for path in ([base] if base.exists() else []) + config_files(arguments):
            _check(path)
    except ConfigError as error:
        sys.exit(f"\n{error}\n")


def config_files(arguments: Sequence[str]) -> list[Path]:
    """The configuration files that a command line names, and those that its profiles name where it names none."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    several: Any = {"nargs": "*", "action": "extend", "default": []}
    parser.add_argument("--configfile", "--configfiles", dest="files", type=Path, **several)
    parser.add_argument("--profile", dest="profiles", **several)
    known, _ = parser.parse_known_args(arguments)
    profiles = known.profiles or os.environ.get("SNAKEMAKE_PROFILE", "").split()
    return known.files or [path for profile in profiles for path in _files_of_profile(profile)]


def _files_of_profile(profile: str) -> Iterator[Path]:
    from snakemake.cli import get_profile_dir

    found = get_profile_dir(profile)
    if found is None:  # Snakemake says so
        return
    folder, file = found
    with suppress(yaml.YAMLError):  # a template, which only Snakemake can fill
        settings = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        named = settings.get("configfile", settings.get("configfiles", []))
        for text in named if isinstance(named, list) else [named]:
            path = Path(os.path.expandvars(text)).expanduser()
            yield folder / path if not isinstance(named, list) and (folder / path).exists() else path


def _check(path: Path) -> None:
    root = file_source(path).root
    if not isinstance(root, yaml.MappingNode):
        raise ConfigError(f"{path}: there are no keys in it; expected some, such as 'study: mine'.")
