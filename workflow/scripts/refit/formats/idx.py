"""IDX files, the format of MNIST."""

import gzip
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from refit.errors import RefitError
from refit.formats.base import BaseDataSet, ExampleKind, Format, described

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from refit.data.parts import DataArrays

PATTERNS = {
    "train_images": "train*images*.gz",
    "train_labels": "train*labels*.gz",
    "test_images": "t[1e]*images*.gz",
    "test_labels": "t[1e]*labels*.gz",
}
"""By role, what the file is called: MNIST's test files begin with `t10k`."""


class IdxDataSet(BaseDataSet):
    """Four gzipped IDX files of bytes, as MNIST has them.

    Their roles are train_images, train_labels, test_images and test_labels.
    """

    format: Literal["idx"]
    examples: ExampleKind = "picture"
    """What an example is."""
    roles = frozenset(PATTERNS)


def read_idx(path: Path) -> "NDArray[np.uint8]":
    """Read a gzipped IDX file of unsigned bytes: 0, 0, 8, the rank, the big-endian sizes, the values.

    The format is described at http://yann.lecun.com/exdb/mnist.

    Raises:
        RefitError: the file is no such file.
    """
    import numpy as np

    try:
        content = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise RefitError(f"{path} is no complete gzip file ({error}); delete it and run again.") from error
    if content[:3] != b"\0\0\x08" or len(content) < 4:
        raise RefitError(f"{path} is no IDX file of bytes; check the data set's 'files'.")
    rank = content[3]
    shape = tuple(np.frombuffer(content, ">u4", rank, 4).tolist())
    values = np.frombuffer(content, np.uint8, -1, 4 + 4 * rank)
    if values.size != int(np.prod(shape)):
        raise RefitError(f"{path} announces {shape} values but holds {values.size}; delete it and run again.")
    return values.reshape(shape)


def read(files: Mapping[str, Path], _: Mapping[str, Any]) -> "DataArrays":
    """The training and the test part, with labels."""
    from refit.data.parts import DataArrays, Part

    arrays = {role: read_idx(path) for role, path in files.items()}
    parts = (Part(arrays[f"{name}_images"], arrays[f"{name}_labels"].astype("int64")) for name in ("train", "test"))
    return DataArrays(*parts)


def describe(folder: Path) -> dict[str, Any]:
    """The definition of the data set whose four files are in a folder, with classes named as their labels.

    Raises:
        RefitError: a file is not there, more than one could be meant, or one is no IDX file.
    """
    files = {role: _file_in(folder, pattern) for role, pattern in PATTERNS.items()}
    arrays = read(files, {})
    classes = [str(label) for label in range(int(arrays.train.y.max()) + 1)]
    examples = "picture" if arrays.train.x.ndim > 2 else "table"
    return described(arrays, files, label=folder.name, format="idx", examples=examples, classes=classes)


def _file_in(folder: Path, pattern: str) -> Path:
    paths = list(folder.glob(pattern))
    if len(paths) != 1:
        raise RefitError(f"{folder} holds {len(paths)} files of the form {pattern}; leave one there.")
    return paths[0]


FORMAT = Format("idx", IdxDataSet, read, describe)
