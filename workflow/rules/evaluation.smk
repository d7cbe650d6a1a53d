rule evaluate:
    input:
        validation_part=file_of_view("validation.npz"),
        test_part=file_of_view("test.npz"),
        validation_predictions=of_seeds("validation_predictions.npy"),
        test_predictions=of_seeds("test_predictions.npy"),
    output:
        json=of_seeds("metrics.json"),
        table=of_seeds("metrics.csv"),
    log:
        "<logs>/evaluate/{experiment}.log",
    benchmark:
        "<benchmarks>/evaluate/{experiment}.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        classes=classes_of,
        code=code_digest("evaluation"),
    script:
        "../scripts/evaluate.py"


rule judge_claims:
    input:
        metrics=of_runs("metrics.json", runs_claimed),
        records=of_runs("record.json", runs_claimed),
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
        tables=of_runs("metrics.csv"),
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
        runs=runs,
        code=code_digest("evaluation"),
    script:
        "../scripts/collect_metrics.py"
