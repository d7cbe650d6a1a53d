rule train:
    input:
        train=view_file("train.npz"),
        validation=view_file("validation.npz"),
        test=view_file("test.npz"),
        normalization=view_file("normalization.npz"),
        initial=initial_of,
    output:
        model="<results>/runs/{experiment}/seed-{seed}/model.keras",
        history="<results>/runs/{experiment}/seed-{seed}/history.csv",
        validation="<results>/runs/{experiment}/seed-{seed}/validation_predictions.npy",
        test="<results>/runs/{experiment}/seed-{seed}/test_predictions.npy",
        record="<results>/runs/{experiment}/seed-{seed}/record.json",
    log:
        "<logs>/train/{experiment}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/train/{experiment}/seed-{seed}.tsv"
    wildcard_constraints:
        experiment=one_of(study.networks),
    conda:
        "../../envs/training.yaml"
    threads: 1
    resources:
        gpu=1,
        mem_mb=3000,
    params:
        training=lambda wildcards: study.training(wildcards.experiment),
        code=code_digest("training.runs"),
    script:
        "../scripts/train.py"


rule fit_estimator:
    input:
        train=view_file("train.npz"),
        validation=view_file("validation.npz"),
        test=view_file("test.npz"),
        normalization=view_file("normalization.npz"),
    output:
        model="<results>/runs/{experiment}/seed-{seed}/model.joblib",
        validation="<results>/runs/{experiment}/seed-{seed}/validation_predictions.npy",
        test="<results>/runs/{experiment}/seed-{seed}/test_predictions.npy",
        record="<results>/runs/{experiment}/seed-{seed}/record.json",
    log:
        "<logs>/fit_estimator/{experiment}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/fit_estimator/{experiment}/seed-{seed}.tsv"
    wildcard_constraints:
        experiment=one_of(study.estimators),
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=3000,
    params:
        fitting=lambda wildcards: study.fitting(wildcards.experiment),
        code=code_digest("estimators"),
    script:
        "../scripts/fit_estimator.py"
