rule evaluate:
    input:
        validation_part=file_of_view("validation.npz"),
        test_part=file_of_view("test.npz"),
        validation_predictions="<results>/runs/{experiment}/seed-{seed}/validation_predictions.npy",
        test_predictions="<results>/runs/{experiment}/seed-{seed}/test_predictions.npy",
    output:
        json="<results>/runs/{experiment}/seed-{seed}/metrics.json",
        table="<results>/runs/{experiment}/seed-{seed}/metrics.csv",
    log:
        "<logs>/evaluate/{experiment}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/evaluate/{experiment}/seed-{seed}.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        classes=classes_of,
        code=code_digest("evaluation"),
    script:
        "../scripts/evaluate.py"


rule collect_metrics:
    input:
        tables=of_runs("metrics.csv"),
    output:
        table=report(
            "<results>/metrics.csv",
            category="Overview",
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
