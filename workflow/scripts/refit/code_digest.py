"""A digest of the code that a job runs, so that it runs again when that code changes, and only then."""

import ast
import hashlib
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent


def code_digest(module: str) -> str:
    """SHA-256 over a module of this package and all that it imports from this package, directly or not.

    Comments, docstrings and layout do not count.

    Args:
        module: name within the package, such as `training`.
    """
    parts = sorted(_closure(module))
    return hashlib.sha256("".join(f"{part}\n{_code(part)}\n" for part in parts).encode()).hexdigest()


def _closure(module: str) -> set[str]:
    found: set[str] = set()
    pending = [module]
    while pending:
        part = pending.pop()
        if part not in found:
            found.add(part)
            pending.extend(_imports(part))
    return found


@cache
def _code(module: str) -> str:
    tree = ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            kept = [n for n in body if not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))]
            node.body = kept or [ast.Pass()]  # type: ignore[attr-defined]
    return ast.unparse(tree)


@cache
def _imports(module: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(_code(module))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == PACKAGE.name:
            parts = node.module.split(".")[1:]
            names.update(parts[:1] or [alias.name for alias in node.names])
        elif isinstance(node, ast.Import):
            names.update(a.name.split(".")[1] for a in node.names if a.name.startswith(f"{PACKAGE.name}."))
    return names
