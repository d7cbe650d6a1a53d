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
    experiment="|".join(study.experiments),
    view="|".join(study.views),
    seed=r"\d+",
    data_set="|".join(study.data_sets),
    file=r"[^/]+",


include: "workflow/rules/data.smk"
include: "workflow/rules/training.smk"
include: "workflow/rules/evaluation.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/report.smk"


rule all:
    default_target: True
    input:
        "<results>/config.yaml",
        "<results>/metrics.csv",
        "<results>/overview.html",
        expand("<results>/views/{view}/summary.txt", view=study.views),
        expand("<results>/views/{view}/samples.png", view=study.views),
        expand(
            "<results>/runs/{experiment}/seed-{seed}/{figure}",
            experiment=study.experiments,
            seed=study.config.seeds,
            figure=[
                "learning_curves.svg",
                "confusion_matrix.svg",
                "first_predictions.png",
            ],
        ),
