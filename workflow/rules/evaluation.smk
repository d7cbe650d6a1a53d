rule evaluate:
    input:
        unpack(files_of_view("validation", "test")),
        validation_predictions=of_seeds("validation_predictions.npy"),
        test_predictions=of_seeds("test_predictions.npy"),
        records=of_seeds("record.json"),
    output:
        runs="<results>/models/{experiment}/runs.json",
    log:
        "<logs>/evaluate/{experiment}.log",
    benchmark:
        "<benchmarks>/evaluate/{experiment}.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        runs=lambda wildcards: runs_with_seeds(wildcards.experiment),
        classes=classes_of,
        code=code_digest("evaluation"),
    script:
        "../scripts/evaluate.py"


rule judge_claims:
    input:
        runs=runs_of({run["experiment"]: None for run in runs_claimed}),
        histories=of_runs(
            "history.csv", [run for run in runs_claimed if run["has_history"]]
        ),
        examples=of_runs(
            "examples.csv", [run for run in runs_claimed if run["has_examples"]]
        ),
    output:
        table=report(
            "<results>/claims.csv",
            category="Tables",
            labels={"shows": "what was reported, with verdicts (CSV)"},
            caption="../report/claims.rst",
        ),
    log:
        "<logs>/judge_claims.log",
    benchmark:
        "<benchmarks>/judge_claims.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        claims=[
            claim
            for name in ["", *study.config.experiments]
            for claim in study.claims_of(name)
        ],
        runs=runs_claimed,
        code=code_digest("claims"),
    script:
        "../scripts/judge_claims.py"


rule collect_metrics:
    input:
        runs=runs_of(study.config.experiments),
    output:
        table=report(
            "<results>/metrics.csv",
            category="Tables",
            labels={"shows": "all metrics (CSV)"},
            caption="../report/metrics.rst",
        ),
    log:
        "<logs>/collect_metrics.log",
    benchmark:
        "<benchmarks>/collect_metrics.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        code=code_digest("evaluation"),
    script:
        "../scripts/collect_metrics.py"
