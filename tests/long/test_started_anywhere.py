"""Studies that run to their report wherever they are started, and whatever surrounds them."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import FILES_OF_RUN, ROOT, Outcome, Workspace, copy_project, linked_environment

pytestmark = pytest.mark.long

IRIS = {"study": "quick", "experiments": ["iris_mlp"], "foundations": False}
RUN = "results/quick/runs/iris_mlp/seed-42"
STRANGE = 'Über uns/My Documents\' & "$HOME" (1) #2; 100%25'
"""Names of folders that a shell, make or Snakemake may stumble upon."""

LEAKS = {
    "KERAS_BACKEND": "jax",
    "KERAS_MAX_EPOCHS": "1",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "TF_NUM_INTRAOP_THREADS": "7",
    "XLA_FLAGS": "--xla_cpu_enable_fast_math=true",
    "OMP_NUM_THREADS": "7",
    "PYTHONHASHSEED": "7",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
"""What a notebook, a cluster or a user may have set."""

KERAS_JSON = '{"floatx": "float64", "image_data_format": "channels_first"}'


def run(folder: Path, *command: str, **variables: str) -> Outcome:
    """How a command ends where the environment holds these variables and little else, and no home can be written."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": "/proc", **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Outcome(done.returncode, done.stdout)


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> Workspace:
    """The study where all is usual."""
    workspace = copy_project(tmp_path_factory.mktemp("plain") / "refit")
    outcome = workspace.snakemake("--cores", "2", "--configfile", workspace.overlay(IRIS))
    assert outcome.status == 0, outcome.text
    return workspace


def same_runs_and_figures(one: Workspace, other: Workspace) -> None:
    figures = [path.relative_to(one.folder) for path in one.path("results/quick/models").rglob("*.svg")]
    assert figures
    for file in [*(f"{RUN}/{name}" for name in FILES_OF_RUN), *map(str, figures)]:
        assert one.path(file).read_bytes() == other.path(file).read_bytes(), file


def marked_as_installed(folder: Path) -> None:
    """What make writes into an environment when it has installed the requirements."""
    digest = hashlib.sha256((ROOT / "envs/requirements.txt").read_bytes()).hexdigest()
    (folder / "requirements.digest").write_text(f"{sys.version_info[0]} {sys.version_info[1]} {digest}\n")


def test_make_report_works_in_any_folder_with_a_shared_environment_and_no_home(plain, tmp_path):
    workspace = copy_project(tmp_path / STRANGE / "refit")
    workspace.overlay({**IRIS, "data": "bundled", "seeds": [42]}, "config.yaml")
    shutil.copy(ROOT / "Makefile", workspace.folder)
    shared = linked_environment(tmp_path / "shared environment")
    marked_as_installed(shared)
    broken = tmp_path / "modules"
    for name in ("numpy", "keras", "refit", "pydantic"):
        (broken / name).mkdir(parents=True)
        (broken / name / "__init__.py").write_text("raise ImportError('a module of the cluster')")
    (broken / "keras.json").write_text(KERAS_JSON)
    leaks = {**LEAKS, "KERAS_HOME": str(broken), "PYTHONPATH": str(broken), "LANG": "C"}
    workspace.path("matplotlibrc").write_text("lines.linewidth: 9\n")
    outcome = run(workspace.folder, "make", "report", f"VENV={shared}", **leaks)
    assert outcome.status == 0, outcome.text
    assert "Installing" not in outcome.text
    assert workspace.path("results/quick/report.html").exists()
    same_runs_and_figures(plain, workspace)


def test_make_installs_what_is_not_as_the_requirements_say_whatever_the_times_of_files(workspace, tmp_path):
    shutil.copy(ROOT / "Makefile", workspace.folder)
    shared = linked_environment(tmp_path / "shared")
    marked_as_installed(shared)
    os.utime(workspace.path("envs/requirements.txt"))
    assert run(workspace.folder, "make", "requirements", f"VENV={shared}").status == 0
    with workspace.path("envs/requirements.txt").open("a") as requirements:
        requirements.write("# changed\n")
    outcome = run(workspace.folder, "make", "requirements", f"VENV={shared}")
    assert "Installing envs/requirements.txt" in outcome.text
    assert outcome.status != 0  # there is no pip in it


def test_modules_of_a_cluster_do_not_come_before_the_environment(plain, tmp_path):
    """Without make, which sets Python's path aside; packages that Snakemake itself needs are then another matter."""
    workspace = copy_project(tmp_path / "refit")
    overlay = workspace.overlay(IRIS)
    for name in ("keras", "matplotlib", "refit"):
        workspace.path("modules", name).mkdir(parents=True)
        workspace.path("modules", name, "__init__.py").write_text("raise ImportError('a module of the cluster')")
    home = tmp_path / "home"
    (home / ".keras").mkdir(parents=True)
    (home / ".keras/keras.json").write_text(KERAS_JSON)
    leaks = {**LEAKS, "HOME": str(home), "PYTHONPATH": str(workspace.path("modules"))}
    command = (sys.executable, "-m", "snakemake", "--cores", "2", "--configfile", overlay)
    outcome = run(workspace.folder, *command, **leaks)
    assert outcome.status == 0, outcome.text
    same_runs_and_figures(plain, workspace)


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="only root can start it for others")
def test_a_user_without_a_name_or_git_comes_to_the_report_in_their_folder_beside_a_clone_that_they_may_only_read(
    plain, tmp_path
):
    """As in a container that is started for any user, and as in a class that shares a clone."""
    clone = copy_project(tmp_path / "Übung/refit")
    before = sorted(clone.folder.rglob("*"))
    mine = Workspace(tmp_path / "Größen/mine")
    mine.folder.mkdir(parents=True)
    overlay = mine.overlay(IRIS)
    os.chown(mine.folder, 12345, 12345)
    programs = tmp_path / "programs"
    programs.mkdir()
    for path in Path("/usr/bin").iterdir():
        if not path.name.startswith("git"):
            (programs / path.name).symlink_to(path)
    rights = "+dac_read_search"  # to read this test's environment, wherever it is
    as_user = ("--reuid", "12345", "--regid", "12345", "--clear-groups", "--inh-caps", rights, "--ambient-caps", rights)
    command = (sys.executable, "-m", "snakemake", "-s", str(clone.path("Snakefile")), "--configfile", overlay)
    outcome = run(
        mine.folder, shutil.which("setpriv"), *as_user, *command, "--cores", "2", PATH=str(programs), LANG="C"
    )
    assert outcome.status == 0, outcome.text
    assert mine.path("results/quick/study.html").stat().st_uid == 12345
    assert sorted(clone.folder.rglob("*")) == before
    same_runs_and_figures(plain, mine)


OF_CLUSTERS = ("snakemake_executor_plugin_slurm", "snakemake_executor_plugin_slurm_jobstep")


@pytest.mark.parametrize("hidden", [(), ("tensorflow", "keras", "pandas", *OF_CLUSTERS)])
def test_an_environment_of_snakemake_alone_is_told_what_to_install(workspace, tmp_path, hidden):
    own = linked_environment(tmp_path / "my environment", "pynvml", *hidden)
    command = (str(own / "bin/python"), "-m", "snakemake", "--configfile", workspace.overlay(IRIS))
    assert run(workspace.folder, *command, "-n").status == 0
    outcome = run(workspace.folder, *command, "--cores", "2")
    if not hidden:
        assert outcome.status == 0, outcome.text
        return
    assert outcome.status == 1
    assert "Traceback" not in outcome.text
    assert "lacks pandas, keras, tensorflow. Install what Refit needs:" in outcome.text
    install = f"'{own}/bin/python' -m pip install --require-hashes -r {workspace.path('envs/requirements.txt')}"
    assert install in outcome.text


def test_a_module_comes_to_its_report_with_results_on_another_disk_and_rules_of_the_users_own(workspace, tmp_path):
    disk = tmp_path / "another disk"
    mine = Workspace(tmp_path / "mine")
    mine.path("pictures").mkdir(parents=True)
    shutil.copy(ROOT / "workflow/catalog/drawn-digits/3.png", mine.path("pictures"))
    quick = {"results": str(disk), "experiments": ["iris_mlp"], "foundations": False}
    pictures = {"study": "pictures", "experiments": ["mnist_bn"], "foundations": False, "predict": ["pictures"]}
    modules = {"quick": quick, "mine": pictures}
    mine.path("Snakefile").write_text(
        "".join(
            f'module {name}:\n    snakefile: "{workspace.path("Snakefile")}"\n    config: {config}\n\n'
            f"use rule * from {name} as {name}_*\n\n"
            for name, config in modules.items()
        )
        + "rule all:\n    default_target: True\n"
        "    input: rules.quick_all.input, rules.mine_all.input, 'both.csv'\n\n"
        f"rule both:\n    input: '{disk}/quick/metrics.csv', 'results/pictures/metrics.csv'\n"
        "    output: 'both.csv'\n    shell: 'cat {input:q} > {output}'\n"
    )
    for path in (workspace.folder, *workspace.folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    outcome = mine.snakemake("--cores", "2")
    assert outcome.status == 0, outcome.text
    assert "mnist_bn" in mine.path("both.csv").read_text()
    assert "<td>train</td>" in (disk / "quick/study.html").read_text().replace('<td class="name">', "<td>")
    assert "pictures" in mine.path("results/pictures/runs/mnist_bn/seed-42/examples.csv").read_text()
    assert not workspace.path("results").exists()


def test_results_may_be_a_link_to_another_disk(plain, tmp_path):
    disk = tmp_path / "disk"
    shutil.copytree(plain.path("results"), disk, copy_function=shutil.copy2)
    mine = Workspace(tmp_path / "mine")
    mine.folder.mkdir()
    mine.path("results").symlink_to(disk)
    overlay = mine.overlay(IRIS)
    (disk / "quick/metrics.csv").unlink()
    arguments = ("-s", str(plain.path("Snakefile")), "--configfile", overlay, "--rerun-triggers", "mtime")
    outcome = mine.snakemake("--cores", "2", *arguments)
    assert outcome.status == 0, outcome.text
    assert (disk / "quick/metrics.csv").exists()


CPU, MEMORY = Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup/memory")


@pytest.fixture
def limited():
    """Control groups with a core and 2.5 GB, where this machine has such; how to start a command in them."""
    folders = [CPU / "refit-test", MEMORY / "refit-test"]
    try:
        for folder in folders:
            folder.mkdir()
        (folders[0] / "cpu.cfs_quota_us").write_text("100000")
        (folders[1] / "memory.limit_in_bytes").write_text("2500000000")
    except OSError:
        pytest.skip("control groups cannot be made here")
    yield (
        "sh",
        "-c",
        'for folder; do [ "$folder" = -- ] && break; echo $$ > $folder/cgroup.procs; shift; done; shift; exec "$@"',
        "sh",
        *map(str, folders),
        "--",
    )
    for folder in folders:
        folder.rmdir()


@pytest.mark.skipif(os.cpu_count() == 1, reason="there is but one core")
def test_all_cores_are_those_that_a_container_may_use(plain, limited):
    arguments = ("--configfile", "overlay.yaml", "--forcerun", "evaluate")
    outcome = run(plain.folder, *limited, sys.executable, "-m", "snakemake", "--cores", "all", *arguments)
    assert outcome.status == 0, outcome.text
    assert "This container has 1 of its machine's cores and 2499 MB of memory; no more is used." in outcome.text
    assert "Provided cores: 1" in outcome.text
    own = run(
        plain.folder, *limited, sys.executable, "-m", "snakemake", "-n", "--cores", "1", "--resources", "mem_mb=99"
    )
    assert "This container" not in own.text
