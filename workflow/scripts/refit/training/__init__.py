"""From a view to a run. The only part that imports TensorFlow."""

import os
import sys
from pathlib import Path

from refit.surroundings import settle_numbers

settle_numbers(os.environ, keras_home=Path(__file__).parent)

# Where they are installed, Keras imports these for wrappers and galleries that training does not use: a third of its
# start. A module that is None in `sys.modules` counts as not installed.
_unused = {name: None for name in ("sklearn", "matplotlib", "pandas") if name not in sys.modules}
sys.modules.update(_unused)  # type: ignore[arg-type]

import keras  # noqa: E402, F401

for _name in _unused:
    del sys.modules[_name]
