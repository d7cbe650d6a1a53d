"""Fetching files: whole and verified, or a message that says where it failed and what to do."""

import functools
import hashlib
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from refit.data.download import check_files, fetch, verify
from refit.errors import RefitError

CONTENT = bytes(range(256)) * 4096
SHA256 = hashlib.sha256(CONTENT).hexdigest()
KNOWN = {SHA256: "MNIST's images.gz"}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder and the address at which a real server on loopback serves it."""
    folder = tmp_path / "served"
    folder.mkdir()
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_file_comes_from_an_address_with_its_progress(served, tmp_path, capsys):
    folder, address = served
    (folder / "images.gz").write_bytes(CONTENT)
    target = tmp_path / "downloads" / "images.gz"
    fetch(target, [f"{address}/images.gz"], len(CONTENT), SHA256, KNOWN)
    assert target.read_bytes() == CONTENT
    assert "1,048,576 of 1,048,576 bytes (100 %)" in capsys.readouterr().out


def test_the_next_place_is_tried_when_one_fails(served, tmp_path, capsys):
    folder, address = served
    (folder / "broken.gz").write_bytes(CONTENT[:1000])
    mirror = tmp_path / "mirror.gz"
    mirror.write_bytes(CONTENT)
    target = tmp_path / "images.gz"
    fetch(target, [f"{address}/absent.gz", f"{address}/broken.gz", str(mirror)], len(CONTENT), SHA256, KNOWN)
    assert target.read_bytes() == CONTENT
    shown = capsys.readouterr().out
    assert "404" in shown
    assert "truncated" in shown


def test_failure_lists_each_place_and_the_remedy_and_leaves_nothing(served, tmp_path):
    folder, address = served
    (folder / "short.gz").write_bytes(CONTENT[:1000])
    target = tmp_path / "downloads" / "mnist" / "images.gz"
    places = [str(tmp_path / "absent.gz"), f"{address}/short.gz", "http://nowhere.invalid/images.gz"]
    with pytest.raises(RefitError) as caught:
        fetch(target, places, len(CONTENT), SHA256, KNOWN)
    message = str(caught.value)
    assert "images.gz could not be had from any of 3 places" in message
    assert "absent.gz: there is no such file" in message
    assert "short.gz: it has 1,000 bytes instead of 1,048,576: a truncated copy" in message
    assert "nowhere.invalid/images.gz: no network, or the host's name is not known" in message
    assert f"Put the file at {target} by hand" in message
    assert "mnist/images.gz as 'mirror'" in message
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda content: content[:-1], "truncated"),
        (lambda content: content + b"x", "another file, or an error page"),
        (lambda content: b"\1" + content[1:], "content is damaged"),
    ],
    ids=["truncated", "longer", "one flipped byte"],
)
def test_a_damaged_file_is_told_from_another(tmp_path, change, reason):
    path = tmp_path / "images.gz"
    path.write_bytes(change(CONTENT))
    with pytest.raises(RefitError, match=reason):
        verify(path, len(CONTENT), SHA256, KNOWN)


def test_one_data_sets_file_in_the_place_of_another_is_named(tmp_path):
    path = tmp_path / "images.gz"
    path.write_bytes(CONTENT)
    known = {**KNOWN, "0" * 64: "Fashion-MNIST's images.gz"}
    with pytest.raises(RefitError, match=r"this is MNIST's images\.gz, not Fashion-MNIST's images\.gz"):
        verify(path, len(CONTENT), "0" * 64, known)
    files = {"train_images": {"bytes": len(CONTENT), "sha256": "0" * 64}}
    with pytest.raises(RefitError, match=r"images\.gz: this is MNIST's .* Delete it and run again"):
        check_files({"train_images": path}, files, known)
