"""Read and check the configuration; hand the rules its plan."""

import gc
import re
from dataclasses import replace
from functools import partial
from itertools import chain

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

from refit import snakemake_lock
from refit.configuration.loading import check_networks, load_study
from refit.code_digest import script_digest
from refit.earlier import lesser_page, mark_lost_pages
from refit.failures import DISPENSABLE, left_out, not_made, report_without
from refit.figures.drawings import DRAWINGS
from refit.files import check_writable
from refit.gpus import has_cuda_libraries
from refit.leases import offer_gpus, offer_gpus_of_node
from refit.machine import within_quota
from refit.models import MODEL_KINDS
from refit.params import to_params
from refit.plan import figures, pages, recipes, runs
from refit.plan.files import Files
from refit.report import of_snakemake
from refit.report.contents import CHAPTERS
from refit.screen import be_brief
from refit.updates import outdated
from snakemake.io import flag, is_flagged, strip_wildcard_constraints
from snakemake.logging import logger as snakemake_logger

if not workflow.output_settings.verbose:
    be_brief(snakemake_logger)

# All that is made from here on stays. Looking among it for garbage takes a tenth of the start of a large study.
gc.set_threshold(100_000)

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
        files_are_here=not workflow.remote_exec,
    )
    check_writable(Path(study.config.results) / study.config.study)
    check_networks(study, cache=Path(study.config.results) / ".networks")
except RefitError as error:
    sys.exit(f"\n{error}\n")

# With --cache, downloads and views are kept for other clones too.
CACHED = workflow.workflow_settings.cache is not None

# Jobs of this machine share its GPUs by leases, and what a container has of it; so do those of a scheduler that gives them
# no GPU by name.
has_conda = DeploymentMethod.CONDA in workflow.deployment_settings.deployment_method
is_usable = (lambda: study.config.cuda) if has_conda else has_cuda_libraries
if workflow.remote_exec:
    offer_gpus_of_node(study.config.jobs_per_gpu, is_usable)
elif workflow.resource_settings.nodes is None:
    at_once = offer_gpus(study.config.jobs_per_gpu, is_usable)
    if at_once and "gpu" not in workflow.global_resources:
        workflow.register_resource("gpu", at_once)
    if workflow.is_main_process:
        for resource, amount in within_quota(workflow.global_resources, available_cpu_count()).items():
            workflow.register_resource(resource, amount)

TRAINING = f"../../envs/{'training-cuda' if study.config.cuda else 'training'}.yaml"

results = study.config.results
files = Files(study, f"{results}/{study.config.study}", f"{results}/downloads", left_out()).without_missing()
study = files.study

if workflow.is_main_process:
    mark_lost_pages(Path(files.results), study.config.experiments)
    if workflow.output_settings.dryrun:
        print(lesser_page(Path(files.results), study.config.experiments), file=sys.stderr)
    else:
        for sentence in snakemake_lock.clear_stale():
            print(f"\n{sentence}\n", file=sys.stderr)
        of_snakemake.drop_place(Path(files.results, "report.html"))

# An environment of conda's is part of what a rule depends on; what is installed by hand is not.
if workflow.is_main_process and not workflow.deployment_settings.deployment_method:
    print(outdated(files.records()), end="", file=sys.stderr)


def one_of(names):
    """A wildcard constraint: one of these names; none where there is none."""
    return "|".join(map(re.escape, names)) or "(?!)"


def other_than(names):
    """A wildcard constraint: none of these names."""
    return rf"(?!(?:{one_of(names)})(?:/|$))[^/]+"


def shown(path, category, shows, caption):
    """A file that Snakemake's report has, with what it says of it in workflow/report/<caption>.rst."""
    return report(path, category=category, labels={"shows": shows}, caption=f"../report/{caption}.rst")


def path_of(file):
    """The path of a rule's output; where files are in a storage, the rule itself has that of a copy."""
    prefix = f"{workflow.storage_settings.default_storage_prefix}/"
    path = file.storage_object.query.removeprefix(prefix) if file.is_storage else str(file)
    return strip_wildcard_constraints(path)


def outputs(rule, **wildcards):
    """The files that the jobs of a rule make, for all combinations of the wildcards."""
    return [
        local(path) if is_flagged(file, "local") else path
        for file in rule.output
        for path in expand(path_of(file), **wildcards)
    ]


def dispensable(paths):
    """Those of some inputs that could be made; a job can go without the others, in whose place the report says so."""
    return flag(files.there(paths), DISPENSABLE)


def in_part(inputs):
    """Inputs by name, of which those in lists are dispensable."""
    return {name: paths if isinstance(paths, str) else dispensable(paths) for name, paths in inputs.items()}


def listed(inputs):
    """The paths of inputs by name, of which some are lists."""
    return [path for paths in inputs.values() for path in ([paths] if isinstance(paths, str) else paths)]


def missing_of(inputs):
    """By path, why some of the inputs of a chapter are missing."""
    return files.failures({path: path for path in listed(inputs)})


def drawn_from(drawing, wildcards):
    """What a job draws from; what is of all runs, or the first, goes without those that failed."""
    return {
        name: flag(paths, DISPENSABLE) if drawing.inputs[name][0] in figures.RUNS_LEFT else paths
        for name, paths in figures.inputs(files, drawing, wildcards).items()
    }


def pictures_of(wildcards):
    """The files of all pictures that an experiment predicts; those of the project and the user are in no storage."""
    paths = files.pictures(wildcards.experiment)
    return [path if path.startswith(files.downloads) else local(path) for path in paths]
