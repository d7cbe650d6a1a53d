"""Two results folders side by side: what differs in metrics, time and configuration. `make against A=… B=…`."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from refit.files import read_json
from refit.report.html import page, render
from refit.tables import read_rows

Key = tuple[str, ...]


def differences(first: Path, second: Path) -> dict[str, Any]:
    """What differs between two results folders.

    Args:
        first: a folder such as results/quick.
        second: another, of any study.

    Returns:
        `metrics`: rows of the `key` (experiment, seed, part, metric) of each metric of a whole part that differs, with
        both values (None: it is not there); `same`: how many are equal. `seconds`: of each experiment and seed that
        both have, the seconds of training. `config`: of each key that differs, both values.
    """
    metrics = [_metrics(folder) for folder in (first, second)]
    keys = list(dict.fromkeys([*metrics[0], *metrics[1]]))
    before, after = _seconds(first), _seconds(second)
    configs = [dict(_flat(yaml.safe_load((folder / "config.yaml").read_text()))) for folder in (first, second)]
    return {
        "metrics": _differing(*metrics),
        "same": sum(metrics[0].get(key) == metrics[1].get(key) for key in keys),
        "seconds": [{"key": key, "first": before[key], "second": after[key]} for key in before if key in after],
        "config": _differing(*configs),
    }


def _differing(first: Mapping[Key, Any], second: Mapping[Key, Any]) -> list[dict[str, Any]]:
    return [
        {"key": key, "first": first.get(key), "second": second.get(key)}
        for key in dict.fromkeys([*first, *second])
        if first.get(key) != second.get(key)
    ]


def _metrics(folder: Path) -> dict[Key, float]:
    return {
        (row["experiment"], row["seed"], row["part"], row["metric"]): float(row["value"])
        for row in read_rows(folder / "metrics.csv")
        if not row["class"]
    }


def _seconds(folder: Path) -> dict[Key, float]:
    paths = sorted(folder.glob("runs/*/seed-*/record.json"))
    return {(path.parts[-3], path.parts[-2]): read_json(path)["training_seconds"] for path in paths}


def _flat(values: Any, key: Key = ()) -> list[tuple[Key, Any]]:
    """The leaves of a configuration by their place; a list is a leaf."""
    if isinstance(values, dict) and values:
        return [leaf for name, value in values.items() for leaf in _flat(value, (*key, str(name)))]
    return [(key, values)]


def main(arguments: list[str]) -> None:
    """Write the differences of two results folders as a page and as Markdown."""
    parser = argparse.ArgumentParser(prog="refit.against", description=main.__doc__)
    parser.add_argument("first", type=Path, help="a results folder, such as results/quick")
    parser.add_argument("second", type=Path, help="another")
    parser.add_argument("--to", type=Path, default=Path("results/against"), help="the folder to write to")
    given = parser.parse_args(arguments)
    for folder in (given.first, given.second):
        if not (folder / "metrics.csv").exists():
            sys.exit(f"{folder} is no folder of a finished study: it has no metrics.csv.")
    shown = {"first": given.first, "second": given.second, **differences(given.first, given.second)}
    title = f"Refit: {given.first} against {given.second}"
    given.to.mkdir(parents=True, exist_ok=True)
    (given.to / "index.html").write_text(page("against.html.jinja2", title, False, **shown), encoding="utf-8")
    (given.to / "index.md").write_text(render("against.md.jinja2", **shown), encoding="utf-8")
    print(f"{len(shown['metrics'])} metrics differ, {shown['same']} are the same.")
    print(f"See {given.to}/index.html and {given.to}/index.md.")


if __name__ == "__main__":
    main(sys.argv[1:])
