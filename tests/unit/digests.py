"""Digests by the Python that runs this: of the package in `digested/`, and of all that the rules' scripts use.

Prints them as JSON. `make generate` stores those of `digested/`, against which every Python is held.
"""

import json
import sys
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "workflow/scripts"
DIGESTED = Path(__file__).with_name("digested")
STORED = Path(__file__).with_name("digests.json")

sys.path.insert(0, str(SCRIPTS))

from refit.code_digest import Package  # noqa: E402


def of_digested():
    """By definition, the digest; and that of the whole."""
    package = Package(DIGESTED)
    reached = {f"{module}:{'.'.join(chain)}": digest for (module, chain), digest in package.reached("").items()}
    return dict(sorted(reached.items())) | {"all": package.digest(("",))}


def of_scripts():
    """By script, the digest of the code that it uses."""
    package = Package(SCRIPTS / "refit")
    names = sorted(path.stem for path in SCRIPTS.glob("*.py"))
    return {name: package.digest((*package.script(name),)) for name in names}


if __name__ == "__main__":
    if sys.argv[1:] == ["--store"]:
        STORED.write_text(json.dumps(of_digested(), indent=2) + "\n")
    else:
        print(json.dumps({"digested": of_digested(), "scripts": of_scripts()}))
