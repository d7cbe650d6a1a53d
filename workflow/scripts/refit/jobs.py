"""What every script of a rule needs: its output in the rule's log, and a sentence on the screen when it fails."""

import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refit.errors import RefitError

if TYPE_CHECKING:
    from refit.configuration.study import Study


@contextmanager
def job(snakemake: Any) -> Iterator[Callable[[str], None]]:
    """Run a rule's work with all its output, TensorFlow's included, in the rule's log.

    It gives a function that says something on the screen, and in the log too. A failure leaves its traceback in the
    log, says on the screen in a sentence what is wrong, and ends the process with status 1.
    """
    name = " ".join([snakemake.rule, *(str(value) for value in snakemake.wildcards)])
    log = Path(snakemake.log[0])
    screen = os.dup(sys.stderr.fileno())

    def say(sentence: str) -> None:
        print(sentence, flush=True)
        os.write(screen, f"\n{name}: {sentence}\n".encode())

    sys.stdout.flush()
    with log.open("w", encoding="utf-8", buffering=1) as stream:
        os.dup2(stream.fileno(), sys.stdout.fileno())
        os.dup2(stream.fileno(), sys.stderr.fileno())
        sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
        try:
            yield say
        except Exception as error:
            traceback.print_exc()
            reason = str(error) if isinstance(error, RefitError) else f"{type(error).__name__}: {error}"
            say(f"{reason}\nMore in {log}.")
            sys.exit(1)


def study_of(snakemake: Any) -> "Study":
    """The study that a job belongs to.

    For what a job must know but its result does not depend on, such as where to download from: as a parameter, that
    would make the job run again.
    """
    from refit.configuration.loading import load_study

    return load_study(snakemake.config, Path(snakemake.scriptdir).parent / "catalog")
