rule plot_samples:
    input:
        train="<results>/views/{view}/train.npz",
    output:
        figure="<results>/views/{view}/samples.png",
    log:
        "<logs>/plot_samples/{view}.log",
    benchmark:
        "<benchmarks>/plot_samples/{view}.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        classes=lambda wildcards: study.data_of(wildcards.view).classes,
        columns=lambda wildcards: study.data_of(wildcards.view).columns,
        target=lambda wildcards: study.data_of(wildcards.view).target,
        title=lambda wildcards: pages.view_title(study, wildcards.view),
        code=code_digest("figures.data"),
    script:
        "../scripts/plot_samples.py"


rule plot_pictures:
    input:
        train="<results>/views/{view}/train.npz",
    output:
        single="<results>/views/{view}/single_pictures.png",
        mosaic="<results>/views/{view}/mosaic.png",
    log:
        "<logs>/plot_pictures/{view}.log",
    benchmark:
        "<benchmarks>/plot_pictures/{view}.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        classes=lambda wildcards: study.data_of(wildcards.view).classes,
        title=lambda wildcards: pages.view_title(study, wildcards.view),
        code=code_digest("figures.data"),
    script:
        "../scripts/plot_pictures.py"


rule plot_training:
    input:
        histories=lambda wildcards: files.seeds(wildcards.experiment, "history.csv"),
        network=lambda wildcards: files.first_run(wildcards.experiment, "network.json"),
    output:
        curves="<results>/models/{experiment}/learning_curves.svg",
        diagram="<results>/models/{experiment}/network.svg",
        weights="<results>/models/{experiment}/first_weights.svg",
    log:
        "<logs>/plot_training/{experiment}.log",
    benchmark:
        "<benchmarks>/plot_training/{experiment}.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        title=lambda wildcards: pages.title(study, wildcards.experiment),
        claims=lambda wildcards: pages.claims_of_epochs(study, wildcards.experiment),
        validates_on_test=lambda wildcards: pages.validates_on_test(
            study, wildcards.experiment
        ),
        code=code_digest("figures.training"),
    script:
        "../scripts/plot_training.py"


rule plot_classification:
    input:
        unpack(lambda wildcards: files.view_parts(wildcards.experiment, "test")),
        runs="<results>/models/{experiment}/runs.json",
        predictions="<results>/runs/{experiment}/seed-{seed}/test_predictions.npy",
    output:
        matrix="<results>/runs/{experiment}/seed-{seed}/confusion_matrix.svg",
        table="<results>/runs/{experiment}/seed-{seed}/confusion_matrix.csv",
        first="<results>/runs/{experiment}/seed-{seed}/first_predictions.png",
        random="<results>/runs/{experiment}/seed-{seed}/random_predictions.png",
        mistakes="<results>/runs/{experiment}/seed-{seed}/mistakes.png",
        calibration="<results>/runs/{experiment}/seed-{seed}/calibration.svg",
    log:
        "<logs>/plot_classification/{experiment}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/plot_classification/{experiment}/seed-{seed}.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        classes=lambda wildcards: pages.classes(study, wildcards.experiment),
        title=lambda wildcards: pages.title(
            study, wildcards.experiment, int(wildcards.seed)
        ),
        code=code_digest("figures.predictions"),
    script:
        "../scripts/plot_classification.py"


rule plot_regression:
    input:
        unpack(lambda wildcards: files.view_parts(wildcards.experiment, "test")),
        predictions="<results>/runs/{experiment}/seed-{seed}/test_predictions.npy",
    output:
        figure="<results>/runs/{experiment}/seed-{seed}/predicted_against_actual.png",
    log:
        "<logs>/plot_regression/{experiment}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/plot_regression/{experiment}/seed-{seed}.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        target=lambda wildcards: pages.target(study, wildcards.experiment),
        title=lambda wildcards: pages.title(
            study, wildcards.experiment, int(wildcards.seed)
        ),
        code=code_digest("figures.predictions"),
    script:
        "../scripts/plot_regression.py"


rule plot_examples:
    input:
        table="<results>/runs/{experiment}/seed-{seed}/examples.csv",
        pictures="<results>/runs/{experiment}/seed-{seed}/examples.npz",
    output:
        figure="<results>/runs/{experiment}/seed-{seed}/examples.png",
    log:
        "<logs>/plot_examples/{experiment}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/plot_examples/{experiment}/seed-{seed}.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        title=lambda wildcards: pages.title(
            study, wildcards.experiment, int(wildcards.seed)
        ),
        code=code_digest("figures.predictions"),
    script:
        "../scripts/plot_examples.py"


rule compare_pairs:
    input:
        test=lambda wildcards: files.common_test_part(wildcards.comparison),
        predictions=lambda wildcards: files.each_run(
            "test_predictions.npy", runs.paired_runs(study, wildcards.comparison)
        ),
    output:
        figure="<results>/comparisons/pairs/{comparison}.svg",
        table=report(
            "<results>/comparisons/pairs/{comparison}.csv",
            category="Tables",
            labels={"shows": "{comparison}, pairs (CSV)"},
            caption="../report/pairs.rst",
        ),
    log:
        "<logs>/compare_pairs/{comparison}.log",
    benchmark:
        "<benchmarks>/compare_pairs/{comparison}.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        runs=lambda wildcards: runs.paired_runs(study, wildcards.comparison),
        metric=lambda wildcards: pages.metric_compared(study, wildcards.comparison),
        title=lambda wildcards: study.comparisons[wildcards.comparison].title,
        code=code_digest("pairs", "figures.comparisons"),
    script:
        "../scripts/compare_pairs.py"


rule compare:
    input:
        runs=lambda wildcards: files.evaluations(
            study.comparisons[wildcards.comparison].experiments
        ),
        histories=lambda wildcards: files.each_run(
            "history.csv",
            runs.with_flag(
                runs.compared_runs(study, wildcards.comparison), "has_history"
            ),
        ),
    output:
        figure="<results>/comparisons/{comparison}.svg",
        table=report(
            "<results>/comparisons/{comparison}.csv",
            category="Tables",
            labels={"shows": "{comparison} (CSV)"},
            caption="../report/comparison.rst",
        ),
    log:
        "<logs>/compare/{comparison}.log",
    benchmark:
        "<benchmarks>/compare/{comparison}.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        runs=lambda wildcards: runs.compared_runs(study, wildcards.comparison),
        metric=lambda wildcards: pages.metric_compared(study, wildcards.comparison),
        title=lambda wildcards: study.comparisons[wildcards.comparison].title,
        code=code_digest("comparisons", "figures.comparisons"),
    script:
        "../scripts/compare.py"
