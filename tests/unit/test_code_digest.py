"""Which change of the package makes which stage run again."""

import ast
import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT

from refit import code_digest
from refit.data.normalizations import standardize
from refit.data.parts import DataArrays, Part
from refit.data.splits import random
from refit.data.views import View, make_view, summarize
from refit.params import Network, Training, ViewRecipe
from refit.tasks.classification import CLASSIFICATION

SOURCE = ROOT / "workflow/scripts/refit"
STAGES = {
    "views": ("data.views", "formats.idx:read"),
    "runs": ("training.runs",),
    "evaluation": ("evaluation",),
    "figures": ("figures.training",),
}
"""What the rules of a few stages name."""

ROOTS = ("training.runs:run", "data.views:make_view", "figures.training")


class Code:
    """A copy of a package, to change, and the digests of its definitions."""

    def __init__(self, folder):
        self.folder = folder

    def digest(self, *roots):
        code_digest.package_at.cache_clear()
        return code_digest.code_digest(*roots)

    def digests(self):
        return {stage: self.digest(*roots) for stage, roots in STAGES.items()}

    def reached(self, *roots):
        """Names of definitions as module:name."""
        code_digest.package_at.cache_clear()
        places = code_digest.package_at(code_digest.PACKAGE).reached(*roots)
        return {f"{module}:{chain[0]}" for module, chain in places}

    def append(self, file, text):
        path = self.folder / file
        path.write_text(path.read_text() + text)

    def replace(self, file, old, new):
        path = self.folder / file
        text = path.read_text()
        assert text.count(old) == 1, f"{old!r} is in {file} {text.count(old)} times"
        path.write_text(text.replace(old, new))


@pytest.fixture
def at(monkeypatch):
    """Lets digests be of the package in a folder."""

    def use(folder):
        monkeypatch.setattr(code_digest, "PACKAGE", folder)
        return Code(folder)

    yield use
    code_digest.package_at.cache_clear()


@pytest.fixture
def package(tmp_path, at):
    """The real package."""
    return at(Path(shutil.copytree(SOURCE, tmp_path / "refit", ignore=shutil.ignore_patterns("__pycache__"))))


def mutated(text, names):
    """Source in which some definitions at the top of a module do another thing, or as good as."""
    source = text.encode()
    starts = [0, *(index + 1 for index, byte in enumerate(source) if byte == ord("\n"))]
    for node in reversed(ast.parse(text).body):
        if names.isdisjoint(names_of(node)):
            continue
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            indent = " " * node.body[0].col_offset
            line = starts[node.end_lineno]
            added = "0 == 1" if isinstance(node, ast.FunctionDef) else "mutated = 0"
            source = source[:line] + f"{indent}{added}\n".encode() + source[line:]
        else:
            first = starts[node.value.lineno - 1] + node.value.col_offset
            last = starts[node.value.end_lineno - 1] + node.value.end_col_offset
            source = source[:first] + b"(" + source[first:last] + b', "mutated")' + source[last:]
    return source.decode()


def names_of(node):
    """The names that a statement at the top of a module defines."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}


def defined_in(path):
    return [names for node in ast.parse(path.read_text()).body if (names := names_of(node))]


def module_of(path, folder):
    return ".".join(path.relative_to(folder).with_suffix("").parts).removesuffix("__init__").rstrip(".")


@pytest.mark.parametrize(
    ("file", "stages"),
    [
        ("training/runs.py", {"runs"}),
        ("training/trainer.py", {"runs"}),
        ("training/models.py", {"runs"}),
        ("figures/training.py", {"figures"}),
        ("figures/style.py", {"figures"}),
        ("figures/predictions.py", set()),
        ("evaluation.py", {"evaluation"}),
        ("formats/idx.py", {"views"}),
        ("data/download.py", set()),
        ("data/parts.py", {"views", "runs"}),
        ("report/html.py", set()),
        ("definitions/experiments.py", set()),
    ],
)
def test_a_change_of_code_reaches_the_stages_that_run_it(package, file, stages):
    before, path = package.digests(), package.folder / file
    path.write_text(mutated(path.read_text(), {name for names in defined_in(path) for name in names}))
    after = package.digests()
    assert {stage for stage in before if before[stage] != after[stage]} == stages


def test_comments_docstrings_and_layout_do_not_count(package):
    before = package.digests()
    package.replace("training/trainer.py", '"""Fit a network with its optimizer, in place.', '"""Changed.')
    package.replace("training/trainer.py", "import keras\n", "import keras  # x\n\n")
    assert package.digests() == before


@pytest.mark.parametrize("root", ROOTS)
def test_the_digest_changes_with_each_definition_that_is_reached_and_with_no_other(package, monkeypatch, root):
    monkeypatch.setattr(ast, "parse", cache(ast.parse))
    before, reached = package.digest(root), package.reached(root)
    counting = []
    for path in package.folder.rglob("*.py"):
        module = module_of(path, package.folder)
        of_module = [names for names in defined_in(path) if any(f"{module}:{name}" in reached for name in names)]
        others = {name for names in defined_in(path) if names not in of_module for name in names}
        path.write_text(mutated(path.read_text(), others))
        counting += [(path, names) for names in of_module]
    assert package.digest(root) == before
    for path, names in counting:
        text = path.read_text()
        path.write_text(mutated(text, names))
        assert package.digest(root) != before, f"{path.name}: {names}"
        path.write_text(text)
    assert package.digest(root) == before
    assert len(counting) > 5


class Executed:
    """Notes each definition of the real package of which some code runs, as module:name."""

    def __enter__(self):
        self.names = set()
        sys.setprofile(self.note)
        return self.names

    def __exit__(self, *exception):
        sys.setprofile(None)

    def note(self, frame, event, _):
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(f"{SOURCE}/") and not code.co_qualname.startswith("<"):
            self.names.add(f"{module_of(Path(code.co_filename), SOURCE)}:{code.co_qualname.split('.')[0]}")


VIEW = ViewRecipe(
    format="idx",
    shape=[2, 2],
    train=40,
    labels=2,
    view_shape=[4, 1],
    test_split={"share": 0.2, "random_state": 1},
    validation={"part": "random", "split": {"share": 0.2, "random_state": 2}},
    inverted=True,
    shuffled_labels=3,
)


def small_view():
    pixels = np.random.default_rng(0).integers(0, 256, (40, 2, 2)).astype(np.uint8)
    whole = Part(pixels, np.arange(40, dtype=np.int64) % 2)
    return make_view(DataArrays(whole, whole[:0]), VIEW, random, standardize)


def test_all_that_runs_when_a_view_is_made_is_reached(at):
    handed_in = (random, standardize, CLASSIFICATION.summarize_truth)
    with Executed() as executed:
        summarize(small_view(), 2, CLASSIFICATION.summarize_truth)
    expected = {"data.views:make_view", "data.views:_shuffled", "data.normalizations:standardize", "data.parts:Part"}
    assert executed >= expected
    # `DataArrays` is made by the test.
    assert executed - {"data.parts:DataArrays"} <= at(SOURCE).reached(make_view, summarize, *handed_in)


def test_all_that_runs_when_figures_are_drawn_is_reached(at):
    from refit.figures import training

    history = {"epoch": [1, 2], "loss": [1.5, 0.5], "accuracy": [0.4, 0.8], "val_loss": [0.9, 0.4]}
    layers = [{"layer": "Dense", "name": "dense", "output_shape": [10], "parameters": 7850, "trainable": 7850}]
    weights = {"kernel": {"histogram": {"edges": [-1.0, 0.0, 1.0], "counts": [3, 4]}}}
    with Executed() as executed:
        training.learning_curves([history], "t")
        training.diagram(layers, "t")
        training.first_weights(weights, "t")
    assert {"figures.training:learning_curves", "figures.style:headline"} <= executed
    assert executed <= at(SOURCE).reached("figures.training")


def test_all_that_runs_when_a_network_trains_is_reached(at, tmp_path, tensorflow):
    from refit.data.views import write_view
    from refit.training.runs import run

    write_view(small_view(), tmp_path)
    layers = [
        {"class_name": "Flatten", "config": {}},
        {"class_name": "Dropout", "config": {"rate": 0.1}},
        {"class_name": "Dense", "config": {"units": 2, "activation": "softmax"}},
    ]
    training = Training(
        network=Network(layers, [4, 1], 2),
        task="classification",
        optimizer={"class_name": "Adam", "config": {}},
        loss=CLASSIFICATION.loss,
        metrics=[*CLASSIFICATION.metrics],
        epochs=2,
        batch_size=8,
        callbacks=[{"class_name": "EarlyStopping", "config": {"patience": 1}}],
    )
    view = {name: tmp_path / f"{name}.npz" for name in ("train", "validation", "test", "normalization")}
    files = {"model": "model.keras", "history": "history.csv", "network": "network.json", "record": "record.json"}
    output = {name: tmp_path / file for name, file in (files | {"validation": "v.npy", "test": "t.npy"}).items()}
    with Executed() as executed:
        run(training, 1, "", CLASSIFICATION.widen, view, output)
    assert {"training.runs:run", "training.epochs:EpochTrainer", "records:write_record"} <= executed
    assert executed <= at(SOURCE).reached("training.runs:run", CLASSIFICATION.widen)


FILES = {
    "__init__.py": "VERSION = 1\n",
    "main.py": '''
import functools
import os.path as paths
from typing import TYPE_CHECKING

import refit.dotted
import refit.dotted.inner
import refit.aliased as short
from refit import attributes, passed, searched
from refit.constants import LIMIT, OTHER
from refit.package import exported
from refit.package import inner
from refit.registry import TABLE, register, registered
from refit.shapes import Square, Base
from . import relative
from .relative import beside

if TYPE_CHECKING:
    from refit.typed import Hinted
else:
    WITHOUT_CHECKER = 1

try:
    import missing_library as library
except ImportError:
    library = None


def start(x: "Hinted", y: Annotated = short.default_value()) -> Hinted:
    """What begins."""
    # a comment
    from refit.lazy import late

    note: Noted = LIMIT
    items = [of_comprehension(i) for i in x if i]
    key = sorted(x, key=lambda item: of_lambda(item))

    def nested():
        return of_nested(late())

    searched_for = getattr(searched, x)
    return (short.used(), attributes.wanted, passed_on(passed), exported(), inner.deep(), Square(size=of_keyword()),
            refit.dotted.inner.bottom(), relative.near(), beside, nested, decorated(), WITHOUT_CHECKER, Fields, paths)


def of_comprehension(i): return 1


def of_lambda(i): return 2


def of_nested(i): return 3


def of_keyword(): return 4


def passed_on(module): return 5


def not_reached(): return 6


@functools.cache
def decorated(): return twice(7)


def twice(x): return 2 * x


class Noted: size = 8


class Annotated: size = 9


class Fields:
    field: "InField" = 10
    other: Another

    @property
    def shown(self) -> Noted: return self.shown_by

    def method(self):
        return of_method()


class InField: size = 11


class Another: size = 12


def of_method(): return 13


@register("x")
def by_decorator(): return by_registered()


def by_registered(): return 14


class Late: pass


Late.size = of_late()


def of_late(): return 15


if LIMIT > 3:
    def conditional(): return 16


SUM = 0
for _number in range(of_loop()):
    SUM += _number


def of_loop(): return 17
''',
    "aliased.py": "def used(): return 1\n\n\ndef default_value(): return 2\n\n\ndef unused(): return 3\n",
    "attributes.py": "wanted = 1\nunwanted = 2\n",
    "passed.py": "def anything(): return 1\n",
    "searched.py": "from refit.behind import reexported\n\n\ndef by_name(): return 1\n",
    "behind.py": "def reexported(): return 1\n\n\ndef unused(): return 2\n",
    "constants.py": "import numpy as np\nLIMIT = np.array(STEP := 4)\nOTHER = 5\n",
    "package/__init__.py": "import os\nfrom .made import exported, hidden\nos.environ['SET'] = '1'\n",
    "package/made.py": "def exported(): return 1\n\n\ndef hidden(): return 2\n",
    "package/inner.py": """
from refit.starred import *


def deep(): return from_star()


def shallow(): return 2
""",
    "starred.py": "def from_star(): return 1\n\n\ndef also(): return 2\n",
    "dotted/__init__.py": "def top(): return 1\n",
    "dotted/inner.py": "def bottom(): return 1\n\n\ndef side(): return 2\n",
    "registry.py": """
from refit.effects import nothing
TABLE = {}


def register(name):
    return lambda f: TABLE.setdefault(name, f)


def registered():
    return 1


TABLE_OF_CALL = registered()
UNUSED = dict(a=1)
""",
    "effects.py": """
import sys


def nothing(): return at_import


def at_import(): return 1


sys.path.append(at_import())
""",
    "shapes.py": """
class Base:
    def area(self): return unit()


class Square(Base):
    size = 1


class Circle(Base):
    size = 2


def unit(): return 3
""",
    "relative.py": "def near(): return 1\n\n\ndef beside(): return 2\n\n\ndef far(): return 3\n",
    "lazy.py": "def late(): return 1\n\n\ndef never(): return 2\n",
    "typed.py": "class Hinted: size = 1\n\n\nprint('an effect')\n",
    "unimported.py": "def f(): return 1\n\n\nprint('an effect')\n",
}

REACHED = {
    "alias of a module": ("aliased.py", "return 1", "return 0"),
    "default argument": ("aliased.py", "return 2", "return 0"),
    "attribute of a module": ("attributes.py", "wanted = 1\nun", "wanted = 0\nun"),
    "module as a value": ("passed.py", "return 1", "return 0"),
    "module searched by getattr": ("searched.py", "return 1", "return 0"),
    "what that module imports": ("behind.py", "return 1", "return 0"),
    "constant": ("constants.py", "= 4", "= 3"),
    "module behind a constant": ("constants.py", "import numpy as np", "import other as np"),
    "alias of an outside module": ("main.py", "os.path as paths", "posixpath as paths"),
    "exported by the package": ("package/made.py", "return 1", "return 0"),
    "what the package exports": ("package/__init__.py", "import exported, hidden", "import hidden as exported"),
    "effect in the package": ("package/__init__.py", "'1'", "'0'"),
    "effect in the outermost package": ("__init__.py", "VERSION = 1", "VERSION = 1\nprint(VERSION)"),
    "module of a package": ("package/inner.py", "from_star()", "also()"),
    "star import": ("starred.py", "return 1", "return 0"),
    "the rest of a star import": ("starred.py", "return 2", "return 0"),
    "dotted module": ("dotted/inner.py", "return 1", "return 0"),
    "relative import of a module": ("relative.py", "return 1", "return 0"),
    "relative import of a name": ("relative.py", "return 2", "return 0"),
    "class": ("shapes.py", "size = 1", "size = 0"),
    "base class": ("shapes.py", "return unit()", "return -unit()"),
    "used by a base class": ("shapes.py", "return 3", "return 0"),
    "import within a function": ("lazy.py", "return 1", "return 0"),
    "comprehension": ("main.py", "return 1\n", "return 0\n"),
    "lambda": ("main.py", "return 2\n", "return 0\n"),
    "nested function": ("main.py", "return 3\n", "return 0\n"),
    "keyword argument": ("main.py", "return 4\n", "return 0\n"),
    "called with a module": ("main.py", "return 5\n", "return 0\n"),
    "decorated by functools": ("main.py", "twice(7)", "twice(0)"),
    "its decorator": ("main.py", "@functools.cache", "@functools.lru_cache"),
    "used by what is decorated": ("main.py", "2 * x", "3 * x"),
    "field of a class": ("main.py", "= 10", "= 0"),
    "annotation of a field": ("main.py", "other: Another", "other: int"),
    "class in an annotation of a field": ("main.py", "size = 12", "size = 0"),
    "class in a quoted annotation of a field": ("main.py", "size = 11", "size = 0"),
    "method": ("main.py", "return 13", "return 0"),
    "decorator that registers": ("main.py", '"x")', '"y")'),
    "what it registers": ("main.py", "return 14", "return 0"),
    "the decorator itself": ("registry.py", "setdefault(name", "setdefault(name.upper()"),
    "attribute of a class set later": ("main.py", "return 15", "return 0"),
    "class of that attribute": ("main.py", "class Late: pass", "class Late: size = 1"),
    "condition": ("main.py", "LIMIT > 3", "LIMIT > 4"),
    "conditional definition": ("main.py", "return 16", "return 0"),
    "conditional import": ("main.py", "missing_library", "present_library"),
    "else of a condition for type checkers": ("main.py", "WITHOUT_CHECKER = 1", "WITHOUT_CHECKER = 2"),
    "loop": ("main.py", "return 17", "return 0"),
    "effect in an imported module": ("effects.py", "return 1", "return 0"),
    "constant that is called for at import": ("registry.py", "return 1", "return 0"),
    "new effect in an imported module": ("constants.py", "OTHER = 5", "OTHER = 5\nprint(OTHER)"),
    "new effect in a class": ("lazy.py", "def never", "class New:\n    print(1)\n\n\ndef never"),
    "new decorated definition": ("lazy.py", "def never", "@unknown\ndef never"),
    "redefinition": ("lazy.py", "def never", "def late(): return 3\n\n\ndef never"),
    "new import of a module with an effect": ("lazy.py", "def late", "import refit.unimported\n\n\ndef late"),
    "argument": ("main.py", "def passed_on(module)", "def passed_on(module, /)"),
    "annotation of a local variable": ("main.py", "note: Noted", "note: int"),
    "class in the annotation of a variable or property": ("main.py", "size = 8", "size = 0"),
}

NOT_REACHED = {
    "other function": ("main.py", "return 6", "return 0"),
    "other function of an aliased module": ("aliased.py", "return 3", "return 0"),
    "other attribute of a module": ("attributes.py", "= 2", "= 0"),
    "other constant": ("constants.py", "= 5", "= 0"),
    "other export of the package": ("package/made.py", "return 2", "return 0"),
    "other function of a package's module": ("package/inner.py", "return 2", "return 0"),
    "other function behind getattr": ("behind.py", "return 2", "return 0"),
    "function of the package around": ("dotted/__init__.py", "return 1", "return 0"),
    "other function of a dotted module": ("dotted/inner.py", "return 2", "return 0"),
    "other function of a relative module": ("relative.py", "return 3", "return 0"),
    "other class": ("shapes.py", "size = 2", "size = 0"),
    "other function of a module imported late": ("lazy.py", "return 2", "return 0"),
    "other constant that calls a builtin": ("registry.py", "a=1", "a=2"),
    "constant of the outermost package": ("__init__.py", "VERSION = 1", "VERSION = 2"),
    "class in the annotation of an argument": ("main.py", "size = 9", "size = 0"),
    "annotation of an argument": ("main.py", 'x: "Hinted"', "x: int"),
    "annotation of what is returned": ("main.py", "-> Hinted", "-> int"),
    "class for type checkers": ("typed.py", "size = 1", "size = 0"),
    "effect for type checkers": ("typed.py", "'an effect'", "'another'"),
    "import for type checkers": ("main.py", "import Hinted", "import Hinted as Other"),
    "docstring": ("main.py", "What begins", "How it begins"),
    "comment": ("main.py", "a comment", "another comment"),
    "layout": ("main.py", "if i]", "if (\n        i)]"),
    "new function": ("main.py", "def twice", "def new(): return start\n\n\ndef twice"),
    "new constant": ("main.py", "def twice", "NEW = [1]\n\n\ndef twice"),
    "new class": ("main.py", "def twice", "class New(Base): size = 1\n\n\ndef twice"),
    "new decorated function": ("main.py", "def twice", "@functools.cache\ndef new(): return 1\n\n\ndef twice"),
    "new import": ("main.py", "import functools", "import functools\nimport json\nfrom refit.lazy import never"),
    "another module": ("unimported.py", "return 1", "return 0"),
}


@pytest.fixture
def small(tmp_path, at):
    """A package with each way of reaching a definition from `main.start`."""
    for name, text in FILES.items():
        path = tmp_path / "refit" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return at(tmp_path / "refit")


@pytest.mark.parametrize("change", REACHED.values(), ids=REACHED)
def test_a_change_of_what_is_reached_changes_the_digest(small, change):
    before = small.digest("main:start")
    small.replace(*change)
    assert small.digest("main:start") != before


@pytest.mark.parametrize("change", NOT_REACHED.values(), ids=NOT_REACHED)
def test_a_change_of_anything_else_does_not(small, change):
    before = small.digest("main:start")
    small.replace(*change)
    assert small.digest("main:start") == before


@pytest.mark.parametrize(
    "use",
    [
        "globals()['other']",
        "eval('other()')",
        "vars()",
        "sys.modules[__name__]",
        "importlib.import_module(name)",
        "importlib.import_module('refit.' + name)",
        "importlib.import_module('refit.used')",
        "importlib.import_module(name='refit.used')",
        "__import__(name)",
        "load(name)",
        "object.__subclasses__()",
        "type(name).__subclasses__()",
        "other.method",
        "list(map(other, name))",
    ],
)
def test_where_reading_cannot_tell_what_is_reached_all_counts(small, use):
    head = "import sys, importlib\nfrom importlib import import_module as load\n\n\n"
    (small.folder / "used.py").write_text(f"{head}def start(name): return {use}\n\n\ndef other(): return 1\n")
    before = small.digest("used:start")
    small.replace("used.py", "return 1", "return 0")
    assert small.digest("used:start") != before


@pytest.mark.parametrize(
    ("statement", "is_effect"),
    [
        ("X = f()", True),
        ("X = [f(i) for i in range(3)]", True),
        ("X = list(map(f, range(3)))", True),
        ("X = C.make()", True),
        ("X: int = f()", True),
        ("X = g = lambda: f", False),
        ("X = C(f)", False),
        ("X = print", False),
        ("X, Y = 1, 2", False),
        ("C.x = 1", True),
        ("C.x[1] = 1", True),
        ("del C.x", True),
        ("global C", True),
        ("def g(x=f()): pass", True),
        ("def g(x=1) -> f(): f()", False),
        ("class D(C): x = f()", True),
        ("class D(C): x: int = 1", False),
        ("class D(C):\n    @dataclasses.unknown\n    def g(self): f()", False),
        ("class D(C):\n    @property\n    def g(self): f()\n    @g.setter\n    def g(self, x): f()", False),
        ("@dataclasses.dataclass(frozen=True)\nclass D: x: int", False),
        ("@pydantic.validate_call\ndef g(): pass", False),
        ("@outside.register\ndef g(): pass", True),
        ("@functools.partial(f, 1)\ndef g(): pass", True),
        ("with C() as x: pass", True),
        ("async def g(): pass", False),
        ("class D(C, key=1): pass", False),
        ("import json", False),
        ("from json import *", True),
        ("'a string'", False),
        ("pass", False),
    ],
)
def test_only_what_does_more_at_import_than_to_bind_a_name_counts_unasked(small, statement, is_effect):
    head = "import dataclasses, functools, outside, pydantic\n\n\ndef f(*x): pass\n\n\nclass C: make = f\n\n\n"
    path = small.folder / "used.py"
    path.write_text(f"{head}def start(): return 1\n")
    before = small.digest("used:start")
    path.write_text(f"{head}def start(): return 1\n\n\n{statement}\n")
    assert (small.digest("used:start") != before) == is_effect


@pytest.mark.parametrize("hook", ["def __init_subclass__(cls): pass", "class Kind(metaclass=Meta): pass"])
def test_a_class_that_hears_of_its_subclasses_takes_all_along(small, hook):
    base = f"class Base:\n    {hook}\n" if "def" in hook else f"{hook}\nBase = Kind\n"
    (small.folder / "base.py").write_text(f"{base}\n\ndef start(): return Base\n")
    before = small.digest("base:start")
    (small.folder / "derived.py").write_text("from refit.base import Base\n\n\nclass Derived(Base): size = 1\n")
    assert small.digest("base:start") != before


def test_a_name_that_its_module_does_not_define_is_all_of_it(small):
    (small.folder / "given.py").write_text("def __getattr__(name): return other()\n\n\ndef other(): return 1\n")
    (small.folder / "used.py").write_text("from refit.given import anything\n\n\ndef start(): return anything\n")
    before = small.digest("used:start")
    small.replace("given.py", "return 1", "return 0")
    assert small.digest("used:start") != before


def test_exchanged_imports_of_the_same_definitions_count(small):
    small.append("main.py", "\n\nfrom refit.lazy import late as a, never as b\n\n\ndef both(): return a(), b(), a\n")
    before = small.digest("main:both")
    small.replace("main.py", "late as a, never as b", "never as a, late as b")
    assert small.digest("main:both") != before


def test_modules_that_import_each_other_are_read(small):
    (small.folder / "one.py").write_text("from refit.two import a, b\n\n\ndef c(): return a\n")
    (small.folder / "two.py").write_text("from refit.one import a, c\n\n\ndef b(): return c\n")
    assert small.digest("one:c") != small.digest("two:b")


def test_a_folder_without_init_is_a_package_too(small):
    (small.folder / "bare/deep").mkdir(parents=True)
    (small.folder / "bare/deep/part.py").write_text("def f(): return 1\n")
    (small.folder / "used.py").write_text("from refit.bare.deep import part\n\n\ndef start(): return part.f()\n")
    before = small.digest("used:start")
    small.replace("bare/deep/part.py", "return 1", "return 0")
    assert small.digest("used:start") != before


def test_a_root_is_a_module_a_name_or_a_function_or_class(package):
    assert package.digest("data.views:make_view") == package.digest(make_view)
    assert package.digest("data.views:View") == package.digest(View) == package.digest("data.views:View.parts")
    assert package.digest("data.views") != package.digest(make_view) != package.digest(summarize)
    assert package.digest(make_view, View) == package.digest(View, make_view)


def test_a_module_as_root_is_all_that_it_defines_but_not_what_it_only_imports(small):
    before = small.digest("lazy")
    small.replace("lazy.py", "return 2", "return 0")
    small.append("lazy.py", "\n\nfrom refit.aliased import unused\n")
    after = small.digest("lazy")
    assert after != before
    small.replace("aliased.py", "return 3", "return 0")
    assert small.digest("lazy") == after


@pytest.mark.parametrize("root", ["data.nothing", "data.views:nothing", "nothing:x", json.dumps])
def test_a_root_that_is_not_there_is_named(package, root):
    with pytest.raises(ValueError, match=r"nothing|dumps"):
        package.digest(root)


def test_a_new_function_in_a_module_changes_nothing_and_a_new_effect_does(package):
    before = package.digest(*ROOTS[:2])
    package.append("training/trainer.py", "\n\ndef new():\n    return run()\n")
    assert package.digest(*ROOTS[:2]) == before
    package.append("training/trainer.py", "\n\nkeras.config.set_floatx('float64')\n")
    assert package.digest(*ROOTS[:2]) != before


STORED = "f55e138a8d3bbaf3f008cf673633193439e3eb5e2b0f979534045562ccf70320"
"""Of `digested/`: constructs that the parsers of different Pythons tell in different ways."""


def pythons():
    """Every Python of this machine that Refit may run on."""
    names = [sys.executable, *(f"python3.{minor}" for minor in range(11, 16))]
    names += map(str, Path.home().glob(".pyenv/versions/3.1[1-9]*/bin/python"))
    return [name for name in names if shutil.which(name) and subprocess.run([name, "-V"], check=False).returncode == 0]


def test_the_digest_is_the_same_on_every_python():
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1]); import code_digest; "
        "code_digest.PACKAGE = Path(sys.argv[2]); print(code_digest.code_digest(''))"
    )
    arguments = ("-c", code, str(SOURCE), str(Path(__file__).with_name("digested")))
    digests = {name: subprocess.check_output([name, *arguments], text=True).strip() for name in pythons()}
    assert digests == dict.fromkeys(digests, STORED)


@pytest.mark.parametrize(
    ("values", "same"),
    [
        ([ast.Constant("a"), ast.Constant("b")], [ast.Constant("ab")]),
        ([ast.Constant(""), ast.FormattedValue(ast.Name("x"), -1)], [ast.FormattedValue(ast.Name("x"), -1)]),
        (
            [ast.FormattedValue(ast.Name("x"), -1, ast.JoinedStr([ast.Constant("")]))],
            [ast.FormattedValue(ast.Name("x"), -1)],
        ),
    ],
)
def test_texts_of_an_f_string_count_as_they_read_together(values, same):
    texts = [code_digest.text_of(ast.Expr(ast.JoinedStr(pieces))) for pieces in (values, same)]
    assert texts[0] == texts[1]


class TestScripts:
    """What a rule's script uses of the package."""

    @staticmethod
    def digest(*arguments):
        code_digest.package_at.cache_clear()
        return code_digest.script_digest(*arguments)

    @staticmethod
    def changed(package, file, name):
        path = package.folder / file
        path.write_text(mutated(path.read_text(), {name}))

    def test_what_it_imports_counts_and_what_that_uses(self, package):
        shutil.copy(SOURCE.parent / "train.py", package.folder.parent)
        before = self.digest("train")
        for file, name in (("training/trainer.py", "prepare_tensorflow"), ("training/epochs.py", "orders")):
            self.changed(package, file, name)
            assert before != (before := self.digest("train")), name

    def test_another_entry_of_a_table_changes_nothing_and_one_that_is_handed_in_does(self, package):
        shutil.copy(SOURCE.parent / "make_view.py", package.folder.parent)
        before = self.digest("make_view", standardize)
        package.append("data/normalizations.py", "\n\ndef min_max(train):\n    return train.min(), train.max()\n")
        package.append("data/normalizations.py", "\n\nOTHERS = {'min_max': min_max}\n")
        self.changed(package, "formats/idx.py", "read_idx")
        assert self.digest("make_view", standardize) == before
        self.changed(package, "data/normalizations.py", "EPSILON")
        assert self.digest("make_view", standardize) != before

    def test_a_new_field_of_what_params_carry_changes_nothing(self, package):
        shutil.copy(SOURCE.parent / "train.py", package.folder.parent)
        before = self.digest("train")
        package.replace("params.py", "    threads: int = 1\n", "    threads: int = 1\n    momentum: float = 0.0\n")
        assert self.digest("train") == before
