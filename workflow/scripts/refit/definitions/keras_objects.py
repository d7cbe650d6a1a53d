"""Keras layers and optimizers by their names, and scikit-learn's estimators, which are written alike."""

from collections.abc import Iterator
from typing import Any

from pydantic import GetJsonSchemaHandler, model_serializer, model_validator
from pydantic_core import CoreSchema

from refit.definitions.base import KeyPath, Problem, validated, with_numbers
from refit.errors import did_you_mean
from refit.libraries import known_names
from refit.templates import MARK
from refit.typed import Strict


class KerasObject(Strict):
    """A Keras object by name (`Flatten`), or by name with its arguments (`{Dense: {units: 100}}`)."""

    name: str
    arguments: dict[str, Any] = {}

    @model_validator(mode="before")
    @classmethod
    def _from_yaml(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"name": value}
        if isinstance(value, dict) and len(value) == 1:
            ((name, arguments),) = value.items()
            if isinstance(name, str) and (arguments is None or isinstance(arguments, dict)):
                return {"name": name, "arguments": with_numbers(arguments or {})}
        raise ValueError("give a name, such as Flatten, or one name with its arguments, such as {Dense: {units: 100}}")

    @model_serializer
    def _as_written(self) -> str | dict[str, Any]:
        return {self.name: self.arguments} if self.arguments else self.name

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        arguments = {"type": ["object", "null"]}
        named = {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": arguments}
        return {"description": cls.__doc__, "anyOf": [{"type": "string"}, named]}


def check_layer(layer: KerasObject, path: KeyPath) -> Iterator[Problem]:
    """A Keras layer, or layers that are repeated."""
    if layer.name != "Repeat":
        yield from check_object("layer", layer, path)
        return
    place, times, layers = (*path, "Repeat"), layer.arguments.get("times"), layer.arguments.get("layers")
    is_count = isinstance(times, int) and times > 0
    is_open = isinstance(times, str) and times.startswith(MARK)
    if layer.arguments.keys() != {"times", "layers"} or not isinstance(layers, list) or not (is_count or is_open):
        yield Problem(place, "write it as Repeat: {times: 2, layers: [...]}, the times above 0.")
        return
    for index, body in enumerate(layers):
        inner, problems = validated(KerasObject, body, (*place, "layers", index))
        yield from problems
        if inner is not None:
            yield from check_layer(inner, (*place, "layers", index))


def check_object(role: str, written: KerasObject, path: KeyPath) -> Iterator[Problem]:
    """Whether the library has what is named, and it takes the arguments that are given.

    Args:
        role: `layer`, `optimizer`, `loss`, `metric`, `callback` or `estimator`.
        written: the name and its arguments.
        path: where it is written.
    """
    known = known_names()[role + ("es" if role.endswith("s") else "s")]
    if written.name not in known:
        library = {"estimator": "scikit-learn", "callback": "Refit"}.get(role, "Keras")
        yield Problem(path, f"{library} has no {role} '{written.name}'{did_you_mean(written.name, known)}")
        return
    signature = known[written.name]
    place = (*path, written.name)
    for name, value in written.arguments.items():
        if name not in signature:
            yield Problem((*place, name), f"{written.name} has no argument '{name}'{did_you_mean(name, signature)}")
        else:
            yield from _check_value(name, value, (*place, name))
    is_misspelt = not written.arguments.keys() <= signature.keys()
    for name, required in signature.items():
        if required and name not in written.arguments and not is_misspelt:
            yield Problem(place, f"{written.name} needs the argument '{name}'; add it.")


def _check_value(argument: str, value: Any, path: KeyPath) -> Iterator[Problem]:
    """An activation, initializer or regularizer that is given by its name."""
    roles = [role for role in ("activation", "initializer", "regularizer") if argument.endswith(role)]
    if isinstance(value, dict) and len(value) == 1:
        (value,) = value
    for role in roles if isinstance(value, str) and not value.startswith(MARK) else []:
        known = known_names()[f"{role}s"]
        if value not in known:
            yield Problem(path, f"Keras has no {role} '{value}'{did_you_mean(value, known)}")


def keras_config(found: KerasObject) -> dict[str, Any]:
    """The form that Keras deserialises: a class name and its config; so too for the layers of a `Repeat`.

    An argument that is itself a Keras object may be written `{L2: {l2: 0.01}}`, as layers are.
    """

    def nested(value: Any) -> Any:
        if isinstance(value, dict) and len(value) == 1:
            ((name, arguments),) = value.items()
            if arguments is None or isinstance(arguments, dict):
                return {"class_name": name, "config": arguments or {}}
        return value

    if found.name == "Repeat":
        layers = [keras_config(KerasObject.model_validate(layer)) for layer in found.arguments["layers"]]
        return {"class_name": "Repeat", "config": {**found.arguments, "layers": layers}}
    return {"class_name": found.name, "config": {key: nested(value) for key, value in found.arguments.items()}}
