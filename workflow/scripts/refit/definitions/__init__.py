"""What may be written in a configuration: a module a kind, with its type, its checks and its documentation.

A new kind is a module with a `KIND`, a line of `KINDS`, and a key of `refit.definitions.study.Definitions`.
"""

from refit.definitions import claims, comparisons, data_sets, examples, experiments, published, views
from refit.definitions.base import Kind

KINDS: dict[str, Kind] = {
    "data_sets": data_sets.KIND,
    "views": views.KIND,
    "experiments": experiments.KIND,
    "examples": examples.KIND,
    "comparisons": comparisons.KIND,
    "claims": claims.KIND,
    "published": published.KIND,
}
"""By the key below `define` that they are written under."""
