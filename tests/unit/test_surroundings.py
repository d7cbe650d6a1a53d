"""What surrounds a process, and what of it is let in."""

import os
import subprocess
import sys

import pytest
from conftest import ROOT

from refit.errors import RefitError
from refit.surroundings import check_installed, settle_numbers, word_for_shell

WITHOUT = """
import sys

sys.modules.update(dict.fromkeys(["pydantic", "pynvml", "numpy", "pandas"]))
from refit.gpus import gpus_of_machine
from refit.surroundings import check_installed
assert gpus_of_machine() == []
check_installed(["no_such_package"])
"""


def test_what_lacks_is_named_with_the_command_that_installs_it():
    check_installed(["json", "pydantic"])
    with pytest.raises(RefitError, match=r"lacks no_such_package\. Install") as caught:
        check_installed(["json", "no_such_package"])
    assert f"-m pip install --require-hashes -r {ROOT / 'envs/requirements.txt'}" in str(caught.value)


def test_the_check_itself_needs_nothing_that_may_lack():
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT],
        env={**os.environ, "PYTHONPATH": str(ROOT / "workflow/scripts")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "refit.errors.RefitError: This environment of Snakemake" in done.stderr


@pytest.mark.parametrize("name", ["my environment", "it's", "$HOME", "a;b"])
def test_a_python_whose_path_the_shell_would_split_is_called_by_a_link(tmp_path, name):
    python = tmp_path / name / "bin/python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho called\n")
    python.chmod(0o755)
    word = word_for_shell(str(python), tmp_path / "links")
    assert subprocess.run(f"{word} -V", shell=True, capture_output=True, text=True, check=True).stdout == "called\n"
    assert word_for_shell(word, tmp_path / "links") == word


def test_what_changes_numbers_goes_and_where_cuda_is_stays(tmp_path):
    environment = {
        "PATH": "/bin",
        "KERAS_BACKEND": "jax",
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "NVIDIA_TF32_OVERRIDE": "0",
        "XLA_FLAGS": "--xla_gpu_cuda_data_dir=/opt/cuda --xla_cpu_enable_fast_math=true",
    }
    settle_numbers(environment, tmp_path)
    assert environment == {
        "PATH": "/bin",
        "KERAS_BACKEND": "tensorflow",
        "KERAS_HOME": str(tmp_path),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "XLA_FLAGS": "--xla_gpu_cuda_data_dir=/opt/cuda",
    }
