"""Read and check the configuration; hand the rules its plan."""

import gc
import re
from functools import partial

from snakemake.common.configfile import load_configfile
from snakemake.settings.types import DeploymentMethod
from snakemake.utils import available_cpu_count, update_config

sys.path.insert(0, str((project / "workflow/scripts").absolute()))

from refit.errors import RefitError
from refit.surroundings import OF_JOBS, OF_SNAKEMAKE, check_installed, prepare_jobs

prepare_jobs(Path(".snakemake/refit"))
try:
    check_installed(OF_SNAKEMAKE)
except RefitError as error:
    sys.exit(f"\n{error}\n")

from refit.configuration.loading import check_networks, load_study
from refit.code_digest import script_digest
from refit.failures import end_of, left_out, report_without
from refit.figures.drawings import DRAWINGS
from refit.files import check_writable
from refit.gpus import has_cuda_libraries
from refit.leases import offer_gpus
from refit.machine import within_quota
from refit.models import MODEL_KINDS
from refit.params import to_params
from refit.plan import figures, pages, recipes, runs
from refit.plan.files import Files
from refit.report.contents import CHAPTERS

# All that is made from here on stays. Looking among it for garbage takes a tenth of the start of a large study.
gc.set_threshold(100_000)

# What failed before, if this Snakemake makes the report without it.
failed = left_out()

# A module that is handed a configuration reads no files of its own; what it is handed lies over the default study.
config_files = sorted(map(Path, workflow.configfiles), key=workflow.overwrite_configfiles.__contains__)
handed = None
if workflow.modifier.skip_configfile:
    if config is not workflow.modifier_stack[0].globals["config"]:
        config_files, handed = [], config
    config_files.insert(0, project / "config.yaml")
    over, config = config, load_configfile(project / "config.yaml")
    update_config(config, over)

try:
    study = load_study(
        config,
        catalog_folder=project / "workflow/catalog",
        config_files=config_files,
        handed=handed,
        command_line=workflow.config_settings.config,
        without=failed,
    )
    check_writable(Path(study.config.results) / study.config.study)
    check_networks(study, cache=Path(study.config.results) / ".networks")
except RefitError as error:
    sys.exit(f"\n{error}\n")

# With --cache, downloads and views are kept for other clones too.
CACHED = workflow.workflow_settings.cache is not None

# Jobs of this machine share its GPUs by leases, and what a container has of it; a scheduler gives each of its jobs its own.
has_conda = DeploymentMethod.CONDA in workflow.deployment_settings.deployment_method
if workflow.resource_settings.nodes is None and not workflow.remote_exec:
    at_once = offer_gpus(study.config.jobs_per_gpu, study.config.cuda if has_conda else has_cuda_libraries())
    if at_once and "gpu" not in workflow.global_resources:
        workflow.register_resource("gpu", at_once)
    if workflow.is_main_process:
        for resource, amount in within_quota(workflow.global_resources, available_cpu_count()).items():
            workflow.register_resource(resource, amount)

TRAINING = f"../../envs/{'training-cuda' if study.config.cuda else 'training'}.yaml"

files = Files(
    study,
    results=f"{study.config.results}/{study.config.study}",
    downloads=f"{study.config.results}/downloads",
)


def one_of(names):
    """A wildcard constraint: one of these names; none where there is none."""
    return "|".join(map(re.escape, names)) or "(?!)"


def other_than(names):
    """A wildcard constraint: none of these names."""
    return rf"(?!(?:{one_of(names)})(?:/|$))[^/]+"


def shown(path, category, shows, caption):
    """A file that Snakemake's report has, with what it says of it in workflow/report/<caption>.rst."""
    return report(path, category=category, labels={"shows": shows}, caption=f"../report/{caption}.rst")


def templates(*names):
    """Templates of pages, which are in no storage."""
    return [local(file) for file in pages.templates(project, *names)]


def pictures_of(wildcards):
    """The files of all pictures that an experiment predicts; those of the project and the user are in no storage."""
    paths = files.pictures(wildcards.experiment)
    return [path if path.startswith(files.downloads) else local(path) for path in paths]
