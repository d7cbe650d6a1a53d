"""The checks of a configuration that need neither data nor TensorFlow. Each yields all its faults."""

import os
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, TypeVar

import pydantic

from refit.configuration.config import Claim, Comparison, DataSet, Examples, Experiment, KerasObject, Published, View
from refit.configuration.libraries import known_names
from refit.configuration.sources import KeyPath
from refit.errors import ConfigError, did_you_mean
from refit.templates import MARK, names_in

Model = TypeVar("Model", bound=pydantic.BaseModel)

RESERVED_STUDY_NAMES = {"downloads"}

MOST_COMPARED = 40
"""Experiments in a comparison: its figure has a curve for each, and its table of pairs grows with their square."""


@dataclass(frozen=True)
class Problem:
    """A fault at a place of the merged configuration."""

    path: KeyPath
    message: str


def validated(model: type[Model], body: Any, path: KeyPath) -> tuple[Model | None, list[Problem]]:
    """The typed form of a mapping, or its faults."""
    try:
        return model.model_validate(body), []
    except pydantic.ValidationError as error:
        return None, [_problem(model, fault, path) for fault in error.errors()]


def _problem(model: type[pydantic.BaseModel], fault: Any, path: KeyPath) -> Problem:
    place: KeyPath = fault["loc"]
    kind, context, value = fault["type"], fault.get("ctx", {}), fault["input"]
    shown = f"'{value}'" if isinstance(value, str) else str(value)
    if kind == "extra_forbidden":
        message = f"unknown key '{place[-1]}'{did_you_mean(place[-1], _keys(model, place[:-1]))}"
    elif kind == "missing":
        message = f"the key '{place[-1]}' is missing; add it."
        place = place[:-1]
    elif kind == "literal_error":
        known = re.findall(r"'([^']*)'", context["expected"])
        message = f"{shown} is not possible here{did_you_mean(value, known)}"
    elif kind == "value_error":
        message = f"{context['error']}."
    elif kind == "string_pattern_mismatch":
        message = f"{shown} does not have the form {context['pattern']}."
    elif kind == "model_type":
        message = f"expected keys with values, not {shown}."
    else:
        message = f"{fault['msg'].replace('Input should', 'the value should')}, not {shown}."
    return Problem(path + place, message)


def _keys(model: type[pydantic.BaseModel], place: KeyPath) -> list[str]:
    """The keys that are known at a place within a model."""
    for key in place:
        field = model.model_fields.get(str(key))
        inner = [t for t in _types(field.annotation) if isinstance(t, type)] if field else [model]
        model = next((t for t in inner if issubclass(t, pydantic.BaseModel)), model)
    return list(model.model_fields)


def _types(annotation: Any) -> Iterator[Any]:
    yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _types(inner)


def unknown_keys(model: type[pydantic.BaseModel], body: Mapping[str, Any], path: KeyPath) -> Iterator[Problem]:
    """Keys of a mapping that a model does not have."""
    for key in body:
        if key not in model.model_fields:
            yield Problem((*path, key), f"unknown key '{key}'{did_you_mean(key, model.model_fields)}")


def check_name(kind: str, name: str, known: Collection[str], path: KeyPath) -> Iterator[Problem]:
    """Whether what a name refers to is there."""
    if name not in known:
        yield Problem(path, f"there is no {kind} '{name}'{did_you_mean(name, known)}")


def check_top(config: Mapping[str, Any], known_experiments: Collection[str]) -> Iterator[Problem]:
    """Names and paths at the top of the configuration; values of a wrong type are `validated`'s to name."""
    if config.get("study") in RESERVED_STUDY_NAMES:
        yield Problem(("study",), f"'{config['study']}' is a folder of Refit's own below results/; take another name.")
    lists = {key: config[key] for key in ("experiments", "seeds") if isinstance(config.get(key), list)}
    for index, name in enumerate(lists.get("experiments", [])):
        if isinstance(name, str):
            yield from check_name("experiment", name, known_experiments, ("experiments", index))
    for key, values in lists.items():
        for value, count in Counter(map(str, values)).items():
            if count > 1:
                yield Problem((key,), f"{value} is listed {count} times; keep one.")
    pictures = config.get("predict")
    for index, path in enumerate(pictures if isinstance(pictures, list) else []):
        if isinstance(path, str) and not Path(path).exists():
            message = f"there is no file or folder '{path}' (seen from {Path.cwd()}); correct the path."
            yield Problem(("predict", index), message)
        elif isinstance(path, str) and not files_at(path):
            yield Problem(("predict", index), f"the folder '{path}' holds no file; put pictures there.")
    mirror = config.get("mirror")
    if isinstance(mirror, str) and not is_url(mirror) and not Path(mirror).is_dir():
        yield Problem(
            ("mirror",),
            f"the folder '{mirror}' does not exist; create it, correct the path, "
            "or remove the key to use the public sources.",
        )


def files_at(path: str) -> list[str]:
    """A file itself; of a folder, the files directly in it that are not hidden, by name."""
    if Path(path).is_dir():
        return sorted(str(file) for file in Path(path).iterdir() if file.is_file() and not file.name.startswith("."))
    return [path]


def is_url(place: str) -> bool:
    """Whether a mirror is an address rather than a folder."""
    return re.match(r"(https?|ftp)://", place) is not None


def check_data_set(data_set: DataSet, data_sets: Mapping[str, DataSet | None], path: KeyPath) -> Iterator[Problem]:
    """What a data set refers to."""
    if data_set.stand_in is not None:
        yield from check_name("data set", data_set.stand_in, data_sets, (*path, "stand_in"))
        stand_in = data_sets.get(data_set.stand_in)
        if stand_in is not None and bool(stand_in.classes) != bool(data_set.classes):
            yield Problem(
                (*path, "stand_in"), f"'{data_set.stand_in}' is for another task: one has classes, one a target."
            )
        elif stand_in is not None and len(data_set.shape) > 1 and stand_in.shape != data_set.shape:
            yield Problem((*path, "stand_in"), f"'{data_set.stand_in}' has another shape, {stand_in.shape}.")


def check_view(view: View, data_sets: Mapping[str, DataSet | None], path: KeyPath) -> Iterator[Problem]:
    """Whether a view fits its data set."""
    yield from check_name("data set", view.data_set, data_sets, (*path, "data_set"))
    data_set = data_sets.get(view.data_set)
    if data_set is None:
        return
    if data_set.test == 0 and view.test is None:
        yield Problem(path, f"'{view.data_set}' is not split: add test: {{share: 0.2, random_state: 42}}.")
    if data_set.test > 0 and view.test is not None:
        yield Problem((*path, "test"), f"'{view.data_set}' has a test part of its own; remove this key.")
    if view.validation.count is not None and view.validation.count >= data_set.train:
        yield Problem(
            (*path, "validation", "count"),
            f"{view.validation.count} validation examples leave none of the {data_set.train} to train on.",
        )
    if view.shape is not None and prod(view.shape) != prod(data_set.shape):
        yield Problem((*path, "shape"), f"{view.shape} holds another number of values than {data_set.shape}.")


def check_experiment(experiment: Experiment, views: Mapping[str, View | None], path: KeyPath) -> Iterator[Problem]:
    """The names that an experiment uses: its view, Keras' layers, optimizer and their arguments."""
    yield from check_name("view", experiment.view, views, (*path, "view"))
    for index, layer in enumerate(experiment.layers):
        yield from _check_layer(layer, (*path, "layers", index))
    yield from _check_search(experiment, path)
    if experiment.optimizer is not None:
        yield from _check_named("optimizer", experiment.optimizer, (*path, "optimizer"))
    if experiment.estimator is not None:
        yield from _check_named("estimator", experiment.estimator, (*path, "estimator"))
    view = views.get(experiment.view)
    if experiment.early_stopping and view is not None and view.validation.part == "none":
        yield Problem(
            (*path, "early_stopping"),
            f"the view '{experiment.view}' has no validation part to watch; take another view, or remove this key.",
        )


def _check_search(experiment: Experiment, path: KeyPath) -> Iterator[Problem]:
    """Whether the names in a network and those of its search's space are the same, and there are enough values."""
    optimizer = [experiment.optimizer.arguments] if experiment.optimizer else []
    used = set(names_in([*(layer.arguments for layer in experiment.layers), *optimizer]))
    space = experiment.search.space if experiment.search else {}
    unused = [name for name in space if name not in used]
    for name in unused:
        fix = did_you_mean(name, used) if used else "; write it in place of a value."
        message = f"no argument of a layer or the optimizer is '{MARK}{name}'{fix}"
        yield Problem((*path, "search", "space", name), message)
    for name in sorted(used - space.keys()) if not unused else []:
        fix = did_you_mean(name, space) if space else "; add search: {space: {…}}, or write a value."
        yield Problem((*path, "layers"), f"the search's space has no '{name}', which '{MARK}{name}' asks for{fix}")
    if experiment.search and None not in (counts := [values.choices for values in space.values()]):
        combinations = prod(count for count in counts if count is not None)
        if experiment.search.draws > combinations:
            yield Problem(
                (*path, "search"),
                f"the space has only {combinations} combinations, fewer than the {experiment.search.draws} draws; "
                f"set draws: {combinations}, or widen the space.",
            )


def check_predictions(
    experiment: Experiment,
    examples: Mapping[str, Examples | None],
    views: Mapping[str, View | None],
    data_sets: Mapping[str, DataSet | None],
    path: KeyPath,
) -> Iterator[Problem]:
    """Whether the examples that an experiment predicts are there, and are such as its network sees."""
    ends = _network_ends(experiment, views, data_sets)
    for index, name in enumerate(experiment.predict):
        place = (*path, "predict", index)
        if name not in examples:
            yield Problem(place, f"there are no examples '{name}'{did_you_mean(name, examples)}")
            continue
        found = examples[name]
        if found is None or ends is None:
            continue
        shape, data_set = ends[0], data_sets[views[experiment.view].data_set]  # type: ignore[union-attr]
        assert data_set is not None
        if not data_set.classes:
            yield Problem(place, f"examples have classes, but '{experiment.view}' is for regression; remove this.")
        elif not found.rows and len(shape) < 2:
            yield Problem(place, f"'{name}' are pictures, but an example of '{experiment.view}' has shape {shape}.")
        elif lengths := {len(row.values) for row in found.rows if shape != [len(row.values)]}:
            message = f"a row of '{name}' has {min(lengths)} values, but an example of '{experiment.view}' has"
            yield Problem(place, f"{message} shape {shape}.")
        elif unknown := [row.truth for row in found.rows if row.truth not in data_set.classes]:
            fix = did_you_mean(unknown[0], data_set.classes)
            yield Problem(place, f"'{name}' has the class '{unknown[0]}', which the data set has not{fix}")


def check_examples(
    found: Examples, examples: Mapping[str, Examples | None], data_sets: Collection[str], name: str, path: KeyPath
) -> Iterator[Problem]:
    """What examples refer to, and that their name is free."""
    if name in data_sets:
        yield Problem(path, f"'{name}' is the name of a data set too; take another.")
    if found.stand_in is not None and found.stand_in not in examples:
        yield Problem(
            (*path, "stand_in"), f"there are no examples '{found.stand_in}'{did_you_mean(found.stand_in, examples)}"
        )
    if found.folder and not Path(found.folder).is_dir():
        yield Problem((*path, "folder"), f"there is no folder '{found.folder}' (seen from {Path.cwd()}).")


def check_comparison(comparison: Comparison, experiments: Collection[str], path: KeyPath) -> Iterator[Problem]:
    """The experiments that a comparison names: known, and not too many."""
    if len(comparison.experiments) > MOST_COMPARED:
        yield Problem(
            (*path, "experiments"),
            f"{len(comparison.experiments)} experiments are too many to read side by side. Name at most "
            f"{MOST_COMPARED}; the report's table of all experiments has them all",
        )
    for index, name in enumerate(comparison.experiments):
        yield from check_name("experiment", name, experiments, (*path, "experiments", index))


def check_claim(claim: Claim, experiments: Collection[str], path: KeyPath) -> Iterator[Problem]:
    """The experiment that a claim is about."""
    if claim.experiment:
        yield from check_name("experiment", claim.experiment, experiments, (*path, "experiment"))


def check_published(
    found: Published, experiments: Collection[str], data_sets: Collection[str], path: KeyPath
) -> Iterator[Problem]:
    """The data set that a published number is about, and the experiments that it stands beside."""
    yield from check_name("data set", found.data_set, data_sets, (*path, "data_set"))
    for index, name in enumerate(found.beside):
        yield from check_name("experiment", name, experiments, (*path, "beside", index))


def check_continuation(
    name: str,
    experiments: Mapping[str, Experiment | None],
    views: Mapping[str, View | None],
    data_sets: Mapping[str, DataSet | None],
    path: KeyPath,
) -> Iterator[Problem]:
    """Whether what an experiment goes on from exists, comes to a beginning, and fits the experiment's data."""
    place = (*path, "continue_from")
    chain = [name]
    while (current := experiments[chain[-1]]) is not None and (base := current.continue_from) is not None:
        if base == name:
            loop = "itself" if len(chain) == 1 else "itself by way of " + ", ".join(chain[1:])
            yield Problem(place, f"'{name}' goes on from {loop}; let one of them begin with layers.")
            return
        if base not in experiments:
            if len(chain) == 1:
                yield from check_name("experiment", base, experiments, place)
            return
        if base in chain:
            return  # another experiment's loop
        chain.append(base)
    if len(chain) == 1:
        return
    last = experiments[chain[-1]]
    if last is not None and last.estimator is not None:
        yield Problem(place, f"'{chain[-1]}' is a scikit-learn estimator; only a network's training can be continued.")
        return
    shapes = [_network_ends(experiments[link], views, data_sets) for link in (name, chain[-1])]
    if None not in shapes and shapes[0] != shapes[1]:
        yield Problem(
            place,
            f"the model of '{chain[-1]}' takes examples of shape {shapes[1][0]} and gives {shapes[1][1]} values, but "
            f"this experiment's view has shape {shapes[0][0]} and {shapes[0][1]}; take a view that fits.",
        )


def _network_ends(
    experiment: Experiment | None, views: Mapping[str, View | None], data_sets: Mapping[str, DataSet | None]
) -> Any:
    """Shape of an example and number of outputs; None where they are not known, for a fault named elsewhere."""
    view = views.get(experiment.view) if experiment else None
    data_set = data_sets.get(view.data_set) if view else None
    return (view.shape or data_set.shape, data_set.outputs) if view and data_set else None


def _check_layer(layer: KerasObject, path: KeyPath) -> Iterator[Problem]:
    """A Keras layer, or layers that are repeated."""
    if layer.name != "Repeat":
        yield from _check_named("layer", layer, path)
        return
    place, times, layers = (*path, "Repeat"), layer.arguments.get("times"), layer.arguments.get("layers")
    is_count = isinstance(times, int) and times > 0
    is_open = isinstance(times, str) and times.startswith(MARK)
    if layer.arguments.keys() != {"times", "layers"} or not isinstance(layers, list) or not (is_count or is_open):
        yield Problem(place, "write it as Repeat: {times: 2, layers: [...]}, the times above 0.")
        return
    for index, raw in enumerate(layers):
        inner, problems = validated(KerasObject, raw, (*place, "layers", index))
        yield from problems
        if inner is not None:
            yield from _check_layer(inner, (*place, "layers", index))


def _check_named(kind: str, found: KerasObject, path: KeyPath) -> Iterator[Problem]:
    known = known_names()[f"{kind}s"]
    if found.name not in known:
        library = "scikit-learn" if kind == "estimator" else "Keras"
        yield Problem(path, f"{library} has no {kind} '{found.name}'{did_you_mean(found.name, known)}")
        return
    signature = known[found.name]
    place = (*path, found.name)
    for name, value in found.arguments.items():
        if name not in signature:
            yield Problem((*place, name), f"{found.name} has no argument '{name}'{did_you_mean(name, signature)}")
        else:
            yield from _check_named_value(name, value, (*place, name))
    is_misspelt = not found.arguments.keys() <= signature.keys()
    for name, required in signature.items():
        if required and name not in found.arguments and not is_misspelt:
            yield Problem(place, f"{found.name} needs the argument '{name}'; add it.")


def _check_named_value(argument: str, value: Any, path: KeyPath) -> Iterator[Problem]:
    """An activation, initializer or regularizer that is given by its name."""
    kinds = [kind for kind in ("activation", "initializer", "regularizer") if argument.endswith(kind)]
    if isinstance(value, dict) and len(value) == 1:
        (value,) = value
    for kind in kinds if isinstance(value, str) and not value.startswith(MARK) else []:
        known = known_names()[f"{kind}s"]
        if value not in known:
            yield Problem(path, f"Keras has no {kind} '{value}'{did_you_mean(value, known)}")


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
