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
        # Every file of the study, so that one that is deleted is made again.
        files.there(
            chain(
                *(outputs(getattr(rules, name).rule) for name in of_study),
                outputs(rules.make_view, view=study.views),
                outputs(rules.describe_view, view=study.views),
                outputs(rules.plan_search, experiment=study.searches),
                *map(files.candidates, study.searches),
                outputs(rules.select_candidate, experiment=study.searches),
                outputs(rules.train, experiment=study.networks, seed=study.config.seeds),
                outputs(rules.fit_estimator, experiment=study.estimators, seed=study.config.seeds),
                *(
                    outputs(rule, **run)
                    for rule in (rules.read_examples, rules.predict_examples)
                    for run in runs.predicting_runs(files)
                ),
                *(listed(chapter.inputs(study, files)) for chapter in chapters),
            )
        ),
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
    snakemake_lock.sign(getattr(workflow.persistence, "_lockfile", {}).values(), jobs_run_here=workflow.local_exec)
    if not workflow.remote_exec and not files.missing:
        for sentence in pages.absent_from_comparisons(study):
            print(f"\n{sentence}\n", file=sys.stderr)
    # Snakemake's limit of 100 jobs a second has it weigh all waiting jobs every second, once for each job that is over.
    if workflow.local_exec:
        workflow.scheduler.job_rate_limiter = None
    if not files.missing and any(job.rule.name == "write_study" for job in workflow.dag.needrun_jobs()):
        print(lesser_page(Path(files.results), study.config.experiments), file=sys.stderr, flush=True)


onsuccess:
    if not workflow.touch:
        of_snakemake.make_report(workflow, Path(files.results, "report.html"), rule="place_report")


onerror:
    # Ctrl-C has ended the jobs that Snakemake knew just then: none that it was submitting, or asking the cluster about.
    executor = workflow.scheduler._executor
    if not workflow.local_exec and executor.active_jobs:
        executor.cancel_jobs(executor.active_jobs)
    if (
        workflow.execution_settings.keep_going
        and not workflow.remote_exec
        and any(job.rule.name == "write_study" for job in workflow.dag.jobs)
    ):
        report_without(
            not_made(workflow.dag, workflow.scheduler.failed, [files.results, files.downloads]),
            lambda missing: replace(files, missing=missing).without_missing().study.shown,
            files.results,
            Path(log[0]),
            sys.argv[1:],
        )
