import os
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

from snakemake.sourcecache import HostingProviderFile, LocalGitFile, LocalSourceFile
from snakemake.utils import min_version

min_version("9.14")  # path variables

# The folder of this project: that of this file, wherever Snakemake runs. Of a project that is read from a repository
# (github(…), gitlab(…), gitfile(…)), Snakemake has single files only: a copy of all is made in the working folder.
source = workflow.current_basedir
if isinstance(source, LocalSourceFile):
    project = Path() if os.path.samefile(source.path, ".") else Path(source.path)
elif isinstance(source, (HostingProviderFile, LocalGitFile)):
    import git

    repository = source.hosted_repo.repo if isinstance(source, HostingProviderFile) else git.Repo(source.repo_path)
    commit = repository.git.rev_parse(f"{source.ref}^{{commit}}")
    project = Path(".snakemake/refit", commit).absolute()
    if not project.exists():
        project.parent.mkdir(parents=True, exist_ok=True)
        archive = BytesIO(repository.git.archive(commit, stdout_as_string=False, strip_newline_in_stdout=False))
        with tempfile.TemporaryDirectory(dir=project.parent) as folder, tarfile.open(fileobj=archive) as packed:
            packed.extractall(f"{folder}/project", filter="data")
            os.rename(f"{folder}/project", project)
else:
    sys.exit(f"\n{source} is not in a repository. Name Refit's by github(…), gitlab(…) or gitfile(…), or clone it.\n")
if set(str(project.absolute())) & set("{}<>"):
    sys.exit(f"\nSnakemake takes braces in a path for wildcards; rename the folder {project.absolute()}.\n")


configfile: project / "config.yaml"


if project != Path() and os.path.exists("config.yaml"):

    configfile: "config.yaml"


include: str(project / "workflow/rules/common.smk")


pathvars:
    downloads=files.downloads,
    results=files.results,
    logs=f"{files.results}/logs",
    benchmarks=f"{files.results}/benchmarks",


wildcard_constraints:
    experiment=r"[^/]+",  # all their names, in each pattern, would slow large studies down
    view=one_of(study.views),
    seed=r"\d+",
    data_set=one_of(study.downloads),
    candidate=r"\d+",
    comparison=one_of(study.comparisons),
    file=r"[^/]+",


include: str(project / "workflow/rules/data.smk")
include: str(project / "workflow/rules/search.smk")
include: str(project / "workflow/rules/training.smk")
include: str(project / "workflow/rules/evaluation.smk")
include: str(project / "workflow/rules/figures.smk")
include: str(project / "workflow/rules/foundations.smk")
include: str(project / "workflow/rules/report.smk")


rule all:
    default_target: True
    input:
        "<results>/study.html",
        "<results>/metrics.csv",
        expand("<results>/views/{view}/summary.txt", view=study.views),
        figures.all_files(study, files),


# What a cluster has started is where it is to run. Snakemake's Slurm plugin would start each job of a submission, of a
# group of ten trainings too, through srun and with a Snakemake of its own.
if workflow.remote_exec:
    workflow.localrules(*(rule.name for rule in workflow.rules))


onstart:
    if workflow.local_exec and not workflow.deployment_settings.deployment_method:
        try:
            check_installed(OF_JOBS)
        except RefitError as error:
            sys.exit(f"\n{error}\n")
    Path(files.results).mkdir(parents=True, exist_ok=True)  # for Snakemake's report, wherever results are stored
    # Snakemake's limit of 100 jobs a second has it weigh all waiting jobs every second, once for each job that is over.
    if workflow.local_exec:
        workflow.scheduler.job_rate_limiter = None


onerror:
    # Ctrl-C has ended the jobs that Snakemake knew just then: none that it was submitting, or asking the cluster about.
    executor = workflow.scheduler._executor
    if not workflow.local_exec and executor.active_jobs:
        executor.cancel_jobs(executor.active_jobs)
    report_without(
        {
            name: [*files.evaluations([name]), *files.seeds(name, "record.json")]
            for name in study.config.experiments
        },
        Path(log[0]),
        sys.argv[1:],
    )
