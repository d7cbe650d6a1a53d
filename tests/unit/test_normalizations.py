"""What every normalization keeps to."""

import numpy as np
import pytest

from refit.configuration import docs
from refit.data.normalizations import NORMALIZATIONS

TABLE = np.random.default_rng(0).normal(3, 2, (40, 5)).astype(np.float32)
PICTURES = np.random.default_rng(0).integers(0, 256, (40, 4, 4), dtype=np.uint8)
PICTURES[:, 0, 0] = 7  # a pixel that never changes


@pytest.mark.parametrize("examples", [TABLE, PICTURES], ids=["table", "pictures"])
@pytest.mark.parametrize("name", NORMALIZATIONS)
def test_mean_and_divisor_are_finite_fit_an_example_and_are_the_same_again(name, examples):
    before = examples.tobytes()
    first, second = (NORMALIZATIONS[name](examples) for _ in range(2))
    for value, again in zip(first, second, strict=True):
        assert np.shape(value) in ((), examples.shape[1:])
        assert np.isfinite(value).all()
        np.testing.assert_array_equal(value, again)
    assert (np.asarray(first[1], np.float32) > 0).all()
    assert examples.tobytes() == before


@pytest.mark.parametrize("name", NORMALIZATIONS)
def test_each_normalization_is_in_the_schema_and_described_in_the_documentation(name):
    written = docs.schema()["$defs"]["View"]["properties"]["normalization"]
    (row,) = (line for line in docs.page().splitlines() if line.startswith("| `normalization`"))
    assert written["enum"] == [*NORMALIZATIONS]
    assert NORMALIZATIONS[name].__doc__[1:].split(".\n")[0] in written["description"]
    assert f"`{name}`: {NORMALIZATIONS[name].__doc__[0].lower()}" in row
