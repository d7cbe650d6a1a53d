from snakemake.utils import min_version

min_version("9.14")  # path variables


configfile: "config.yaml"


include: "workflow/rules/common.smk"


report: "workflow/report/workflow.rst"


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


include: "workflow/rules/data.smk"
include: "workflow/rules/search.smk"
include: "workflow/rules/training.smk"
include: "workflow/rules/evaluation.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/foundations.smk"
include: "workflow/rules/report.smk"


rule all:
    default_target: True
    input:
        "<results>/study.html",
        files.there([f"{files.results}/metrics.csv", *(files.view(view, "summary.txt") for view in study.views)]),
        figures.all_files(study, files),


# What a cluster has started is where it is to run. Snakemake's Slurm plugin would start each job of a submission, of a
# group of ten trainings too, through srun and with a Snakemake of its own.
if workflow.remote_exec:
    workflow.localrules(*(rule.name for rule in workflow.rules))


onstart:
    if not workflow.remote_exec and not files.missing:
        for sentence in pages.absent_from_comparisons(study):
            print(f"\n{sentence}\n", file=sys.stderr)
    Path(files.results).mkdir(parents=True, exist_ok=True)  # for Snakemake's report, wherever results are stored
    # Snakemake's limit of 100 jobs a second has it weigh all waiting jobs every second, once for each job that is over.
    if workflow.local_exec:
        workflow.scheduler.job_rate_limiter = None


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
