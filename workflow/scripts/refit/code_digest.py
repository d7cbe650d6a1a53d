"""A digest of the code that a job runs, so that it runs again when that code changes, and only then.

The source is read, not run: a definition (function, class, constant) counts with all that it names, in whatever module
of the package, and with all that importing those modules does. Where reading cannot tell what a name means, the whole
module counts; a local variable counts as the definition of the same name.
"""

import ast
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent

PLAIN = {"abc", "contextlib", "dataclasses", "enum", "functools", "pydantic", "typing"}
PLAIN |= {"property", "setter", "getter", "deleter", "staticmethod", "classmethod"}
"""Modules whose decorators do not remember what they decorate, and such decorators of Python's own."""

CARRIERS = {"jobs", "params"}
"""Modules by which scripts are told what to do; what is done does not depend on them."""

REACH_MODULE = {"globals", "locals", "vars", "eval", "exec", "modules"}
"""A definition with one of these words may get at any other of its module."""

REACH_PACKAGE = {"import_module", "__import__", "__subclasses__", "__init_subclass__", "metaclass"}
"""A module with one of these may get at any module, or be told of classes anywhere."""

DOTTED_NAME = re.compile(r"[^\W\d]\w*(?:\.\w+)*")

Chain = tuple[str, ...]
"""A dotted name, such as `np.random.default_rng`."""

Place = tuple[str, Chain]
"""A module within the package ("" is the package itself) and a name in it; of (), all that the module holds."""

IMPORT: Chain = ("",)
"""In place of a name: what importing the module does."""

DEFINITION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
QUIET = (ast.Import, ast.Assign, ast.AnnAssign, ast.Pass)
"""Statements that do no more than to bind a name, as far as their expressions do not."""


def code_digest(*roots: str | Callable[..., object]) -> str:
    """SHA-256 (hexadecimal) over the roots and all definitions of this package that they use, directly or not.

    Comments, docstrings and layout do not count, nor do annotations of functions, unless those are decorated.

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
        self.folder, self.name = folder, folder.name
        modules = {file.with_suffix(""): file for file in folder.rglob("*.py") if file.name != "__init__.py"}
        packages = {inner: inner / "__init__.py" for inner in (folder, *folder.rglob("*/"))}
        self.files = {".".join(p.relative_to(folder).parts): file for p, file in (modules | packages).items()}
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
        """The text of each definition that is reached, and of what importing each module does, if anything."""
        places = _closure((place for root in roots for place in self._places(root)), self.onward)
        heads = {(module, chain[:1]) for module, chain in places if chain}
        return {(name, head): text for name, head in heads if (text := self.module(name).text(head))}

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
        path = tuple(f"{package.name}.{name}".strip(".").split("."))
        self.parent = path if file.name == "__init__.py" else path[:-1]
        tree = _counted(ast.parse(file.read_bytes() if file.exists() else ""))
        self.reaches_package = not REACH_PACKAGE.isdisjoint(_words(tree))
        self.at_import: dict[ast.stmt, list[ast.AST]] = {top: [*_at_import(top)] for top in tree.body}
        self.submodules = {n.rpartition(".")[2]: n for n in package.files if n and n.rpartition(".")[0] == name}
        self.bindings: dict[str, list[ast.stmt | Chain]] = defaultdict(list)
        for top, nodes in self.at_import.items():
            for node in [top] if isinstance(top, DEFINITION) else nodes:
                if isinstance(node, DEFINITION):
                    self.bindings[node.name].append(top)
                elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    self.bindings[node.id].append(top)
                for bound, target in self.imports(node):
                    self.bindings[bound].append(target)
        self.text = cache(self._text)

    def imports(self, node: ast.AST) -> list[tuple[str, Chain]]:
        """The names that a node imports, if it does, and what they stand for."""
        match node:
            case ast.Import():
                paths = [(alias.asname, tuple(alias.name.split("."))) for alias in node.names]
                return [(name or path[0], path) for name, path in paths]
            case ast.ImportFrom():
                parent = self.parent[: len(self.parent) + 1 - node.level] if node.level else ()
                path = (*parent, *(node.module.split(".") if node.module else ()))
                return [(a.asname or a.name, path if a.name == "*" else (*path, a.name)) for a in node.names]
            case _:
                return []

    def _text(self, head: Chain) -> str:
        bound = self.effects if head == IMPORT else self.bindings.get(head[0], [])
        return "\n".join(".".join(b) if isinstance(b, tuple) else text_of(b) for b in bound)

    def stated(self, chain: Chain) -> list[ast.stmt]:
        """The statements that bind a name, imports apart."""
        return [b for b in self.bindings.get("".join(chain[:1]), []) if isinstance(b, ast.stmt)]

    def onward(self, chain: Chain) -> Iterator[Place]:
        """The places that a name of this module takes along."""
        if chain == IMPORT:
            yield self.name.rpartition(".")[0], IMPORT
            yield from self._loaded()
        else:
            yield self.name, IMPORT
            yield from self.meant(chain)
        for statement in self.effects if chain == IMPORT else self.stated(chain):
            yield from self._used(statement)

    def _loaded(self) -> Iterator[Place]:
        """What importing the module imports, and what it may get at otherwise."""
        for node in (node for nodes in self.at_import.values() for node in nodes):
            for target in (target for _, target in self.imports(node) if target[0] == self.package.name):
                names = (".".join(target[1:end]) for end in range(1, len(target) + 1))
                yield from ((name, IMPORT) for name in names if name in self.package.files)
        if self.reaches_package:
            yield "", ()

    def meant(self, chain: Chain) -> Iterator[Place]:
        """Where a name leads that is imported, or a submodule's; if the module has no such name, to all of it."""
        if not chain:
            yield from ((self.name, (name,)) for name in self.bindings)
            yield from ((name, ()) for name in self.submodules.values())
            return
        bound = self.bindings.get(chain[0], []) if chain[0] != self.package.name else [chain[:1]]
        for target in bound:
            if isinstance(target, tuple) and target[0] == self.package.name:
                yield "", (*target[1:], *chain[1:])
        if chain[0] in self.submodules:
            yield self.submodules[chain[0]], chain[1:]
        if not bound and (chain[0] not in self.submodules or "__getattr__" in self.bindings):
            yield self.name, ()

    def _used(self, node: ast.AST) -> list[Place]:
        """The names that a node uses or imports, but for local and built-in ones."""
        used = _chains(node) | _quoted(node)
        used |= {target for inner in ast.walk(node) for _, target in self.imports(inner)}
        if not REACH_MODULE.isdisjoint(_words(node)):
            used |= {(name,) for name in self.bindings}
        known = {self.package.name, *self.bindings, *self.submodules}
        return [(self.name, chain) for chain in used if chain[0] in known]

    @cached_property
    def effects(self) -> list[ast.stmt]:
        """The statements that may do more at import than to bind a name."""
        return [top for top, nodes in self.at_import.items() if any(map(self._acts, nodes))]

    def _acts(self, node: ast.AST) -> bool:
        match node:
            case ast.Call():
                return _chain(node.func) in (("map",), ("filter",)) or self._calls_package(node.func)
            case ast.Attribute() | ast.Subscript():
                return isinstance(node.ctx, ast.Store)
            case ast.ImportFrom():
                return node.names[0].name == "*"
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                return not all(map(self._is_plain, node.decorator_list))
            case _:
                return isinstance(node, ast.stmt) and not isinstance(node, QUIET)

    def _calls_package(self, function: ast.expr) -> bool:
        """Whether a call runs code of the package, other than to make an object of a class."""
        meant = _closure(self._used(function), lambda place: self.package.module(place[0]).meant(place[1]))
        for name, chain in meant:
            stated = self.package.module(name).stated(chain)
            if not chain or any(len(chain) > 1 or not isinstance(statement, ast.ClassDef) for statement in stated):
                return True
        return False

    def _is_plain(self, decorator: ast.expr) -> bool:
        for chain in _chains(decorator):
            bound = self.bindings.get(chain[0], [chain[-1:]])
            if not all(isinstance(binding, tuple) and binding[0] in PLAIN for binding in bound):
                return False
        return True


def _counted(tree: ast.Module) -> ast.Module:
    """A tree without docstrings, annotations of functions that nothing decorates, and what only type checkers see."""
    for node in reversed([*ast.walk(tree)]):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.decorator_list:
            node.returns = None
            for argument in (inner for inner in ast.walk(node.args) if isinstance(inner, ast.arg)):
                argument.annotation = None
        for statements in (value for _, value in ast.iter_fields(node) if isinstance(value, list)):
            statements[:] = [kept for statement in statements for kept in _kept(statement)]
    return tree


def _kept(node: Any) -> list[Any]:
    match node:
        case ast.Expr(value=ast.Constant()):
            return []
        case ast.If(test=test, orelse=otherwise) if _chain(test)[-1:] == ("TYPE_CHECKING",):
            return otherwise
        case _:
            return [node]


def _closure(starts: Iterable[Place], onward: Callable[[Place], Iterable[Place]]) -> set[Place]:
    reached: set[Place] = set()
    pending = [*starts]
    while pending:
        place = pending.pop()
        if place not in reached:
            reached.add(place)
            pending.extend(onward(place))
    return reached


def text_of(part: Any) -> str:
    """A part of a syntax tree, the same on every Python: without what is empty, in which they differ."""
    match part:
        case None | []:
            return ""
        case list():
            return f"[{','.join(map(text_of, part))}]"
        case ast.JoinedStr():
            return ascii(_pieces(part))
        case ast.AST():
            fields = ((name, text_of(value)) for name, value in ast.iter_fields(part))
            return f"{type(part).__name__}({' '.join(f'{name}={text}' for name, text in fields if text)})"
        case _:
            return f"{type(part).__name__} {part!a}"


def _pieces(node: ast.expr | None) -> str:
    """What an f-string holds, as one text: some Pythons part it otherwise."""
    match node:
        case ast.JoinedStr(values=values):
            return "".join(map(_pieces, values))
        case ast.FormattedValue(value=value, conversion=conversion, format_spec=form):
            return f"{{{text_of(value)}!{conversion}:{_pieces(form)}}}"
        case ast.Constant(value=value):
            return str(value).replace("{", "{{")
        case _:
            return ""


def _at_import(node: ast.AST) -> Iterator[ast.AST]:
    """A statement's nodes, without those that run when a function is called."""
    yield node
    later: list[Any] = []
    match node:
        case ast.FunctionDef(body=body) | ast.AsyncFunctionDef(body=body):
            later = body
        case ast.Lambda(body=expression) | ast.comprehension(target=expression):
            later = [expression]
    for child in ast.iter_child_nodes(node):
        if child not in later:
            yield from _at_import(child)


def _chain(node: ast.AST) -> Chain:
    """A dotted name; () of any other expression."""
    names: Chain = ()
    while isinstance(node, ast.Attribute):
        names, node = (node.attr, *names), node.value
    return (node.id, *names) if isinstance(node, ast.Name) else ()


def _chains(node: ast.AST) -> set[Chain]:
    chain = _chain(node)
    return {chain} if chain else {inner for child in ast.iter_child_nodes(node) for inner in _chains(child)}


def _words(node: ast.AST) -> set[str]:
    return {word for inner in ast.walk(node) for _, word in ast.iter_fields(inner) if isinstance(word, str)}


def _quoted(node: ast.AST) -> set[Chain]:
    """The names in quotes in annotations."""
    annotations = [getattr(inner, name, None) for inner in ast.walk(node) for name in ("annotation", "returns")]
    constants = [part.value for a in annotations if a for part in ast.walk(a) if isinstance(part, ast.Constant)]
    return {tuple(name.split(".")) for text in constants for name in DOTTED_NAME.findall(str(text))}
