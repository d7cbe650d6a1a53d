"""What profiles ask a batch system that cannot run here, answered by a stand-in with the words of its manual."""

import subprocess

import pytest
from conftest import ROOT

HEAD = "Job Id: 7.server\n    Job_Name = snakejob.train.3.sh\n"


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (f"{HEAD}    job_state = Q\n", "running"),
        (f"{HEAD}    job_state = R\n", "running"),
        (f"{HEAD}    job_state = F\n    Exit_status = 0\n", "success"),
        (f"{HEAD}    job_state = F\n    Exit_status = 1\n", "failed"),
        (f"{HEAD}    job_state = F\n    Exit_status = 271\n", "failed"),
        (f"{HEAD}    job_state = F\n", "failed"),  # deleted before it ran
        ("qstat: Unknown Job Id 7.server\n", "failed"),
        ("Connection refused\nqstat: cannot connect to server server (errno=111)\n", "running"),
    ],
)
def test_the_state_of_a_job_of_pbs_is_told(tmp_path, answer, state):
    (tmp_path / "answer").write_text(answer)
    (tmp_path / "qstat").write_text(f"#!/bin/sh\n[ \"$*\" = '-x -f 7.server' ] && cat {tmp_path}/answer >&2; exit 35\n")
    (tmp_path / "qstat").chmod(0o755)
    command = [ROOT / "profiles/pbs/status.sh", "7.server"]
    told = subprocess.run(
        command, env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, text=True, check=True
    )
    assert told.stdout == f"{state}\n"
