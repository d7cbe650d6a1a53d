"""Where in which file a key of the merged configuration was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from refit.definitions.base import Key, KeyPath
from refit.errors import ConfigError

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The fast one, where PyYAML has it."""


@dataclass(frozen=True)
class ConfigSource:
    """One file (or the command line) of the configuration, with the positions of its keys.

    `prefix` is where the file's content hangs in the merged configuration.
    """

    label: str
    root: yaml.Node | None
    prefix: KeyPath = ()
    has_lines: bool = True

    def find(self, path: KeyPath) -> tuple[int, int]:
        """How many keys of `path` this source holds, and the line (from 1) of the last of them."""
        if path[: len(self.prefix)] != self.prefix or self.root is None:
            return 0, 0
        node, line, depth = self.root, self.root.start_mark.line + 1, len(self.prefix)
        for key in path[len(self.prefix) :]:
            child = _child(node, key)
            if child is None:
                break
            node, line = child
            depth += 1
        return depth, line


def _child(node: yaml.Node, key: Key) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == str(key):
                return value, name.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key].start_mark.line + 1
    return None


def file_source(path: Path, prefix: KeyPath = ()) -> ConfigSource:
    """Read a YAML file's positions.

    Raises:
        ConfigError: the file cannot be read, is no YAML, or names a key twice.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=LOADER)
    except OSError as error:
        raise ConfigError(f"{_shown(path)}: cannot be read ({error.strerror}).") from None
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ConfigError(f"{_shown(path)}{line}: this is no valid YAML: {error.problem}.") from None
    if root is not None:
        _refuse_repeated_keys(path, root)
    return ConfigSource(_shown(path), root, prefix)


def content(root: yaml.Node | None) -> Any:
    """What nodes stand for, without reading their file once more."""
    return LOADER("").construct_document(root)


def _shown(path: Path) -> str:
    """A path as a user would write it."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _refuse_repeated_keys(path: Path, node: yaml.Node) -> None:
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            _refuse_repeated_keys(path, child)
    elif isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for name, value in node.value:
            line = name.start_mark.line + 1
            if name.value in seen:
                raise ConfigError(
                    f"{_shown(path)}, line {line}: the key '{name.value}' stands here for the second time "
                    f"(first in line {seen[name.value]}); remove one of them."
                )
            seen[str(name.value)] = line
            _refuse_repeated_keys(path, value)


def command_line_source(values: dict[str, object]) -> ConfigSource:
    """What `--config key=value` gave."""
    return ConfigSource("--config", yaml.compose(yaml.safe_dump(values)), has_lines=False)


def locate(sources: Sequence[ConfigSource], path: KeyPath) -> str:
    """`file, line N, a.b[0].c`: where `path` was written, by the last source that holds most of it.

    Args:
        sources: in the order of merging; a later one overrides an earlier one.
        path: keys from the top of the merged configuration.
    """
    places = [(*source.find(path), source) for source in reversed(sources)]
    _, line, source = max(places, key=lambda place: place[0])
    place = f"{source.label}, line {line}" if source.has_lines and line else source.label
    written = path[len(source.prefix) :]
    return f"{place}, {dotted(written)}" if written else place


def dotted(path: KeyPath) -> str:
    """`('a', 0, 'b')` as `a[0].b`."""
    text = ""
    for key in path:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else str(key)
    return text
