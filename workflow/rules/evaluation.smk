claimed_runs = runs.claimed_runs(files)


rule evaluate:
    input:
        unpack(lambda wildcards: files.view_parts(wildcards.experiment, "validation", "test")),
        validation_predictions=lambda wildcards: dispensable(
            files.seeds(wildcards.experiment, "validation_predictions.npy")
        ),
        test_predictions=lambda wildcards: dispensable(files.seeds(wildcards.experiment, "test_predictions.npy")),
        records=lambda wildcards: dispensable(files.seeds(wildcards.experiment, "record.json")),
    output:
        runs="<results>/models/{experiment}/runs.json",
    log:
        "<logs>/evaluate/{experiment}.log",
    benchmark:
        "<benchmarks>/evaluate/{experiment}.tsv"
    localrule: True
    conda:
        "../../envs/analysis.yaml"
    params:
        runs=lambda wildcards: runs.runs_of(study, [wildcards.experiment]),
        classes=lambda wildcards: pages.classes(study, wildcards.experiment),
        task=lambda wildcards: study.task(wildcards.experiment).name,
        code=lambda wildcards: script_digest("evaluate", study.task(wildcards.experiment).evaluate),
    script:
        "../scripts/evaluate.py"


rule judge_claims:
    input:
        runs=dispensable(files.evaluations({run["experiment"]: None for run in claimed_runs})),
        histories=dispensable(files.each_run("history.csv", claimed_runs, "has_history")),
        examples=dispensable(files.each_run("examples.csv", claimed_runs, "has_examples")),
    output:
        table=shown("<results>/claims.csv", "Tables", "what was reported, with verdicts (CSV)", caption="claims"),
    log:
        "<logs>/judge_claims.log",
    benchmark:
        "<benchmarks>/judge_claims.tsv"
    localrule: True
    conda:
        "../../envs/analysis.yaml"
    params:
        claims=[claim for name in ["", *study.shown] for claim in pages.claims_of(study, name)],
        runs=claimed_runs,
        code=script_digest("judge_claims"),
    script:
        "../scripts/judge_claims.py"


rule collect_metrics:
    input:
        runs=dispensable(files.evaluations(study.shown)),
    output:
        table=shown("<results>/metrics.csv", "Tables", "all metrics (CSV)", caption="metrics"),
    log:
        "<logs>/collect_metrics.log",
    benchmark:
        "<benchmarks>/collect_metrics.tsv"
    localrule: True
    conda:
        "../../envs/analysis.yaml"
    params:
        code=script_digest("collect_metrics"),
    script:
        "../scripts/collect_metrics.py"
