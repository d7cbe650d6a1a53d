"""What all kinds of definitions share: their faults, and the checks of keys and names."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from inspect import cleandoc
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError

from refit.errors import did_you_mean

Model = TypeVar("Model", bound=BaseModel)

Key = str | int
KeyPath = tuple[Key, ...]
"""Keys from the top of the merged configuration."""

ByKind = Mapping[str, Mapping[str, Any]]
"""By kind and name, the typed definitions of the catalogue and the user; None for a faulty one."""


def _whole_number(value: Any) -> Any:
    """Snakemake's `--config seeds=[1,2]` gives the numbers of a list as text."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


Seed = Annotated[int, Field(ge=0, lt=2**32), BeforeValidator(_whole_number)]


def in_words(functions: Mapping[str, Callable[..., object]]) -> str:
    """What each function of a table does."""
    return " ".join(f"`{name}`: {purpose(function)}" for name, function in functions.items())


def purpose(function: Callable[..., object]) -> str:
    """What a function of a table does, as the first paragraph of its docstring has it; to stand after a colon."""
    text = cleandoc(function.__doc__ or "").split("\n\n")[0]
    return text[:1].lower() + text[1:]


_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)[eE][-+]?\d+")


def with_numbers(value: Any) -> Any:
    """Numbers such as 1e-3, which YAML 1.1 reads as text, as numbers."""
    if isinstance(value, dict):
        return {key: with_numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [with_numbers(item) for item in value]
    return float(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else value


@dataclass(frozen=True)
class Problem:
    """A fault at a place of the merged configuration."""

    path: KeyPath
    message: str


Sections = Mapping[str, type[BaseModel]]
"""By title, in order: the types that a page of documentation describes."""


@dataclass(frozen=True)
class Kind:
    """A kind of definition.

    Example:
        A kind whose definitions each name a view:

        ```
        def check(name: str, chart: Chart, definitions: ByKind, path: KeyPath) -> Iterator[Problem]:
            yield from check_name("view", chart.view, definitions["views"], (*path, "view"))


        KIND = Kind(Chart, check, {"define.charts.<name>": Chart})
        ```
    """

    type: Any
    """What may be written: a type with keys, or several of which a key says the one that is meant."""
    check: Callable[[str, Any, ByKind, KeyPath], Iterator[Problem]]
    """The faults that its type cannot see, of a definition's name, the definition, all definitions, and its place."""
    sections: Sections
    """Its documentation."""


_adapter = cache(TypeAdapter)


def validated(model: type[Model], body: Any, path: KeyPath) -> tuple[Model | None, list[Problem]]:
    """The typed form of a mapping, or its faults."""
    try:
        return _adapter(model).validate_python(body), []
    except ValidationError as error:
        return None, [_problem(model, fault, path) for fault in error.errors()]


def _problem(model: type[BaseModel], fault: Any, path: KeyPath) -> Problem:
    place: KeyPath = fault["loc"]
    kind, context, value = fault["type"], fault.get("ctx", {}), fault["input"]
    if place and not isinstance(model, type):
        model, place = _member(model, place[0]), place[1:]
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        place = (*place, context["discriminator"].strip("'"))
        value = context.get("tag")
    shown = f"'{value}'" if isinstance(value, str) else str(value)
    if kind == "extra_forbidden":
        message = f"unknown key '{place[-1]}'{did_you_mean(place[-1], _keys(model, place[:-1]))}"
    elif kind in ("missing", "union_tag_not_found"):
        message = f"the key '{place[-1]}' is missing; add it."
        place = place[:-1]
    elif kind in ("literal_error", "union_tag_invalid"):
        known = re.findall(r"'([^']*)'", context.get("expected") or context["expected_tags"])
        message = f"{shown} is not possible here{did_you_mean(value, known)}"
    elif kind == "value_error":
        message = f"{context['error']}."
    elif kind == "string_pattern_mismatch":
        message = f"{shown} does not have the form {context['pattern']}."
    elif kind in ("model_type", "model_attributes_type"):
        message = f"expected keys with values, not {shown}."
    else:
        message = f"{fault['msg'].replace('Input should', 'the value should')}, not {shown}."
    return Problem(path + place, message)


def _member(union: Any, tag: Key) -> type[BaseModel]:
    """The type that is meant within a discriminated union, to whose faults pydantic gives the tag as first place."""
    members, field = get_args(union)
    types: tuple[type[BaseModel], ...] = get_args(members)
    return next(kind for kind in types if tag in get_args(kind.model_fields[field.discriminator].annotation))


def _keys(model: type[BaseModel], place: KeyPath) -> list[str]:
    """The keys that are known at a place within a model."""
    for key in place:
        field = model.model_fields.get(str(key))
        inner = [t for t in _types(field.annotation) if isinstance(t, type)] if field else [model]
        model = next((t for t in inner if issubclass(t, BaseModel)), model)
    return list(model.model_fields)


def _types(annotation: Any) -> Iterator[Any]:
    yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _types(inner)


def unknown_keys(model: type[BaseModel], body: Mapping[str, Any], path: KeyPath) -> Iterator[Problem]:
    """Keys of a mapping that a model does not have."""
    for key in body:
        if key not in model.model_fields:
            yield Problem((*path, key), f"unknown key '{key}'{did_you_mean(key, model.model_fields)}")


def check_name(kind: str, name: str, known: Collection[str], path: KeyPath) -> Iterator[Problem]:
    """Whether what a name refers to is there."""
    if name not in known:
        yield Problem(path, f"there is no {kind} '{name}'{did_you_mean(name, known)}")
