"""The study itself: the top of the configuration, under which all definitions hang."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, PositiveInt, StringConstraints

from refit.definitions.base import Problem, Sections, Seed, check_name
from refit.definitions.claims import Claim
from refit.definitions.comparisons import Comparison
from refit.definitions.data_sets import DataSet
from refit.definitions.examples import Examples
from refit.definitions.experiments import Experiment
from refit.definitions.published import Published
from refit.definitions.views import View
from refit.files import files_at
from refit.typed import Strict

RESERVED_STUDY_NAMES = ("downloads",)


class Definitions(Strict):
    """Your additions to the catalogue, in its form. A name that is there already is changed, key by key."""

    data_sets: dict[str, DataSet] = {}
    views: dict[str, View] = {}
    experiments: dict[str, Experiment] = {}
    examples: dict[str, Examples] = {}
    comparisons: dict[str, Comparison] = {}
    claims: dict[str, Claim] = {}
    published: dict[str, Published] = {}


class Config(Strict):
    """The configuration of a study: config.yaml and the overlays on it."""

    study: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
    """Name of the study; its results go to `results/<study>/`."""
    results: Annotated[str, StringConstraints(pattern=r"^[^<>{}*?]+$")] = "results"
    """The folder that results go to, as `<study>/` below it, and downloads, as `downloads/`; on another disk perhaps.
    It is made where it does not exist."""
    data: Literal["bundled", "original"] = "bundled"
    """`original`: the real data. `bundled`: each data set that has a stand-in is replaced by it, so that nothing is
    downloaded."""
    mirror: str | None = None
    """A folder or an address tried before the public sources; it holds <data set>/<file>."""
    seeds: list[Seed] = Field(min_length=1)
    """One run per experiment and seed."""
    experiments: list[str] = Field(min_length=1)
    """Which experiments to run, by name."""
    jobs_per_gpu: PositiveInt = 1
    """How many jobs may train on one GPU of this machine at once. Where a scheduler gives each job its GPU, it
    decides."""
    cuda: bool = False
    """Whether the conda environment for training has CUDA, for NVIDIA GPUs, in it."""
    predict: list[str] = []
    """Files and folders of pictures that every network on pictures predicts. A picture is brought to the network's
    input: a transparent one is laid on white; it is turned upright, made grey (or RGB, for networks on colours), scaled
    to fit with its proportions kept, and the rest is filled with the median of its edge. A file that is no picture is
    skipped with a warning."""
    foundations: bool = False
    """Whether the report has the chapter of foundations: activations, a toy network, image kernels."""
    define: Definitions = Field(default=Definitions(), description=Definitions.__doc__)


SECTIONS: Sections = {"The study": Config, "define": Definitions}


def check_study(config: Mapping[str, Any], known_experiments: Collection[str]) -> Iterator[Problem]:
    """Names at the top of the configuration, as written; values of a wrong type are `validated`'s to name."""
    if config.get("study") in RESERVED_STUDY_NAMES:
        yield Problem(("study",), f"'{config['study']}' is a folder of Refit's own below results; take another name.")
    lists = {key: config[key] for key in ("experiments", "seeds") if isinstance(config.get(key), list)}
    for index, name in enumerate(lists.get("experiments", [])):
        if isinstance(name, str):
            yield from check_name("experiment", name, known_experiments, ("experiments", index))
    for key, values in lists.items():
        for value, count in Counter(map(str, values)).items():
            if count > 1:
                yield Problem((key,), f"{value} is listed {count} times; keep one.")


def check_places(config: Mapping[str, Any]) -> Iterator[Problem]:
    """Files and folders at the top of the configuration."""
    pictures = config.get("predict")
    for index, path in enumerate(pictures if isinstance(pictures, list) else []):
        if isinstance(path, str) and not Path(path).exists():
            message = f"there is no file or folder '{path}' (seen from {Path.cwd()}); correct the path."
            yield Problem(("predict", index), message)
        elif isinstance(path, str) and not files_at(path):
            yield Problem(("predict", index), f"the folder '{path}' holds no file; put pictures there.")
    mirror = config.get("mirror")
    if isinstance(mirror, str) and not re.match(r"(https?|ftp)://", mirror) and not Path(mirror).is_dir():
        yield Problem(
            ("mirror",),
            f"the folder '{mirror}' does not exist; create it, correct the path, "
            "or remove the key to use the public sources.",
        )
