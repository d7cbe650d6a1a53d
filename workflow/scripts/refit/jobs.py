"""What every script of a rule needs: its output in the rule's log, and a sentence on the screen when it fails."""

import errno
import gc
import os
import shutil
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refit.errors import RefitError
from refit.failures import MORE
from refit.leases import gpu_for_job
from refit.surroundings import own_packages_first

if TYPE_CHECKING:
    from refit.configuration.study import Study


@contextmanager
def job(snakemake: Any) -> Iterator[Callable[[str], None]]:
    """Run a rule's work with all its output, TensorFlow's included, in the rule's log.

    It gives a function that says something on the screen, and in the log too. A failure leaves its traceback in the
    log, says on the screen in a sentence what is wrong, and ends the process with status 1. Ctrl-C and SIGTERM end it
    at once. A rule that asks for a GPU gets one to itself, where there is one.
    """
    own_packages_first()
    name = " ".join([snakemake.rule, *(str(value) for value in snakemake.wildcards)])
    log = Path(snakemake.log[0])
    # The libraries make a million objects that stay. Looking among them for garbage takes a sixth of a short training.
    gc.set_threshold(100_000)
    screen = os.dup(sys.stderr.fileno())

    def say(sentence: str) -> None:
        with suppress(OSError):  # the log may be on the disk that is full
            print(f"\n{sentence}", flush=True)
        os.write(screen, f"\n{name}: {sentence}\n".encode())

    sys.stdout.flush()
    with log.open("w", encoding="utf-8", buffering=1) as stream:
        os.dup2(stream.fileno(), sys.stdout.fileno())
        os.dup2(stream.fileno(), sys.stderr.fileno())
        sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
        _end_at_once_when_told(say)
        try:
            with gpu_for_job(name, say) if snakemake.resources.get("gpu") else nullcontext():
                yield say
            gc.freeze()  # nor is it looked among them at the end, which takes as long again
        except Exception as error:
            with suppress(OSError):
                traceback.print_exc()
            say(f"{_reason(error, log.parent)}\n{MORE}{log}.")
            sys.exit(1)


def _end_at_once_when_told(say: Callable[[str], None]) -> None:
    """End the process on Ctrl-C and SIGTERM by a thread of its own.

    Python's own handlers wait until the current call returns, which may be a whole epoch.
    """
    signals = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)

    def wait() -> None:
        number = signal.sigwait(signals)
        say(
            f"ended by {signal.Signals(number).name} before it was done. The same command does it again; a training "
            "goes on from its last epoch."
        )
        os._exit(128 + number)

    threading.Thread(target=wait, daemon=True).start()


def _reason(error: Exception, folder: Path) -> str:
    """What went wrong, in a sentence."""
    if isinstance(error, RefitError):
        return str(error)
    # Not every library passes on the number of the system's error.
    if isinstance(error, OSError) and (error.errno == errno.ENOSPC or shutil.disk_usage(folder).free < 2**20):
        return (
            "there is no space left on the disk. Make some, and give the same command again: what is done stays done, "
            "and a training goes on from its last epoch."
        )
    return f"{type(error).__name__}: {error}"


def placed(values: Any, files: Iterable[str]) -> Any:
    """Values of a parameter, each path of a file among them as the job has the file.

    Where files are in a storage and not in a shared folder, a job has copies of its own: of results/x/metrics.csv
    perhaps .snakemake/storage/s3/bucket/results/x/metrics.csv.

    Args:
        values: dictionaries, lists, and what they hold.
        files: the inputs or outputs of the job.
    """
    parts = [(path, path.split("/")) for path in files]
    places = {"/".join(names[start:]): path for path, names in parts for start in range(len(names) - 1)}

    def place(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: place(one) for key, one in value.items()}
        if isinstance(value, list):
            return [place(one) for one in value]
        return places.get(value, value) if isinstance(value, str) else value

    return place(values)


def study_of(snakemake: Any) -> "Study":
    """The study that a job belongs to.

    For what a job must know but its result does not depend on, such as where to download from: as a parameter, that
    would make the job run again.
    """
    from refit.configuration.loading import load_study

    return load_study(snakemake.config, Path(snakemake.scriptdir).parent / "catalog", files_are_here=False)
