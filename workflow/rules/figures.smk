rule plot_samples:
    input:
        train="<results>/views/{view}/train.npz",
    output:
        figure=report(
            "<results>/views/{view}/samples.png",
            category="Data",
            labels={"view": "{view}", "shows": "samples"},
            caption="../report/samples.rst",
        ),
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
        title=lambda wildcards: study.view_title(wildcards.view),
        code=code_digest("figures"),
    script:
        "../scripts/plot_samples.py"


rule plot_learning_curves:
    input:
        history="<results>/runs/{experiment}/seed-{seed}/history.csv",
    output:
        figure=report(
            "<results>/runs/{experiment}/seed-{seed}/learning_curves.svg",
            category="Models",
            subcategory="{experiment}",
            labels={"shows": "learning curves", "seed": "{seed}"},
            caption="../report/learning_curves.rst",
        ),
    log:
        "<logs>/plot_learning_curves/{experiment}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/plot_learning_curves/{experiment}/seed-{seed}.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        title=title_of,
        validates_on_test=lambda wildcards: study.validates_on_test(
            wildcards.experiment
        ),
        code=code_digest("figures"),
    script:
        "../scripts/plot_learning_curves.py"


rule plot_confusion_matrix:
    input:
        metrics="<results>/runs/{experiment}/seed-{seed}/metrics.json",
    output:
        figure=report(
            "<results>/runs/{experiment}/seed-{seed}/confusion_matrix.svg",
            category="Models",
            subcategory="{experiment}",
            labels={"shows": "confusion matrix", "seed": "{seed}"},
            caption="../report/confusion_matrix.rst",
        ),
        table="<results>/runs/{experiment}/seed-{seed}/confusion_matrix.csv",
    log:
        "<logs>/plot_confusion_matrix/{experiment}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/plot_confusion_matrix/{experiment}/seed-{seed}.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        classes=classes_of,
        title=title_of,
        code=code_digest("figures"),
    script:
        "../scripts/plot_confusion_matrix.py"


rule plot_first_predictions:
    input:
        test=view_file("test.npz"),
        predictions="<results>/runs/{experiment}/seed-{seed}/test_predictions.npy",
    output:
        figure=report(
            "<results>/runs/{experiment}/seed-{seed}/first_predictions.png",
            category="Models",
            subcategory="{experiment}",
            labels={"shows": "first predictions", "seed": "{seed}"},
            caption="../report/first_predictions.rst",
        ),
    log:
        "<logs>/plot_first_predictions/{experiment}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/plot_first_predictions/{experiment}/seed-{seed}.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        classes=classes_of,
        title=title_of,
        code=code_digest("figures"),
    script:
        "../scripts/plot_first_predictions.py"


rule plot_predicted_against_actual:
    input:
        test=view_file("test.npz"),
        predictions="<results>/runs/{experiment}/seed-{seed}/test_predictions.npy",
    output:
        figure=report(
            "<results>/runs/{experiment}/seed-{seed}/predicted_against_actual.png",
            category="Models",
            subcategory="{experiment}",
            labels={"shows": "predicted against actual", "seed": "{seed}"},
            caption="../report/predicted_against_actual.rst",
        ),
    log:
        "<logs>/plot_predicted_against_actual/{experiment}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/plot_predicted_against_actual/{experiment}/seed-{seed}.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        target=target_of,
        title=title_of,
        code=code_digest("figures"),
    script:
        "../scripts/plot_predicted_against_actual.py"
