"""A digest of the code that a job runs, so that it runs again when that code changes, and only then."""

import ast
import hashlib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent


def code_digest(*roots: str | Callable[..., object]) -> str:
    """SHA-256 over modules of this package and all that they import from this package, directly or not.

    Comments, docstrings and layout do not count.

    Args:
        roots: modules within the package, such as `training.runs`; or, of which the module counts, a name in one, such
            as `figures.training:draw_training`, or a function.
    """
    modules = [
        (root if isinstance(root, str) else root.__module__.removeprefix(f"{PACKAGE.name}.")).partition(":")[0]
        for root in roots
    ]
    parts = sorted(_closure(modules))
    return hashlib.sha256("".join(f"{part}\n{_code(part)}\n" for part in parts).encode()).hexdigest()


def _closure(modules: Iterable[str]) -> set[str]:
    found: set[str] = set()
    pending = [*modules]
    while pending:
        part = pending.pop()
        if part not in found:
            found.add(part)
            pending.extend(_imports(part))
    return found


@cache
def _code(module: str) -> str:
    return ast.unparse(_tree(module))


@cache
def _tree(module: str) -> ast.Module:
    """A module without its docstrings."""
    tree = ast.parse(_file(module).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            kept = [n for n in body if not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))]
            node.body = kept or [ast.Pass()]  # type: ignore[attr-defined]
    return tree


@cache
def _imports(module: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.update((node.module, *(f"{node.module}.{alias.name}" for alias in node.names)))
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    own = {name.removeprefix(f"{PACKAGE.name}.") for name in names if name.startswith(f"{PACKAGE.name}.")}
    return {name for name in own if _file(name).exists()}


def _file(module: str) -> Path:
    return PACKAGE.joinpath(*module.split(".")).with_suffix(".py")
