"""What throw-away clusters share: real daemons on this machine, and Snakemake with a profile of the project."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import pytest
from conftest import Outcome, Workspace

WAIT = 20
"""Seconds that daemons may take to start or stop."""

PLACES = f"{Path(sys.executable).parent}:{os.environ['PATH']}:/usr/sbin"
"""Where programs are looked for."""


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """A running cluster, and how to speak to it."""

    arguments: ClassVar[tuple[str, ...]]
    """Of Snakemake, before those of a test."""
    patience: ClassVar[float] = WAIT
    """Seconds that a command may take."""

    folder: Path
    environment: Mapping[str, str]
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def call(self, *command: str) -> str:
        """What one of the cluster's commands prints."""
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, timeout=self.patience
        )
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def succeeds(self, *command: str) -> bool:
        return subprocess.run(command, env=self.environment, capture_output=True, check=False).returncode == 0

    def start(self, workspace: Workspace, *arguments: str) -> subprocess.Popen[str]:
        """Snakemake with the project's profile."""
        command = [
            *("timeout", "--foreground", "900"),  # in the background it would give Ctrl-C twice
            *(shutil.which("python", path=self.environment["PATH"]) or "python", "-m", "snakemake"),
            *(*self.arguments, *arguments),
        ]
        process = subprocess.Popen(
            command,
            cwd=workspace.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.started.append(process)
        return process

    def snakemake(self, workspace: Workspace, *arguments: str) -> Outcome:
        started = self.start(workspace, *arguments)
        text, _ = started.communicate()
        return Outcome(started.returncode, text)

    def end_started(self) -> None:
        """End what a test that failed has left running."""
        for process in self.started:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=3 * WAIT)


def skip_without(system: str, programs: Sequence[str], plugin: str) -> None:
    """Skip the test where a batch system cannot be started, saying what is missing."""
    missing = [name for name in programs if not shutil.which(name, path=PLACES)]
    missing += [plugin] if importlib.util.find_spec(plugin) is None else []
    missing += ["root"] if os.geteuid() != 0 else []
    if missing:
        pytest.skip(f"no {system} to start here (missing: {', '.join(missing)})")


def wait_for(what: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.2)
