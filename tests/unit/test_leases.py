"""Leases with real processes and real locks; the GPUs are names."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from refit.gpus import VISIBLE, gpus_of_scheduler, visible_gpus
from refit.leases import JOBS_PER_GPU, Lease, gpu_for_job, leased, offer_gpus, offer_gpus_of_node

SCRIPTS = Path(__file__).parents[2] / "workflow/scripts"
MACHINE = ["GPU-aaaa-1", "GPU-aabb-2", "MIG-cccc-3"]

RACER = """
import sys, time
from pathlib import Path
from refit.leases import leased
folder, name = Path(sys.argv[1]), sys.argv[2]
for _ in range(100):
    with leased(["a", "b"], 1, name, lambda sentence: None, folder / "locks") as lease:
        mark = folder / "held" / f"{lease.gpu}.{name}"
        mark.touch()
        held = [path.name for path in (folder / "held").iterdir()]
        assert [one for one in held if one.startswith(lease.gpu)] == [mark.name], held
        assert len(held) <= 2, held
        mark.unlink()
"""

HOLDER = """
import sys, time
from pathlib import Path
from refit.leases import leased
with leased(["a"], 1, "the holder", print, Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


def start(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env=os.environ | {"PYTHONPATH": str(SCRIPTS)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_places_never_have_three_holders(tmp_path):
    (tmp_path / "held").mkdir()
    code = f"import refit.leases; refit.leases.SECONDS_BETWEEN_TRIES = 0.001\n{RACER}"
    racers = [start(code, str(tmp_path), str(number)) for number in range(8)]
    for racer in racers:
        _, said = racer.communicate(timeout=120)
        assert racer.returncode == 0, said


def test_who_is_killed_lets_go_and_who_waits_goes_on(tmp_path):
    holder = start(HOLDER, str(tmp_path))
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    said: list[str] = []

    def kill(sentence: str) -> None:
        said.append(sentence)
        holder.send_signal(signal.SIGKILL)

    started = time.monotonic()
    with leased(["a"], 1, "the next", kill, tmp_path) as lease:
        assert lease == Lease("a", 0)
    assert time.monotonic() - started < 10
    assert said == [f"waits for a GPU; held by the holder (process {holder.pid})."]
    holder.communicate()


def test_each_gpu_has_a_job_before_one_has_two(tmp_path):
    with (
        leased(["a", "b"], 2, "", print, tmp_path) as first,
        leased(["a", "b"], 2, "", print, tmp_path) as second,
        leased(["a", "b"], 2, "", print, tmp_path) as third,
    ):
        assert (first, second, third) == (Lease("a", 0), Lease("b", 0), Lease("a", 1))


def test_a_lease_ends_with_an_error_in_the_job(tmp_path):
    with pytest.raises(ValueError, match="in the job"), leased(["a"], 1, "", print, tmp_path):
        raise ValueError("in the job")
    with leased(["a"], 1, "", pytest.fail, tmp_path):
        pass


@pytest.mark.parametrize(
    ("preset", "expected"),
    [
        (None, MACHINE),
        ("", []),
        ("-1", []),
        ("1", ["GPU-aabb-2"]),
        ("2, 0", ["MIG-cccc-3", "GPU-aaaa-1"]),
        ("0,7,1", ["GPU-aaaa-1"]),
        ("GPU-aab", ["GPU-aabb-2"]),
        ("GPU-aa", ["GPU-aa"]),
        ("MIG-cccc-3,MIG-dddd-4", ["MIG-cccc-3", "MIG-dddd-4"]),
        ("0,GPU-aaaa-1", ["GPU-aaaa-1"]),
    ],
)
def test_no_gpu_outside_those_that_are_visible(preset, expected):
    environment = {} if preset is None else {VISIBLE: preset}
    assert visible_gpus(MACHINE, environment) == expected
    assert visible_gpus([], environment) == []


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine with three GPUs, and an environment that says nothing of them."""
    monkeypatch.setattr("refit.leases.gpus_of_machine", lambda: MACHINE)
    monkeypatch.setattr("refit.leases.FOLDER", tmp_path)
    monkeypatch.setenv(JOBS_PER_GPU, "")
    monkeypatch.delenv(JOBS_PER_GPU)
    monkeypatch.setenv(VISIBLE, "")
    monkeypatch.delenv(VISIBLE)
    return monkeypatch


def test_a_job_sees_one_gpu_and_the_next_another(machine):
    machine.setenv(VISIBLE, "2,1")
    assert offer_gpus(2, is_usable=lambda: True) == 4
    with gpu_for_job("first", pytest.fail):
        assert os.environ[VISIBLE] == "MIG-cccc-3"
        machine.setenv(VISIBLE, "2,1")
        with gpu_for_job("second", pytest.fail):
            assert os.environ[VISIBLE] == "GPU-aabb-2"


def test_what_a_scheduler_has_given_stays(machine):
    machine.setenv(VISIBLE, "0,1")
    with gpu_for_job("", pytest.fail):
        assert os.environ[VISIBLE] == "0,1"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, None),
        ({"SGE_HGR_gpu": ""}, None),
        ({"SGE_HGR_gpu": "1 0"}, "1,0"),
        ({"SGE_HGR_ngpus": "gpu3"}, "3"),
        ({"SGE_HGR_gpu": "GPU-aaaa-12"}, "GPU-aaaa-12"),
        ({"SGE_HGR_licence": "2"}, None),
        ({"SGE_HGR_gpu": "0", VISIBLE: "2"}, "2"),
        ({VISIBLE: ""}, ""),
    ],
)
def test_a_scheduler_names_gpus_in_its_own_way(environment, expected):
    assert gpus_of_scheduler(environment) == expected


def test_torque_names_gpus_in_a_file(tmp_path):
    (tmp_path / "gpus").write_text("node-7-gpu1\nnode-7-gpu3\n")
    assert gpus_of_scheduler({"PBS_GPUFILE": str(tmp_path / "gpus")}) == "1,3"


def test_a_job_leases_where_its_scheduler_gave_it_no_gpu(machine):
    offer_gpus_of_node(1, is_usable=lambda: True)
    with gpu_for_job("first", pytest.fail):
        assert os.environ[VISIBLE] == MACHINE[0]
        machine.delenv(VISIBLE)
        with gpu_for_job("second", pytest.fail):
            assert os.environ[VISIBLE] == MACHINE[1]


def test_a_job_leases_nothing_where_its_scheduler_gave_it_a_gpu(machine):
    machine.setenv("SGE_HGR_gpu", "gpu2")
    offer_gpus_of_node(1, is_usable=lambda: True)
    with gpu_for_job("", pytest.fail):
        assert os.environ[VISIBLE] == "2"
    assert JOBS_PER_GPU not in os.environ


def test_on_a_node_too_no_job_waits_for_a_gpu_that_tensorflow_cannot_use(machine):
    offer_gpus_of_node(1, is_usable=lambda: False)
    with gpu_for_job("first", pytest.fail), gpu_for_job("second", pytest.fail):
        assert os.environ[VISIBLE] == ""


def test_without_gpus_nothing_waits(machine):
    machine.setattr("refit.leases.gpus_of_machine", list)
    assert offer_gpus(1, is_usable=lambda: True) == 0
    with gpu_for_job("first", pytest.fail), gpu_for_job("second", pytest.fail):
        assert VISIBLE not in os.environ


def test_gpus_that_tensorflow_cannot_use_are_leased_to_nobody_and_one_line_says_how_to_use_them(machine, capsys):
    assert offer_gpus(1, is_usable=lambda: False) == 0
    (line,) = capsys.readouterr().err.splitlines()
    assert "pip install --require-hashes -r envs/requirements-cuda.txt" in line
    with gpu_for_job("first", pytest.fail), gpu_for_job("second", pytest.fail):
        assert os.environ[VISIBLE] == ""
