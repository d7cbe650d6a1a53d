"""A digest of the code that a job runs, so that it runs again when that code changes, and only then.

The source is read, not run: a definition (function, class, constant) counts with all that it names, in whatever module
of the package, and with all that importing those modules does. Where reading cannot tell what a name means, the whole
module counts; a local variable counts as the definition of the same name.
"""

import ast
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent

PLAIN = {"abc", "builtins", "contextlib", "dataclasses", "enum", "functools", "typing"}
"""Modules whose decorators neither remember what they decorate nor read a function's annotations."""

BUILTIN_DECORATORS = {"property", "setter", "getter", "deleter", "staticmethod", "classmethod"}

CARRIERS = {"jobs", "params"}
"""Modules by which scripts are told what to do; what is done does not depend on them."""

REACH_MODULE = {"globals", "locals", "vars", "eval", "exec", "sys.modules"}
"""By these names, code gets at any other of its module."""

REACH_PACKAGE = {"import_module", "__import__", "__subclasses__", "__init_subclass__", "metaclass"}
"""By these names, code gets at any module, or is told of classes anywhere."""

DOTTED_NAME = re.compile(r"[^\W\d]\w*(?:\.\w+)*")

Chain = tuple[str, ...]
"""A dotted name, such as `np.random.default_rng`."""

Place = tuple[str, Chain]
"""A module within the package ("" is the package itself) and a name in it; of (), all that the module holds."""

IMPORT: Chain = ("",)
"""In place of a name: what importing the module does."""

Import = tuple[str, Chain]
"""The name that an import binds, if any, and what it stands for; "*": all that the module holds."""

DEFINITION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
NOT_AT_IMPORT = {"body": FUNCTION, "returns": FUNCTION, "annotation": (ast.arg,), "target": (ast.comprehension,)}
"""Fields that neither run nor bind a name of the module when a statement runs, and of what nodes."""


def code_digest(*roots: str | Callable[..., object]) -> str:
    """SHA-256 (hexadecimal) over the roots and all definitions of this package that they use, directly or not.

    Comments, docstrings, layout and annotations do not count, except the annotations of a class's fields.

        code_digest("data.views", "training.runs:run", make_view)

    Args:
        roots: a module within the package (all that it defines), a module and a name in it, or a function or class.

    Raises:
        ValueError: the package has no such module or name.
    """
    return package_at(PACKAGE).digest(roots)


def script_digest(script: str, *handed_in: str | Callable[..., object]) -> str:
    """The digest of what a rule's script uses of this package, and of the functions that it takes from tables.

    A name in capitals is a table's, of which only what is handed in counts: another entry changes nothing.

    Args:
        script: its name, beside the package, without its ending.
        handed_in: as the roots of `code_digest`.
    """
    return code_digest(*handed_in, *package_at(PACKAGE).script(script))


class Package:
    """The source of a package; each module is read once, when it is first needed."""

    def __init__(self, folder: Path):
        self.name = folder.name
        self.files: dict[str, Path | None] = {}
        for file in folder.rglob("*.py"):
            path = file.relative_to(folder).with_suffix("")
            self.files[".".join(path.parts if path.name != "__init__" else path.parts[:-1])] = file
            for parent in path.parents:
                self.files.setdefault(".".join(parent.parts), None)
        self.folder = folder
        self.digest = cache(self._digest)  # asked for by each job, of which most ask alike
        self.script = cache(lambda name: [*self._used_by_script(name)])
        self.module = cache(lambda name: Module(self, name))
        self.onward = cache(lambda place: [*self.module(place[0]).onward(place[1])])

    def _digest(self, roots: tuple[str | Callable[..., object], ...]) -> str:
        return hashlib.sha256(ascii(sorted(self.reached(*roots).items())).encode()).hexdigest()

    def _used_by_script(self, script: str) -> Iterator[str]:
        """The roots that a script imports."""
        for node in ast.walk(ast.parse((self.folder.parent / f"{script}.py").read_bytes())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == self.name:
                module = (node.module or "").removeprefix(self.name)[1:]
                for name in (alias.name for alias in node.names if not alias.name.isupper() and module not in CARRIERS):
                    submodule = f"{module}.{name}".lstrip(".")
                    yield submodule if submodule in self.files else f"{module}:{name}"

    def reached(self, *roots: str | Callable[..., object]) -> dict[Place, str]:
        """A digest of each definition that is reached, and of what importing each module does, if anything."""
        places = _closure((place for root in roots for place in self._places(root)), self.onward)
        heads = {(module, chain[:1]) for module, chain in places if chain}
        return {(name, head): digest for name, head in heads if (digest := self.module(name).digest(head))}

    def _places(self, root: str | Callable[..., object]) -> list[Place]:
        if not isinstance(root, str):
            root = f"{root.__module__.removeprefix(self.name)[1:]}:{root.__qualname__}"
        name, _, definition = root.partition(":")
        chain = tuple(definition.split("."))
        if name not in self.files or (definition and chain[0] not in self.module(name).bindings):
            raise ValueError(f"The package {self.name} has no '{root}'.")
        defined = [(bound,) for bound in self.module(name).bindings if self.module(name).stated((bound,))]
        return [(name, IMPORT), *((name, chain) for chain in ([chain] if definition else defined))]


package_at = cache(Package)


class Module:
    """The statements at the top of a module, and what binds each name there: a statement or an import."""

    def __init__(self, package: Package, name: str):
        self.package, self.name, file = package, name, package.files[name]
        path = (package.name, *name.split(".")) if name else (package.name,)
        self.parent = path if file is None or file.name == "__init__.py" else path[:-1]
        statements = _counted(ast.parse(file.read_bytes() if file else "").body)
        self.at_import = {statement: [*_run_at_import(statement)] for statement in statements}
        self.bindings: dict[str, list[ast.stmt | Import]] = {}
        for statement in self.at_import:
            for bound, binding in self._bound(statement):
                self.bindings.setdefault(bound, []).append(binding)
        self.reading = cache(lambda statement: Reading(self, statement))
        self.effects = cache(lambda: [s for s, nodes in self.at_import.items() if any(map(self._acts, nodes))])
        self.digest = cache(self._digest)

    def _bound(self, statement: ast.stmt) -> Iterator[tuple[str, ast.stmt | Import]]:
        for node in [statement] if isinstance(statement, DEFINITION) else self.at_import[statement]:
            if isinstance(node, DEFINITION):
                yield node.name, statement
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id, statement
            yield from ((name, (name, target)) for name, target in self.imports(node) if name)

    def imports(self, node: ast.AST) -> Iterator[Import]:
        """What a node imports, if it does."""
        match node:
            case ast.Import():
                for path, alias in ((tuple(alias.name.split(".")), alias.asname) for alias in node.names):
                    yield from [(alias, path)] if alias else [(path[0], path[:1]), ("", path)]
            case ast.ImportFrom():
                parent = self.parent[: len(self.parent) + 1 - node.level] if node.level else ()
                path = (*parent, *(node.module.split(".") if node.module else ()))
                yield from ((a.asname or a.name, path if a.name == "*" else (*path, a.name)) for a in node.names)

    def _digest(self, head: Chain) -> str:
        bound = self.effects() if head == IMPORT else self.bindings.get(head[0], ())
        texts = [".".join(b[1]) if isinstance(b, tuple) else self.reading(b).text for b in bound]
        return hashlib.sha256("\n".join(texts).encode()).hexdigest() if texts else ""

    def stated(self, chain: Chain) -> list[ast.stmt]:
        """The statements that bind a name, imports apart."""
        return [binding for binding in self.bindings.get("".join(chain[:1]), ()) if isinstance(binding, ast.stmt)]

    def onward(self, chain: Chain) -> Iterator[Place]:
        """The places that a name of this module takes along."""
        yield self.name.rpartition(".")[0] if chain == IMPORT else self.name, IMPORT
        if chain == IMPORT:
            for node in (node for nodes in self.at_import.values() for node in nodes):
                yield from (place for _, target in self.imports(node) for place in self._loaded(target))
        else:
            yield from self.meant(chain)
        for statement in self.effects() if chain == IMPORT else self.stated(chain):
            yield from self._used(self.reading(statement))

    def meant(self, chain: Chain) -> Iterator[Place]:
        """Where a name leads that is imported, or a submodule's; if the module has no such name, to all of it."""
        if not chain:
            yield from ((self.name, (name,)) for name in self.bindings)
            yield from ((name, ()) for name in self.package.files if name and name.rpartition(".")[0] == self.name)
            return
        bound = self.bindings.get(chain[0], [])
        yield from (place for b in bound if isinstance(b, tuple) for place in self._imported(b[1], chain[1:]))
        if (submodule := self._submodule(chain[0])) in self.package.files:
            yield submodule, chain[1:]
        if not bound and (submodule not in self.package.files or "__getattr__" in self.bindings):
            yield self.name, ()

    def _submodule(self, name: str) -> str:
        return f"{self.name}.{name}" if self.name else name

    def _imported(self, target: Chain, rest: Chain = ()) -> Iterator[Place]:
        if target[0] == self.package.name:
            yield "", target[1:] + rest
        elif target[-1] in REACH_PACKAGE:
            yield "", ()

    def _loaded(self, target: Chain) -> list[Place]:
        names = [".".join(target[1:end]) for end in range(1, len(target) + 1) if target[0] == self.package.name]
        return [(name, IMPORT) for name in names if name in self.package.files]

    def _used(self, reading: "Reading") -> Iterator[Place]:
        for name, target in reading.imports:
            yield from self._loaded(target)
            yield from self._imported(target) if name == "*" else ()
        for chain in reading.names:
            yield from self._named(chain)
            for target in (target for name, target in reading.imports if name == chain[0]):
                yield from self._imported(target, chain[1:])

    def _named(self, chain: Chain) -> Iterator[Place]:
        """The place of a name that a statement uses; none if it is a local or a built-in one."""
        if not REACH_PACKAGE.isdisjoint(chain):
            yield "", ()
        elif chain[0] in REACH_MODULE or ".".join(chain[:2]) in REACH_MODULE:
            yield from ((self.name, (name,)) for name in self.bindings)
        elif chain[0] in self.bindings or self._submodule(chain[0]) in self.package.files:
            yield self.name, chain
        elif "*" in self.bindings:
            yield self.name, ("*",)

    def _acts(self, node: ast.AST) -> bool:
        """Whether a node, run at import, may do more than to bind a name."""
        match node:
            case ast.Call():
                return _chain(node.func) in (("map",), ("filter",)) or self._calls_package(node.func)
            case ast.Attribute() | ast.Subscript():
                return isinstance(node.ctx, ast.Store)
            case ast.Import() | ast.ImportFrom():
                return any(name == "*" for name, _ in self.imports(node))
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                return not self.origins(node) <= PLAIN | {"pydantic"}
            case _:
                return isinstance(node, ast.stmt) and not isinstance(node, ast.Assign | ast.AnnAssign | ast.Pass)

    def _calls_package(self, function: ast.expr) -> bool:
        """Whether a call runs code of the package, other than to make an object of a class."""
        starts = [place for chain in _chains(function) for place in self._named(chain)]
        for name, chain in _closure(starts, lambda place: self.package.module(place[0]).meant(place[1])):
            stated = self.package.module(name).stated(chain)
            if not chain or any(len(chain) > 1 or not isinstance(statement, ast.ClassDef) for statement in stated):
                return True
        return False

    def origins(self, definition: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> set[str]:
        """The outside modules that decorators come from; "" for one of the package, or of nobody knows where."""
        origins: set[str] = set()
        for decorator in definition.decorator_list:
            chain = _chain(decorator.func if isinstance(decorator, ast.Call) else decorator) or ("",)
            bound = self.bindings.get(chain[0], [("", ("builtins" if chain[-1] in BUILTIN_DECORATORS else "",))])
            targets = [binding[1] if isinstance(binding, tuple) else ("",) for binding in bound]
            origins |= {"" if "partial" in target + chain else target[0] for target in targets}
        return origins


class Reading:
    """A statement's text, the same on every Python, with the dotted names that it uses and what it imports."""

    def __init__(self, module: Module, statement: ast.stmt):
        self._module = module
        self._nodes: list[ast.AST] = []
        self._words: list[str] = []
        self.names: set[Chain] = set()
        self._read(statement, False)
        self.text = " ".join(self._words)
        self.imports = [imported for node in self._nodes for imported in module.imports(node)]
        naming = [node for node in self._nodes if not isinstance(node, ast.alias)]
        words = (getattr(node, kind, None) for node in naming for kind in ("attr", "name", "arg"))
        self.names |= {*map(_chain, naming), *(("()", word) for word in words if word in REACH_PACKAGE)} - {()}
        if isinstance(statement, ast.ClassDef):  # what it imports may be an attribute, to be used anywhere
            self.names |= {(name,) for name, _ in self.imports}

    def _read(self, node: ast.AST, annotated: bool) -> None:
        """Take in a node and what is in it, annotations only where they count."""
        chain = _chain(node)
        self._nodes.append(node)
        self._words.append(".".join(chain) or f"{type(node).__name__}(")
        if isinstance(node, DEFINITION):
            annotated = isinstance(node, ast.ClassDef) or not self._module.origins(node) <= PLAIN
        for name, values in () if chain else _fields(node):
            if name in ("annotation", "returns"):
                if not annotated:
                    continue
                constants = [n.value for n in ast.walk(values[0]) if isinstance(n, ast.Constant)]
                strings = [value for value in constants if isinstance(value, str)]
                self.names |= {tuple(name.split(".")) for text in strings for name in DOTTED_NAME.findall(text)}
            self._words.append(f"{name}=")
            for value in values:
                if isinstance(value, ast.AST):
                    self._read(value, annotated and not (name == "body" and isinstance(node, FUNCTION)))
                else:
                    self._words.append(f"{type(value).__name__} {value!a}")
        self._words.append(")")


def _closure(starts: Iterable[Place], onward: Callable[[Place], Iterable[Place]]) -> set[Place]:
    reached: set[Place] = set()
    pending = [*starts]
    while pending:
        place = pending.pop()
        if place not in reached:
            reached.add(place)
            pending.extend(onward(place))
    return reached


def _counted(statements: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Without docstrings, and what only type checkers see."""
    for statement in statements:
        if isinstance(statement, ast.If) and _chain(statement.test)[-1:] == ("TYPE_CHECKING",):
            yield from _counted(statement.orelse)
        elif not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            yield statement


def _fields(node: ast.AST) -> Iterator[tuple[str, list[Any]]]:
    """What a node holds; without what is empty, in which Pythons differ."""
    for name in node._fields:
        value = getattr(node, name, None)
        values: list[Any] = value if isinstance(value, list) else [value]
        if values and isinstance(values[0], ast.stmt):
            values = [*_counted(values)]
        elif isinstance(node, ast.JoinedStr):
            values = _pieces(values)
        is_empty = value is None or not values or (name == "format_spec" and not _pieces(value.values))
        if not is_empty and name not in ("ctx", "kind", "type_comment"):
            yield name, values


def _pieces(values: list[ast.expr]) -> list[ast.expr]:
    """The values of an f-string and the texts between them, of which some Pythons make two, or an empty one."""
    pieces: list[ast.expr] = []
    for value in values:
        match pieces, value:
            case [*_, ast.Constant(value=str(before))], ast.Constant(value=str(text)):
                pieces[-1] = ast.Constant(before + text)
            case _, ast.Constant(value=""):
                pass
            case _:
                pieces.append(value)
    return pieces


def _run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """A statement's nodes, without those that run when a function is called."""
    yield node
    for name, values in () if _chain(node) else _fields(node):
        if not isinstance(node, NOT_AT_IMPORT.get(name, ())):
            for value in values:
                if isinstance(value, ast.AST):
                    yield from _run_at_import(value)


def _chain(node: ast.AST) -> Chain:
    """A dotted name; () of any other expression."""
    names: Chain = ()
    while isinstance(node, ast.Attribute):
        names, node = (node.attr, *names), node.value
    return (node.id, *names) if isinstance(node, ast.Name) else ()


def _chains(node: ast.AST) -> set[Chain]:
    chain = _chain(node)
    return {chain} if chain else {inner for child in ast.iter_child_nodes(node) for inner in _chains(child)}
