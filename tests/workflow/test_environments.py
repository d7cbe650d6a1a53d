"""Conda environments, unsolved: what each rule's script imports is what its environment file lists."""

import ast
import json
import re
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, copy_project

from refit.code_digest import Package

pytestmark = pytest.mark.long

SCRIPTS = ROOT / "workflow/scripts"
ENVIRONMENTS = ROOT / "envs"
SEEN_BY_SCRIPTS = {"snakemake"}
"""Distributions that Snakemake puts on the path of each script that it runs."""

ONLY_AS_PROGRAMS = {("libraries", ("read_installed",))}
"""Definitions that the module uses where it is run as a program."""

ASKED_BY_SNAKEMAKE = {"surroundings"}
"""Modules whose lists of packages are for Snakemake's own process."""

TELL_RULES = """
import json
scripts = [
    [Path(rule.script).stem, str(rule.conda_env), "gpu" in rule.resources] for rule in workflow.rules if rule.script
]
Path("rules.json").write_text(json.dumps(scripts))
"""
TELL_HANDED_IN = '''

def script_digest(script, *handed_in):
    """Tells the real one's arguments, too."""
    names = [root if isinstance(root, str) else f"{root.__module__[6:]}:{root.__qualname__}" for root in handed_in]
    with open("handed-in.txt", "a") as stream:
        print(script, *names, file=stream)
    return package_at(PACKAGE).digest((*handed_in, *package_at(PACKAGE).script(script)))
'''


def pins(path):
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ;\\]+)", path.read_text(), re.M))


DISTRIBUTIONS = packages_distributions()
REQUIRED = pins(ENVIRONMENTS / "requirements.txt")


def listed(path):
    """By distribution, the version that an environment file lists."""
    dependencies = yaml.safe_load(path.read_text())["dependencies"]
    (packages,) = (entry["pip"] for entry in dependencies if isinstance(entry, dict))
    return {name.partition("[")[0]: version for name, _, version in (entry.partition("==") for entry in packages)}


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """Of each script that rules run, the names of its environment files, and the functions that it is handed."""
    workspace = copy_project(tmp_path_factory.mktemp("environments") / "refit")
    for file, text in (("Snakefile", TELL_RULES), ("workflow/scripts/refit/code_digest.py", TELL_HANDED_IN)):
        path = workspace.path(file)
        path.write_text(path.read_text() + text)
    environments, handed_in = {}, {}
    for arguments in ((), ("--configfile", "studies/lectures.yaml"), ("--config", "cuda=True")):
        workspace.dry_run(*arguments)
        for script, environment, takes_gpu in json.loads(workspace.path("rules.json").read_text()):
            environments.setdefault(script, set()).add(Path(environment).name)
            handed_in.setdefault(script, set()).update(["leases:gpu_for_job"] if takes_gpu else [])
    for line in workspace.path("handed-in.txt").read_text().splitlines():
        script, *names = line.split()
        handed_in[script].update(names)
    return environments, handed_in


class Imports:
    """What a script and the definitions of the package that it reaches import, whenever that is."""

    def __init__(self, script, handed_in):
        self.package = Package(SCRIPTS / "refit")
        self.modules, self.distributions = set(), set()
        nodes = [*ast.walk(ast.parse((SCRIPTS / f"{script}.py").read_text()))]
        self._take(nodes)
        for module, chain in self.package.reached(*roots_in(nodes), *handed_in).keys() - ONLY_AS_PROGRAMS:
            nodes = [node for top in self._tree(module).body if chain[0] in names_of(top) for node in ast.walk(top)]
            self._take(nodes)

    def _tree(self, module):
        file = self.package.files[module]
        return ast.parse(file.read_text() if file else "")

    def _take(self, nodes):
        for node in nodes:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            for name in names:
                self._load(name)
            self.distributions |= distributions_named(node)

    def _load(self, name):
        """Import a module, the packages around it before."""
        top, _, inner = name.partition(".")
        if top != "refit":
            self.distributions |= {found.lower() for found in DISTRIBUTIONS.get(top, [])} & REQUIRED.keys()
            return
        parts = inner.split(".") if inner else []
        for module in (".".join(parts[:end]) for end in range(len(parts) + 1)):
            if module in self.package.files and module not in self.modules:
                self.modules.add(module)
                nodes = [*at_import(self._tree(module))]
                self._take(nodes if module not in ASKED_BY_SNAKEMAKE else imports_among(nodes))


def roots_in(nodes):
    """What a script imports from the package. `job` takes a GPU only where a rule asks for one."""
    imports = (node for node in nodes if isinstance(node, ast.ImportFrom) and node.module.partition(".")[0] == "refit")
    for module, name in ((node.module[6:], alias.name) for node in imports for alias in node.names):
        if not name.isupper() and name != "job":
            yield (
                f"{module}:{name}"
                if (SCRIPTS / "refit" / f"{module.replace('.', '/')}.py").exists()
                else f"{module}.{name}".lstrip(".")
            )


def names_of(statement):
    """The names that a statement at the top of a module defines."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def at_import(node):
    """The nodes that run when a module is imported."""
    is_for_checkers = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
    for child in node.orelse if is_for_checkers else ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef):
            yield child
            yield from at_import(child)


def imports_among(nodes):
    """Those of some nodes that import."""
    return [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]


def distributions_named(node):
    """The distributions that are asked for by name: for their versions, or for files in them."""
    asked = node.elts if isinstance(node, ast.Tuple) else node.args if isinstance(node, ast.Call) else []
    names = {getattr(item, "value", None) for item in asked}
    return names if names <= REQUIRED.keys() else set()


def test_each_environment_lists_what_its_rules_import_and_nothing_else(plan):
    environments, handed_in = plan
    assert {name for names in environments.values() for name in names} == {
        path.name for path in ENVIRONMENTS.glob("*.yaml")
    }
    imported = {}
    for script, names in environments.items():
        for name in names:
            imported.setdefault(name, set()).update(Imports(script, handed_in.get(script, ())).distributions)
    for name, distributions in imported.items():
        assert sorted(listed(ENVIRONMENTS / name)) == sorted(distributions - SEEN_BY_SCRIPTS), name


@pytest.mark.parametrize(
    ("script", "handed_in", "expected"),
    [
        ("predict_examples", (), {"keras", "tensorflow"}),
        ("read_examples", (), {"pillow"}),
        ("train", ("leases:gpu_for_job",), {"nvidia-ml-py"}),
        ("download", (), {"pooch", "pydantic", "pyyaml"}),
        ("make_view", ("formats.bundled:read_digits",), {"scikit-learn", "scipy"}),
        ("write_study", (), {"jinja2", "itables", "matplotlib"}),
        ("fit_estimator", (), {"joblib", "scikit-learn"}),
    ],
)
def test_imports_are_found_through_the_package_and_within_functions(script, handed_in, expected):
    assert expected <= Imports(script, handed_in).distributions


def test_training_on_gpus_wants_the_same_as_training():
    assert listed(ENVIRONMENTS / "training-cuda.yaml") == listed(ENVIRONMENTS / "training.yaml")
