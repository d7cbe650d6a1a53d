"""Merge a configuration with the catalogue, check it, and resolve it to a study."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from refit.configuration.catalog import Catalog, read_catalog
from refit.configuration.grids import at_grid, expanded_grids, with_points
from refit.configuration.networks import NetworkFault, network_faults
from refit.configuration.sources import ConfigSource, file_source, given_source, locate
from refit.configuration.study import Study
from refit.definitions import KINDS
from refit.definitions.base import ByKind, Problem, unknown_keys, validated
from refit.definitions.data_sets import DataSet
from refit.definitions.study import Config, Definitions, check_places, check_study
from refit.definitions.views import View
from refit.errors import ConfigError

NAME = re.compile(r"[a-z][a-z0-9_-]*")

LONGEST_NAME = 200
"""File systems take 255 bytes, endings included."""


def load_study(
    config: Mapping[str, Any],
    catalog_folder: Path,
    config_files: Sequence[Path] = (),
    command_line: Mapping[str, object] | None = None,
    handed: Mapping[str, object] | None = None,
    files_are_here: bool = True,
) -> Study:
    """Check a merged configuration and resolve it.

    Args:
        config: the merged configuration.
        catalog_folder: workflow/catalog.
        config_files: the files it was merged from, in that order; messages name them.
        command_line: what `--config` gave; messages name it.
        handed: what a Snakefile handed to this workflow as its module, in no file as it stands; messages name it.
        files_are_here: whether to check that files and folders which the configuration names exist; in a job on a node
            they need not.

    Raises:
        ConfigError: with all faults, one a line, each with its place.
    """
    catalog = read_catalog(catalog_folder)
    sources = [*catalog.sources, *(file_source(path) for path in config_files)]
    if handed:
        sources.append(given_source("the module's config", handed))
    if command_line:
        sources.append(given_source("--config", command_line))

    define = config.get("define") or {}
    if not isinstance(define, Mapping) or any(not isinstance(define.get(k) or {}, Mapping) for k in KINDS):
        raise _config_error([Problem(("define",), f"expected some of the keys {', '.join(KINDS)}.")], sources)
    top, problems = validated(Config, {**config, "define": {}}, ())
    problems += unknown_keys(Definitions, define, ("define",))
    definitions, points, definition_problems = _definitions(catalog, define)
    problems += definition_problems
    problems += _check_references(definitions)
    problems += check_study(config, [*points, *definitions["experiments"]])
    problems += check_places(config) if files_are_here else ()
    if problems or top is None:
        raise _config_error([at_grid(problem, points) for problem in problems], sources)

    chosen = [*dict.fromkeys(with_points(top.experiments, points))]
    own_comparisons = define.get("comparisons") or {}
    config_of_study = top.model_copy(update={"experiments": chosen})
    study = _resolve(config_of_study, definitions, points, catalog, sources, own_comparisons)
    return replace(study, unproven=_unproven(study, catalog)) if define else study


def _unproven(study: Study, catalog: Catalog) -> tuple[str, ...]:
    """The networks of a study that are not as the catalogue has them, data set included."""
    own, points, _ = _definitions(catalog, {})
    known = [name for name in study.config.experiments if name in own["experiments"]]
    proven = _resolve(study.config.model_copy(update={"experiments": known}), own, points, catalog, study.sources)
    return tuple(
        name
        for name in study.networks
        if name not in proven.experiments or study.sample_networks(name) != proven.sample_networks(name)
    )


def check_networks(study: Study, cache: Path | None = None) -> None:
    """Build each network that is not the catalogue's, to see that its layers fit the data.

    Args:
        study: the study.
        cache: folder that remembers which networks were built without a fault.

    Raises:
        ConfigError: naming the experiment and the layer of each fault.
    """
    samples = {name: study.sample_networks(name) for name in study.unproven}
    networks = {f"{name} {index}": network for name, found in samples.items() for index, network in enumerate(found)}
    faults = network_faults(networks, cache)
    if faults:
        problems = [_network_problem(study, key.split()[0], fault) for key, fault in faults.items()]
        raise _config_error([at_grid(problem, study.grids) for problem in problems], study.sources)


def _definitions(
    catalog: Catalog, define: Mapping[str, Any]
) -> tuple[dict[str, dict[str, Any]], dict[str, list[str]], list[Problem]]:
    """By kind and name, the typed definitions of the catalogue and the user; None for a faulty one.

    A grid's experiments are there in its place; what they are called by grid comes second.
    """
    typed: dict[str, dict[str, Any]] = {}
    points: dict[str, list[str]] = {}
    problems: list[Problem] = []
    for kind, definition in KINDS.items():
        bodies = dict(catalog.entries[kind])
        for name, body in (define.get(kind) or {}).items():
            known = bodies.get(name)
            bodies[name] = {**known, **body} if known and isinstance(body, Mapping) else body
            if not NAME.fullmatch(str(name)):
                message = f"'{name}' cannot be a name; take small letters, digits, - and _, a letter first."
                problems.append(Problem(("define", kind, name), message))
        if kind == "experiments":
            bodies, points, faults = expanded_grids(bodies)
            problems += faults
        if kind == "comparisons":
            bodies = {name: _comparison_of_points(body, points) for name, body in bodies.items()}
        typed[kind] = {}
        for name, body in bodies.items():
            if len(str(name)) > LONGEST_NAME:
                message = f"a name of {len(name)} characters is too long for a file's; take at most {LONGEST_NAME}."
                problems.append(Problem(("define", kind, name), message))
            typed[kind][name], faults = validated(definition.type, body, ("define", kind, name))
            problems += faults
    return typed, points, problems


def _comparison_of_points(body: Any, points: Mapping[str, Sequence[str]]) -> Any:
    """A comparison, as it is written, with each grid that it names replaced by the grid's points."""
    named = isinstance(body, Mapping) and "experiments" in body
    return {**body, "experiments": with_points(body["experiments"], points)} if named else body


def _check_references(definitions: ByKind) -> Iterator[Problem]:
    for kind, definition in KINDS.items():
        for name, body in definitions[kind].items():
            if body is not None:
                yield from definition.check(name, body, definitions, ("define", kind, name))


def _resolve(
    config: Config,
    definitions: dict[str, dict[str, Any]],
    points: dict[str, list[str]],
    catalog: Catalog,
    sources: Sequence[ConfigSource],
    own_comparisons: Collection[str] = (),
) -> Study:
    """Keep what the study uses, and put stand-ins in their places."""
    experiments = {name: definitions["experiments"][name] for name in config.experiments}
    pending = list(experiments)
    while pending:
        base = experiments[pending.pop()].continue_from
        if base is not None and base not in experiments:
            experiments[base] = definitions["experiments"][base]
            pending.append(base)
    views: dict[str, View] = {}
    data_sets: dict[str, DataSet] = {}
    originals: dict[str, DataSet] = {}
    asked_for: set[str] = set()
    for experiment in experiments.values():
        view = definitions["views"][experiment.view]
        asked = definitions["data_sets"][view.data_set]
        asked_for.add(view.data_set)
        if config.data == "bundled" and asked.stand_in is not None:
            view = _with_stand_in(view, asked, definitions["data_sets"][asked.stand_in])
            originals[experiment.view] = asked
        views[experiment.view] = view
        data_sets[view.data_set] = definitions["data_sets"][view.data_set]
    predicted = [name for experiment in experiments.values() for name in experiment.predict]
    replaced = [(name, definitions["examples"][name].stand_in) for name in predicted]
    examples = {name: definitions["examples"][name] for pair in replaced for name in pair if name}
    known_files = {
        file.sha256: f"{found.label}'s {file.name}"
        for found in [*definitions["data_sets"].values(), *definitions["examples"].values()]
        for file in found.files.values()
    }
    run = {*config.experiments}
    return Study(
        config=config,
        experiments=experiments,
        views=views,
        data_sets=data_sets,
        originals=originals,
        examples=examples,
        comparisons={
            name: body
            for name, body in definitions["comparisons"].items()
            if name in own_comparisons or len(run.intersection(body.experiments)) > 1
        },
        claims={
            name: claim
            for name, claim in definitions["claims"].items()
            if (claim.experiment in run if claim.experiment else config.foundations)
        },
        grids=points,
        published={name: found for name, found in definitions["published"].items() if found.data_set in asked_for},
        notebooks=catalog.notebooks,
        notebook_titles=catalog.titles,
        known_files=known_files,
        unproven=(),
        sources=tuple(sources),
    )


def _with_stand_in(view: View, asked: DataSet, stand_in: DataSet) -> View:
    """The same view of the stand-in; a count of validation examples keeps its share."""
    validation = view.validation
    if validation.count is not None:
        count = max(1, round(validation.count * stand_in.train / asked.train))
        validation = validation.model_copy(update={"count": count})
    return view.model_copy(update={"data_set": asked.stand_in, "validation": validation})


def _network_problem(study: Study, experiment: str, fault: NetworkFault) -> Problem:
    is_counted = all(layer.name != "Repeat" for layer in study.experiments[experiment].layers)
    place = () if fault.layer is None else ("layers", fault.layer) if is_counted else ("layers",)
    return Problem(("define", "experiments", experiment, *place), fault.message)


def _config_error(problems: Sequence[Problem], sources: Sequence[ConfigSource]) -> ConfigError:
    lines = [f"{locate(sources, problem.path)}: {problem.message}" for problem in problems]
    return ConfigError("\n".join(dict.fromkeys(lines)))
