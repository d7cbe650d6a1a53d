"""Whose Snakemake's lock is, and when it is removed."""

import os
import subprocess
import sys

import pytest

from refit import snakemake_lock
from refit.files import read_json, write_json

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells processes apart")


@pytest.fixture
def note(tmp_path):
    """The note of a process that is gone, beside two locks of its own and one of nobody's."""
    for name in ("0.input.lock", "0.output.lock", "1.output.lock"):
        (tmp_path / name).write_text("results/quick/study.html\n")
    snakemake_lock.sign([".snakemake/locks/0.input.lock", ".snakemake/locks/0.output.lock"], True, tmp_path)
    path = tmp_path / f"{os.getpid()}.json"
    values = read_json(path)
    path.unlink()
    ended = subprocess.Popen(["true"])
    ended.wait()
    return values | {"process": ended.pid}


def outcome(folder, note):
    """What is said of a note, and the files that are left."""
    write_json(folder / "note.json", note)
    [sentence] = snakemake_lock.clear_stale(folder, work=folder)
    return sentence, sorted(path.name for path in folder.iterdir())


ALL = ["0.input.lock", "0.output.lock", "1.output.lock", "note.json"]


def test_the_lock_of_a_process_that_is_gone_is_removed_and_no_other(tmp_path, note):
    sentence, left = outcome(tmp_path, note)
    assert f"process {note['process']} on " in sentence
    assert "was cut off. Its lock is removed" in sentence
    assert left == ["1.output.lock"]


def test_a_process_that_has_its_number_now_is_not_taken_for_it(tmp_path, note):
    sentence, left = outcome(tmp_path, note | {"process": os.getppid(), "started": "1"})
    assert "was cut off" in sentence
    assert left == ["1.output.lock"]


def test_a_process_that_runs_is_named_and_its_lock_stays(tmp_path, note):
    sentence, left = outcome(tmp_path, note | {"process": os.getpid()})
    assert f"A Snakemake is running in this folder (process {os.getpid()} on " in sentence
    assert left == ALL


@pytest.mark.parametrize(
    "change",
    [{"machine": ["elsewhere", "1"]}, {"namespace": "pid:[1]"}, {"boot": "before", "machine": ["elsewhere", ""]}],
    ids=["another machine", "a container", "another machine that was started again"],
)
def test_in_doubt_a_lock_stays(tmp_path, note, change):
    sentence, left = outcome(tmp_path, note | change)
    assert "If no Snakemake is running there any more: snakemake --unlock" in sentence
    assert left == ALL


def test_after_a_flat_battery_the_lock_of_before_is_removed(tmp_path, note, monkeypatch):
    here = {"machine": ["laptop", "4f2a"], "namespace": snakemake_lock.FIRST_NAMESPACE, "boot": "second"}
    monkeypatch.setattr(snakemake_lock, "_here", lambda: here)
    before = note | here | {"boot": "first", "process": os.getpid()}
    assert outcome(tmp_path, before)[1] == ["1.output.lock"]
    monkeypatch.setattr(snakemake_lock, "_here", lambda: here | {"namespace": "pid:[7]"})
    (tmp_path / "0.input.lock").touch()
    assert "snakemake --unlock" in outcome(tmp_path, before | {"namespace": "pid:[7]"})[0]


def test_while_jobs_of_a_cut_off_snakemake_run_its_lock_stays(tmp_path, note):
    words = [sys.executable, "-c", "import time; print(flush=True); time.sleep(60)", ".snakemake/scripts/x.train.py"]
    with subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE) as job:
        job.stdout.readline()
        sentence, left = outcome(tmp_path, note)
        job.kill()
    assert f"jobs of it are running: {job.pid}. Wait for them, or end them: kill {job.pid}" in sentence
    assert left == ALL


def test_jobs_on_a_cluster_keep_the_lock(tmp_path, note):
    sentence, left = outcome(tmp_path, note | {"jobs_run_here": False})
    assert "when its jobs have ended: snakemake --unlock" in sentence
    assert left == ALL


def test_a_note_that_was_cut_off_is_no_note(tmp_path):
    (tmp_path / "1.json").write_text('{"machine": ["la')
    assert list(snakemake_lock.clear_stale(tmp_path)) == []
