"""What surrounds Refit's processes and must neither break them nor change what they compute."""

import getpass
import hashlib
import os
import shlex
import sys
from collections.abc import MutableMapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from refit.errors import RefitError

SCRIPTS = Path(__file__).parents[1]
PYTHON = sys.executable
"""As it was when this process started."""

REQUIREMENTS = SCRIPTS.parents[1] / "envs/requirements.txt"

OF_SNAKEMAKE = ("pydantic",)
"""What Snakemake's own process imports beside Snakemake."""

OF_JOBS = (
    *("pydantic", "numpy", "pandas", "scipy", "sklearn", "joblib", "matplotlib", "PIL"),
    *("jinja2", "itables", "pooch", "keras", "tensorflow"),
)
"""What jobs import where no other environment is made for them."""

OF_NUMBERS = ("DNNL_", "KERAS_", "NVIDIA_TF32_", "ONEDNN_", "TF_", "XLA_FLAGS")
"""What variables of the environment begin with that change how TensorFlow and Keras compute."""

CUDA_FOLDER = "--xla_gpu_cuda_data_dir="
"""The one of XLA's flags that tells where something is."""


def check_installed(packages: Sequence[str]) -> None:
    """Make sure that packages can be imported.

    Raises:
        RefitError: some cannot; with the command that installs all.
    """
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        raise RefitError(
            f"This environment of Snakemake ({sys.prefix}) lacks {', '.join(missing)}. Install what Refit needs:\n\n"
            f"  {shlex.join([PYTHON, '-m', 'pip', 'install', '--require-hashes', '-r', str(REQUIREMENTS)])}\n\n"
            "or have conda make environments for jobs (--sdm conda), for which pydantic is enough here."
        )


def prepare_jobs(folder: Path) -> None:
    """Prepare this process, Snakemake's, and the jobs that it starts: whatever their user, their Python and its path.

    Args:
        folder: of this workflow's own, in the working folder.
    """
    try:
        getpass.getuser()
    except (KeyError, OSError):  # a container's process of any user; Snakemake asks for the name
        os.environ["LOGNAME"] = str(os.getuid())
    own_packages_first()
    others = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    os.environ["PYTHONPATH"] = os.pathsep.join(
        [str(SCRIPTS), *(path for path in others if path not in ("", str(SCRIPTS)))]
    )
    sys.executable = word_for_shell(sys.executable, folder)


def own_packages_first() -> None:
    """Look for packages in the environment before PYTHONPATH, which modules of a cluster fill with other versions."""
    given = {str(Path(path).absolute()) for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path}
    sys.path.sort(key=lambda path: path in given - {str(SCRIPTS)})


def word_for_shell(executable: str, folder: Path) -> str:
    """The path of a program, for Snakemake, which does not quote it for the shell: by a link where it has a space.

    Args:
        executable: in the folder `bin` of an environment.
        folder: for the link; seen from the working folder, it is a word for the shell.
    """
    if shlex.quote(executable) == executable:
        return executable
    environment = Path(executable).parents[1]
    link = folder / f"python-{hashlib.sha256(os.fsencode(environment)).hexdigest()[:8]}"
    if not link.is_symlink():
        folder.mkdir(parents=True, exist_ok=True)
        link.symlink_to(environment)
    return str(link / "bin" / Path(executable).name)


def settle_numbers(environment: MutableMapping[str, str], keras_home: Path) -> None:
    """Take from the environment what changes how TensorFlow and Keras compute, for the sake of the same numbers.

    Args:
        environment: of this process, which has not yet imported them.
        keras_home: the folder of the keras.json that holds, in place of the user's.
    """
    kept = [flag for flag in environment.get("XLA_FLAGS", "").split() if flag.startswith(CUDA_FOLDER)]
    for name in [*environment]:
        if name.startswith(OF_NUMBERS):
            del environment[name]
    environment.update(KERAS_BACKEND="tensorflow", KERAS_HOME=str(keras_home), TF_CPP_MIN_LOG_LEVEL="3")
    if kept:
        environment["XLA_FLAGS"] = " ".join(kept)
