"""How data sets are stored: a file a format (or for what ships together), and the table of them.

A new format is a file with a `Format`, and its name here; the configuration, its schema and its documentation follow.
"""

from refit.formats import bundled, california_housing, idx
from refit.formats.base import Format

FORMATS: dict[str, Format] = {
    known.name: known
    for known in (idx.FORMAT, california_housing.FORMAT, bundled.DIGITS, bundled.IRIS, bundled.DIABETES)
}
"""By the value of `format` in a definition."""
