from snakemake.utils import min_version

min_version("9.14")  # path variables


configfile: "config.yaml"


include: "workflow/rules/common.smk"


report: "workflow/report/workflow.rst"


pathvars:
    downloads="results/downloads",
    results=f"results/{study.config.study}",
    logs=f"results/{study.config.study}/logs",
    benchmarks=f"results/{study.config.study}/benchmarks",


wildcard_constraints:
    experiment=one_of(study.experiments),
    view=one_of(study.views),
    seed=r"\d+",
    data_set=one_of(study.data_sets),
    file=r"[^/]+",


include: "workflow/rules/data.smk"
include: "workflow/rules/training.smk"
include: "workflow/rules/evaluation.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/foundations.smk"
include: "workflow/rules/report.smk"


rule all:
    default_target: True
    input:
        "<results>/config.yaml",
        "<results>/metrics.csv",
        "<results>/overview.html",
        expand("<results>/views/{view}/summary.txt", view=study.views),
        expand("<results>/views/{view}/samples.png", view=study.views),
        figures_of_runs(),
        foundations(),
