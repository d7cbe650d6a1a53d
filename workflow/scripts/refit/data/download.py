"""Fetch one file: from the mirror, else from each public source in turn; nothing unverified is left behind."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pooch

from refit.errors import RefitError
from refit.files import file_digest, written_whole

TIMEOUT_SECONDS = 30


def verify(path: Path, size: int | None, sha256: str, known_files: Mapping[str, str]) -> None:
    """Check a file's size and digest.

    Args:
        path: the file.
        size: expected size in bytes, if it is known.
        sha256: expected SHA-256 in hexadecimal.
        known_files: SHA-256 of every file of the catalogue: what it is, to tell a mix-up from damage.

    Raises:
        RefitError: saying what is wrong with the file.
    """
    found = file_digest(path)
    if found == sha256:
        return
    if found in known_files:
        raise RefitError(f"this is {known_files[found]}, not {known_files[sha256]}")
    found_size = path.stat().st_size
    if size is None:
        raise RefitError(f"its content is another ({found_size:,} bytes): SHA-256 {found} instead of {sha256}")
    if found_size < size:
        raise RefitError(f"it has {found_size:,} bytes instead of {size:,}: a truncated copy")
    if found_size > size:
        raise RefitError(f"it has {found_size:,} bytes instead of {size:,}: another file, or an error page")
    raise RefitError(f"its size is right but its content is damaged: SHA-256 {found} instead of {sha256}")


def fetch(target: Path, places: Sequence[str], size: int | None, sha256: str, known_files: Mapping[str, str]) -> None:
    """Bring a file to `target`, whole and verified, or raise.

    Args:
        target: where the file belongs; it appears there only when it is complete.
        places: addresses, or paths of files, in the order to try.
        size: expected size in bytes.
        sha256: expected SHA-256 in hexadecimal.
        known_files: as for `verify`.

    Raises:
        RefitError: listing each place and why it failed, and what to do.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    failures = []
    for place in places:
        print(f"Trying {place}" + (f" ({size:,} bytes)" if size else ""), flush=True)
        try:
            with written_whole(target) as partial:
                _copy(place, partial)
                verify(partial, size, sha256, known_files)
            print(f"Verified: {target}", flush=True)
            return
        except (RefitError, OSError, ValueError) as error:  # requests' errors are OSErrors
            failures.append(f"  {place}: {_reason(error)}")
            print(failures[-1], flush=True)
    raise RefitError(
        f"{target.name} could not be had from any of {len(places)} places:\n"
        + "\n".join(failures)
        + f"\nPut the file at {target} by hand (SHA-256 {sha256}), or name a folder or an address that holds "
        f"{target.parent.name}/{target.name} as 'mirror' in the config, and run again."
    )


def _copy(place: str, partial: Path) -> None:
    if "://" in place:
        pooch.HTTPDownloader(progressbar=LogProgress(), timeout=TIMEOUT_SECONDS)(place, partial, None)
    else:
        shutil.copyfile(place, partial)


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    text = str(error)
    if "NameResolutionError" in text or "Failed to resolve" in text:
        return "no network, or the host's name is not known"
    if "Connection refused" in text:
        return "the host refused the connection"
    if "timed out" in text:
        return f"no answer within {TIMEOUT_SECONDS} s"
    return text.splitlines()[0] if text else type(error).__name__


class LogProgress:
    """Progress as a line for each tenth, fit for a log file; pooch's interface for progress bars."""

    def __init__(self) -> None:
        self.total = 0
        self._done = 0
        self._tenths = 0

    def update(self, count: int) -> None:
        self._done += count
        tenths = 10 * self._done // self.total if self.total else 0
        if tenths > self._tenths:
            self._tenths = tenths
            print(f"  {self._done:,} of {self.total:,} bytes ({10 * tenths} %)", flush=True)

    def reset(self) -> None:
        self._done = 0

    def close(self) -> None:
        pass


def check_files(paths: Mapping[str, Path], files: Mapping[str, Any], known: Mapping[str, str]) -> None:
    """Check downloads, which may have been put in place by hand, before anything reads them.

    Args:
        paths: by role, the file on disk.
        files: by role, its `bytes` and `sha256`.
        known: as for `verify`.

    Raises:
        RefitError: naming the file and what is wrong with it.
    """
    for role, path in paths.items():
        try:
            verify(path, files[role]["bytes"], files[role]["sha256"], known)
        except RefitError as error:
            raise RefitError(
                f"{path}: {error}. Delete it and run again to download it anew, or put the right file there."
            ) from None
