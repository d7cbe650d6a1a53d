"""Read and check the configuration; hand the rules its plan."""

import gc
import re
import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(workflow.basedir) / "workflow" / "scripts"))

from refit.configuration.loading import check_networks, load_study
from refit.code_digest import script_digest
from refit.errors import RefitError
from refit.failures import end_of, left_out, report_without
from refit.figures.drawings import DRAWINGS
from refit.files import check_writable
from refit.leases import offer_gpus, offer_gpus_of_node
from refit.models import MODEL_KINDS
from refit.params import to_params
from refit.plan import figures, pages, recipes, runs
from refit.plan.files import Files
from refit.report.contents import CHAPTERS

# All that is made from here on stays. Looking among it for garbage takes a tenth of the start of a large study.
gc.set_threshold(100_000)

# What failed before, if this Snakemake makes the report without it.
failed = left_out()

try:
    study = load_study(
        config,
        catalog_folder=Path(workflow.basedir) / "workflow" / "catalog",
        config_files=[Path("config.yaml"), *workflow.overwrite_configfiles],
        command_line=workflow.config_settings.config,
        without=failed,
        files_are_here=not workflow.remote_exec,
    )
    check_writable(Path("results") / study.config.study)
    check_networks(study, cache=Path("results/.networks"))
except RefitError as error:
    sys.exit(f"\n{error}\n")

# With --cache, downloads and views are kept for other clones too.
CACHED = workflow.workflow_settings.cache is not None

# Jobs of this machine share its GPUs by leases, and so do those of a scheduler that gives them none by name.
if workflow.remote_exec:
    offer_gpus_of_node(study.config.jobs_per_gpu)
elif workflow.resource_settings.nodes is None:
    at_once = offer_gpus(study.config.jobs_per_gpu)
    if at_once and "gpu" not in workflow.global_resources:
        workflow.register_resource("gpu", at_once)

TRAINING = f"../../envs/{'training-cuda' if study.config.cuda else 'training'}.yaml"

files = Files(study, results=f"results/{study.config.study}", downloads="results/downloads")


def one_of(names):
    """A wildcard constraint: one of these names; none where there is none."""
    return "|".join(map(re.escape, names)) or "(?!)"


def other_than(names):
    """A wildcard constraint: none of these names."""
    return rf"(?!(?:{one_of(names)})(?:/|$))[^/]+"


def shown(path, category, shows, caption):
    """A file that Snakemake's report has, with what it says of it in workflow/report/<caption>.rst."""
    return report(path, category=category, labels={"shows": shows}, caption=f"../report/{caption}.rst")


def pictures_of(wildcards):
    """The files of all pictures that an experiment predicts; those of the project and the user are in no storage."""
    paths = files.pictures(wildcards.experiment)
    return [path if path.startswith(files.downloads) else local(path) for path in paths]
