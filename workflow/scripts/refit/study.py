"""A study: the configuration merged with the catalogue, checked, and resolved to what each job depends on."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pydantic

from refit.catalog import Catalog, read_catalog
from refit.checks import (
    Problem,
    check_data_set,
    check_experiment,
    check_top,
    check_view,
    unknown_keys,
    validated,
)
from refit.config import KINDS, Config, DataFile, DataSet, Definitions, Experiment, KerasObject, View
from refit.config_sources import ConfigSource, command_line_source, file_source, locate
from refit.errors import ConfigError
from refit.network_cache import NetworkFault, network_faults

NAME = re.compile(r"[a-z][a-z0-9_-]*")

Network = dict[str, Any]


@dataclass(frozen=True)
class Study:
    """What is to be run, by name; only what the study's experiments use is here."""

    config: Config
    experiments: dict[str, Experiment]
    views: dict[str, View]
    data_sets: dict[str, DataSet]
    stands_in_for: dict[str, str]
    """By view: the label of the data set that the view's own one stands in for."""
    notebooks: dict[str, str]
    """By experiment: the key of its notebook; an experiment of the user's own has none."""
    known_files: dict[str, str]
    """By SHA-256: every file that a definition names, in words."""
    unproven: tuple[str, ...]
    """The experiments whose network is not one of the catalogue's, which the tests build."""
    sources: tuple[ConfigSource, ...]

    def data_of(self, view: str) -> DataSet:
        """The data set that a view is made from."""
        return self.data_sets[self.views[view].data_set]

    def network(self, experiment: str) -> Network:
        """What a network is built from, and what it must come to."""
        found = self.experiments[experiment]
        data_set = self.data_of(found.view)
        return {
            "layers": [keras_config(layer) for layer in found.layers],
            "input_shape": list(self.views[found.view].shape or data_set.shape),
            "classes": len(data_set.classes),
            "parameters": found.parameters,
        }

    def training(self, experiment: str) -> dict[str, Any]:
        """All that a run depends on, apart from its view's files, its seed and the code."""
        found = self.experiments[experiment]
        return self.network(experiment) | {
            "optimizer": keras_config(found.optimizer),
            "epochs": found.epochs,
            "batch_size": found.batch_size,
            "repeat": self.views[found.view].repeat,
        }

    def places(self, data_set: str, file_name: str) -> list[str]:
        """Where to look for a file, in order: the mirror, then each source."""
        sources = [f"{source.rstrip('/')}/{file_name}" for source in self.data_sets[data_set].sources]
        mirror = self.config.mirror
        return [f"{mirror.rstrip('/')}/{data_set}/{file_name}", *sources] if mirror else sources

    def file(self, data_set: str, file_name: str) -> DataFile:
        """A file to download, by its name."""
        return next(file for file in self.data_sets[data_set].files.values() if file.name == file_name)

    def view_recipe(self, view: str) -> dict[str, Any]:
        """All that a view's files depend on, apart from the downloads and the code."""
        return {
            "view": self.views[view].model_dump(exclude={"note", "repeat"}),
            "data_set": self.data_of(view).model_dump(exclude={"label", "columns", "stand_in", "origin", "sources"}),
        }

    def description(self, experiment: str) -> dict[str, Any]:
        """What the report says of an experiment: labels, notes and data; nothing that its training depends on."""
        found = self.experiments[experiment]
        return {
            "label": found.label or experiment,
            "note": found.note,
            "notebook": self.notebooks.get(experiment, ""),
            "view": found.view,
            "data": self.data_of(found.view).label,
            "stands_in_for": self.stands_in_for.get(found.view, ""),
            "validates_on_test": self.validates_on_test(experiment),
            "view_note": self.views[found.view].note,
        }

    def title(self, experiment: str, seed: int) -> str:
        """What stands above a figure of a run; the data's name, so that no stand-in is taken for the original."""
        return f"{experiment}, seed {seed}, {self.data_of(self.experiments[experiment].view).label}"

    def view_title(self, view: str) -> str:
        """What stands above a figure of a view."""
        original = self.stands_in_for.get(view)
        return f"{view}: {self.data_of(view).label}" + (f", in place of {original}" if original else "")

    def validates_on_test(self, experiment: str) -> bool:
        """Whether an experiment's validation part is its test part."""
        return self.views[self.experiments[experiment].view].validation.part == "test"

    def view_description(self, view: str) -> dict[str, str]:
        """What a view's summary says beside its figures."""
        found, data_set = self.views[view], self.data_of(view)
        validation = found.validation
        split = {
            "none": "no validation part",
            "test": "the validation part is the test part, as in the notebook; nothing is selected on it",
        }.get(validation.part, f"validation: the {validation.part} {validation.count} training examples")
        if found.test is not None:
            split += f"; test: {found.test.share:.0%}, drawn at random (random_state={found.test.random_state})"
        return {
            "title": self.view_title(view),
            "origin": data_set.origin,
            "split": split,
            "normalization": found.normalization.replace("_", " ")
            + " (statistics of the training part)" * (found.normalization == "standardize"),
            "repeated": f"the training part, {found.repeat} times an epoch" if found.repeat > 1 else "",
            "note": found.note,
        }

    def resolved(self) -> dict[str, Any]:
        """The merged configuration with every definition that it uses, as plain values."""
        kinds: dict[str, Mapping[str, pydantic.BaseModel]] = {
            "data_sets": self.data_sets,
            "views": self.views,
            "experiments": self.experiments,
        }
        define = {kind: {name: _plain(body) for name, body in found.items()} for kind, found in kinds.items()}
        return self.config.model_dump(exclude={"define"}) | {"define": define}


def keras_config(found: KerasObject) -> dict[str, Any]:
    """The form that Keras deserialises: a class name and its config.

    An argument that is itself a Keras object may be written `{L2: {l2: 0.01}}`, as layers are.
    """

    def nested(value: Any) -> Any:
        if isinstance(value, dict) and len(value) == 1:
            ((name, arguments),) = value.items()
            if arguments is None or isinstance(arguments, dict):
                return {"class_name": name, "config": arguments or {}}
        return value

    return {"class_name": found.name, "config": {key: nested(value) for key, value in found.arguments.items()}}


def _plain(found: pydantic.BaseModel) -> dict[str, Any]:
    values = found.model_dump(exclude_defaults=True)
    if isinstance(found, Experiment):
        *values["layers"], values["optimizer"] = [
            {o.name: o.arguments} if o.arguments else o.name for o in (*found.layers, found.optimizer)
        ]
    return values


def load_study(
    config: Mapping[str, Any],
    catalog_folder: Path,
    config_files: Sequence[Path] = (),
    command_line: Mapping[str, object] | None = None,
) -> Study:
    """Check a merged configuration and resolve it.

    Args:
        config: the merged configuration.
        catalog_folder: workflow/catalog.
        config_files: the files it was merged from, in that order; messages name them.
        command_line: what `--config` gave; messages name it.

    Raises:
        ConfigError: with all faults, one a line, each with its place.
    """
    catalog = read_catalog(catalog_folder)
    sources = [*catalog.sources, *(file_source(path) for path in config_files)]
    if command_line:
        sources.append(command_line_source(dict(command_line)))

    define = config.get("define") or {}
    if not isinstance(define, Mapping) or any(not isinstance(define.get(k) or {}, Mapping) for k in KINDS):
        raise _config_error([Problem(("define",), "expected the keys data_sets, views or experiments.")], sources)
    top, problems = validated(Config, {**config, "define": {}}, ())
    problems += unknown_keys(Definitions, define, ("define",))
    definitions, definition_problems = _definitions(catalog, define)
    problems += definition_problems
    problems += _check_references(definitions)
    problems += check_top(config, list(definitions["experiments"]))
    if problems or top is None:
        raise _config_error(problems, sources)

    study = _resolve(top, definitions, catalog.notebooks, sources)
    own, _ = _definitions(catalog, {})
    known = [name for name in study.experiments if name in own["experiments"]]
    proven = _resolve(top.model_copy(update={"experiments": known}), own, catalog.notebooks, sources)
    unproven = [name for name in study.experiments if name not in known or study.network(name) != proven.network(name)]
    return replace(study, unproven=tuple(unproven))


def check_networks(study: Study, cache: Path | None = None) -> None:
    """Build each network that is not the catalogue's, to see that its layers fit the data.

    Args:
        study: the study.
        cache: folder that remembers which networks were built without a fault.

    Raises:
        ConfigError: naming the experiment and the layer of each fault.
    """
    faults = network_faults({name: study.network(name) for name in study.unproven}, cache)
    if faults:
        raise _config_error([_network_problem(name, fault) for name, fault in faults.items()], study.sources)


def _definitions(catalog: Catalog, define: Mapping[str, Any]) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    """By kind and name, the typed definitions of the catalogue and the user; None for a faulty one."""
    typed: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for kind, model in KINDS.items():
        bodies = dict(catalog.entries[kind])
        for name, body in (define.get(kind) or {}).items():
            known = bodies.get(name)
            bodies[name] = {**known, **body} if known and isinstance(body, Mapping) else body
            if not NAME.fullmatch(str(name)):
                message = f"'{name}' cannot be a name; take small letters, digits, - and _, a letter first."
                problems.append(Problem(("define", kind, name), message))
        typed[kind] = {}
        for name, body in bodies.items():
            path = ("define", kind, name)
            typed[kind][name], found = validated(model, body, path)
            problems += found
    return typed, problems


def _check_references(definitions: dict[str, dict[str, Any]]) -> Iterator[Problem]:
    data_sets, views = definitions["data_sets"], definitions["views"]
    for name, data_set in data_sets.items():
        if data_set is not None:
            yield from check_data_set(data_set, data_sets, ("define", "data_sets", name))
    for name, view in views.items():
        if view is not None:
            yield from check_view(view, data_sets, ("define", "views", name))
    for name, experiment in definitions["experiments"].items():
        if experiment is not None:
            yield from check_experiment(experiment, views, ("define", "experiments", name))


def _resolve(
    config: Config,
    definitions: dict[str, dict[str, Any]],
    notebooks: dict[str, str],
    sources: Sequence[ConfigSource],
) -> Study:
    """Keep what the study uses, and put stand-ins in their places."""
    experiments = {name: definitions["experiments"][name] for name in config.experiments}
    views: dict[str, View] = {}
    data_sets: dict[str, DataSet] = {}
    stands_in_for: dict[str, str] = {}
    for experiment in experiments.values():
        view = definitions["views"][experiment.view]
        asked = definitions["data_sets"][view.data_set]
        if config.data == "bundled" and asked.stand_in is not None:
            view = _with_stand_in(view, asked, definitions["data_sets"][asked.stand_in])
            stands_in_for[experiment.view] = asked.label
        views[experiment.view] = view
        data_sets[view.data_set] = definitions["data_sets"][view.data_set]
    known_files = {
        file.sha256: f"{data_set.label}'s {file.name}"
        for data_set in definitions["data_sets"].values()
        for file in data_set.files.values()
    }
    return Study(config, experiments, views, data_sets, stands_in_for, notebooks, known_files, (), tuple(sources))


def _with_stand_in(view: View, asked: DataSet, stand_in: DataSet) -> View:
    """The same view of the stand-in; a count of validation examples keeps its share."""
    validation = view.validation
    if validation.count is not None:
        count = max(1, round(validation.count * stand_in.train / asked.train))
        validation = validation.model_copy(update={"count": count})
    return view.model_copy(update={"data_set": asked.stand_in, "validation": validation})


def _network_problem(experiment: str, fault: NetworkFault) -> Problem:
    path = ("define", "experiments", experiment)
    return Problem(path if fault.layer is None else (*path, "layers", fault.layer), fault.message)


def _config_error(problems: Sequence[Problem], sources: Sequence[ConfigSource]) -> ConfigError:
    lines = [f"{locate(sources, problem.path)}: {problem.message}" for problem in problems]
    return ConfigError("\n".join(dict.fromkeys(lines)))
