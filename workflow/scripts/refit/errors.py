"""What a user can mend, said in sentences."""

import difflib
from collections.abc import Iterable


class RefitError(Exception):
    """A fault that the user can mend. Its message is complete sentences and needs no traceback."""


class ConfigError(RefitError):
    """All faults of a configuration, one a line."""


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """`", did you mean 'known'?"` for the nearest of the known names, or the list of them when none is near."""
    names = list(known)
    near = difflib.get_close_matches(str(word), names, n=1)
    if not near:  # names that differ in case alone
        near = [name for name in names if name.lower() == str(word).lower()][:1]
    if near:
        return f"; did you mean '{near[0]}'?"
    return f"; known: {', '.join(sorted(names))}." if len(names) <= 12 else "."
