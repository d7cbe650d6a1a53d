"""Fixtures: a copy of the project to run in, tiny real data files, and the real data where it is."""

import fcntl
import gc
import gzip
import hashlib
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from refit.tables import read_rows

# What TensorFlow makes stays. Looking among it for garbage takes a tenth of the tests' time.
gc.set_threshold(100_000)

ROOT = Path(__file__).parents[1]
CATALOG = ROOT / "workflow/catalog"
REAL_DATA = ROOT.parent / "shared/data"
EXPERIMENTS = (
    "fashion_svc",
    "fashion_majority",
    "fashion_search_listed",
    "mnist_bn",
    "mnist_cnn",
    "iris_mlp",
    "housing_mlp",
    "housing_early_stopping",
)
"""What the quick tests run: each kind of model and task."""

SEARCH = {
    "draws": 2,
    "space": {"hidden_layers": [1, 2], "neurons": {"integers": [50, 99]}, "learning_rate": [0.1, 0.03]},
}

PROJECT = ("Snakefile", "config.yaml", "workflow", "profiles", "studies", "envs")


@dataclass(frozen=True)
class Outcome:
    """How a run of Snakemake ended, and all that it printed."""

    status: int
    text: str

    def jobs(self) -> dict[str, int]:
        """Number of jobs per rule, from the table of a dry run."""
        found = {}
        if "Job stats:" in self.text:
            for line in self.text.split("Job stats:", 1)[1].splitlines()[3:]:
                words = line.split()
                if len(words) != 2 or words[0] == "total":
                    break
                found[words[0]] = int(words[1])
        return found

    def blocks(self) -> list[str]:
        """What a dry run says of each job, from the name of its rule on."""
        return re.split(r"\n(?:local)?rule ", self.text)[1:]

    def trained(self) -> set[tuple[str, str]]:
        """Experiment and seed of each training run, from the blocks of a dry run."""
        found = set()
        for block in self.blocks():
            if block.startswith("train:"):
                words = block.split("wildcards: ")[1].splitlines()[0].split(", ")
                values = dict(word.split("=") for word in words)
                found.add((values["experiment"], values["seed"]))
        return found


@dataclass(frozen=True)
class Workspace:
    """A copy of the project, to change and to run in."""

    folder: Path

    def snakemake(self, *arguments: str, timeout: float = 600) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", "snakemake", *arguments],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
            check=False,
        )
        return Outcome(done.returncode, done.stdout)

    def dry_run(self, *arguments: str) -> Outcome:
        outcome = self.snakemake("-n", *arguments)
        assert outcome.status == 0, outcome.text
        return outcome

    def overlay(self, values: dict[str, Any], name: str = "overlay.yaml") -> str:
        """Write a configuration overlay; returns its name."""
        (self.folder / name).write_text(yaml.safe_dump(values, sort_keys=False))
        return name

    def replace(self, file: str, old: str, new: str) -> None:
        """Change a file of the project."""
        path = self.folder / file
        text = path.read_text()
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1))

    def path(self, *parts: str) -> Path:
        return self.folder.joinpath(*parts)


def copy_project(folder: Path) -> Workspace:
    folder.mkdir(parents=True, exist_ok=True)
    for name in PROJECT:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / name)
    return Workspace(folder)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The default study comes first, which all that takes long waits for, then the other workflows."""
    items.sort(key=lambda item: (item.path.name != "test_default_study.py", item.path.parent.name != "workflow"))


def linked_environment(folder: Path, *hidden: str) -> Path:
    """An environment with the packages of this one, by links, some top-level names and pip left out."""
    venv.create(folder, with_pip=False, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if re.split(r"[.-]", path.name)[0] not in {"pip", "__pycache__", *hidden}:
            (packages / path.name).symlink_to(path)
    return folder


def environment_with_gpus(folder: Path) -> Path:
    """An environment that has, by its looks, CUDA's libraries and a machine with two GPUs."""
    linked_environment(folder, "pynvml")
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "pynvml.py").symlink_to(ROOT / "tests/driver/pynvml.py")
    (packages / "nvidia/cudnn").mkdir(parents=True)
    return folder


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """The project, never run."""
    return copy_project(tmp_path / "refit")


@pytest.fixture(scope="session")
def tensorflow() -> None:
    """TensorFlow as the training rule sets it up; only possible before its first use in a process."""
    from refit.training.trainer import prepare_tensorflow

    prepare_tensorflow(threads=1)


def shortened(workspace: Workspace, experiments: Sequence[str] = EXPERIMENTS) -> Workspace:
    """The default study with some experiments, small searches and few epochs, and pictures to predict."""
    config = workspace.path("config.yaml")
    shorter = {
        "experiments": list(experiments),
        "predict": ["pictures"],
        "define": {
            "experiments": {
                "fashion_search_listed": {"epochs": 3, "search": SEARCH},
                "mnist_cnn": {"epochs": 2},
                "housing_early_stopping": {"epochs": 20},
            }
        },
    }
    pictures = workspace.path("pictures")
    pictures.mkdir()
    shutil.copy(ROOT / "workflow/catalog/drawn-digits/3.png", pictures)
    (pictures / "notes.txt").write_text("no picture")
    config.write_text(yaml.safe_dump(yaml.safe_load(config.read_text()) | shorter))
    return workspace


@pytest.fixture(scope="session")
def quick_study(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Outcome]:
    """A few experiments on bundled data, run from nothing to the end. Not to be changed: take `finished` for that.

    Of the processes that share the tests, the first that needs it makes it, and the others wait.
    """
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    workspace, said = Workspace(shared / "quick/refit"), shared / "quick.json"
    with (shared / "quick.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            outcome = shortened(copy_project(workspace.folder)).snakemake("--cores", "all", timeout=1200)
            said.write_text(json.dumps(asdict(outcome)))
    outcome = Outcome(**json.loads(said.read_text()))
    assert outcome.status == 0, outcome.text
    return workspace, outcome


@pytest.fixture
def finished(quick_study: tuple[Workspace, Outcome], tmp_path: Path) -> Workspace:
    """A copy of the finished default study, to change."""
    folder = tmp_path / "refit"
    shutil.copytree(quick_study[0].folder, folder, copy_function=shutil.copy2)
    return Workspace(folder)


def free_port() -> int:
    """A port of this machine that nothing listens on, for a server of a test."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def processor_seconds() -> float:
    """What the processes that this one has waited for took; unlike the clock's time, no other work adds to it."""
    times = os.times()
    return times.children_user + times.children_system


FILES_OF_RUN = ("history.csv", "network.json", "model.keras", "validation_predictions.npy", "test_predictions.npy")
"""What a run of a network leaves, its record apart."""


def assert_same_run(run: str, one: Workspace, other: Workspace) -> None:
    """That a run is the same in two workspaces, and nothing else is left of it in the second."""
    for name in FILES_OF_RUN:
        assert one.path(run, name).read_bytes() == other.path(run, name).read_bytes(), name
    assert {path.name for path in other.path(run).iterdir()} == {*FILES_OF_RUN, "record.json"}


MEASURED = ("benchmarks", "logs", "pages", "report.html", "study.html", "chapters/models", "costs.csv", "costs.svg")
"""Folders and files that tell times and memory."""

MEASUREMENTS = (
    *("training_seconds", "seconds", "energy_joules", "peak_memory_mib"),
    *("gpu", "gpu_memory_mib", "gpu_utilization"),
)
"""What tells times, energy, memory and the GPU in records, candidates and their table."""


def contents(results: Path) -> dict[str, object]:
    """Every file by its path, measured times and memory left out."""
    found: dict[str, object] = {}
    for path in sorted(results.rglob("*")):
        name = path.relative_to(results)
        if path.is_file() and not any(name.is_relative_to(measured) for measured in MEASURED):
            if path.name == "record.json" or "candidates" in name.parts:
                found[str(name)] = without_measurements(json.loads(path.read_text()))
            elif path.name == "runs.json":
                runs = json.loads(path.read_text())
                found[str(name)] = [{**run, "record": without_measurements(run["record"])} for run in runs]
            elif path.name == "candidates.csv":
                found[str(name)] = [without_measurements(row) for row in read_rows(path)]
            else:
                found[str(name)] = path.read_bytes()
    return found


def without_measurements(values: dict) -> dict:
    return {key: value for key, value in values.items() if key not in MEASUREMENTS}


def write_idx(path: Path, values: np.ndarray) -> None:
    """An IDX file of bytes, gzipped with no date."""
    header = struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(header + values.astype(np.uint8).tobytes(), mtime=0))


@dataclass(frozen=True)
class TinyData:
    """Pictures of 4×4 pixels in two classes, as the four files of an IDX data set, and their definition."""

    folder: Path
    definition: dict[str, Any]


@pytest.fixture
def tiny_data(tmp_path: Path) -> Callable[[str, int], TinyData]:
    """Makes a tiny data set of a given name and seed below `tmp_path`/mirror."""

    def make(name: str = "tiny", seed: int = 0, sources: Sequence[str] = ("http://127.0.0.1:9/",)) -> TinyData:
        random = np.random.default_rng(seed)
        folder = tmp_path / "mirror" / name
        files = {}
        for part, count in (("train", 64), ("test", 32)):
            labels = random.integers(0, 2, count)
            images = random.integers(0, 100, (count, 4, 4)) + 150 * labels[:, None, None]
            for kind, values in (("images", images), ("labels", labels)):
                path = folder / f"{part}-{kind}.gz"
                write_idx(path, values)
                content = path.read_bytes()
                files[f"{part}_{kind}"] = {
                    "name": path.name,
                    "bytes": len(content),
                    "sha256": hashlib.sha256(content).hexdigest(),
                }
        definition = {
            "label": name.capitalize(),
            "format": "idx",
            "shape": [4, 4],
            "classes": ["dark", "light"],
            "train": 64,
            "test": 32,
            "sources": list(sources),
            "files": files,
        }
        return TinyData(folder, definition)

    return make


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the real data; the test is skipped where it is not."""
    if not (REAL_DATA / "mnist").is_dir():
        pytest.skip(f"the real data is not at {REAL_DATA}")
    return REAL_DATA
