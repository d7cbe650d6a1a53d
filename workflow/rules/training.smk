rule train:
    input:
        unpack(lambda wildcards: files.training_inputs(wildcards.experiment, wildcards.seed)),
    output:
        model="<results>/runs/{experiment}/seed-{seed}/model.keras",
        history="<results>/runs/{experiment}/seed-{seed}/history.csv",
        network="<results>/runs/{experiment}/seed-{seed}/network.json",
        validation="<results>/runs/{experiment}/seed-{seed}/validation_predictions.npy",
        test="<results>/runs/{experiment}/seed-{seed}/test_predictions.npy",
        record="<results>/runs/{experiment}/seed-{seed}/record.json",
    log:
        "<logs>/train/{experiment}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/train/{experiment}/seed-{seed}.tsv"
    wildcard_constraints:
        experiment=other_than([name for name in study.experiments if name not in study.networks]),
    conda:
        TRAINING
    threads: lambda wildcards: recipes.training(study, wildcards.experiment).threads
    resources:
        gpu=1,
        mem_mb=3000,
    params:
        training=lambda wildcards: to_params(recipes.training(study, wildcards.experiment)),
        code=lambda wildcards: script_digest("train", study.task(wildcards.experiment).widen),
    script:
        "../scripts/train.py"


rule fit_estimator:
    input:
        unpack(lambda wildcards: files.view_parts(wildcards.experiment, "train", "validation", "test", "normalization")),
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
        fitting=lambda wildcards: to_params(recipes.fitting(study, wildcards.experiment)),
        code=script_digest("fit_estimator"),
    script:
        "../scripts/fit_estimator.py"


rule read_examples:
    input:
        files=pictures_of,
    output:
        examples="<results>/models/{experiment}/examples.npz",
    log:
        "<logs>/read_examples/{experiment}.log",
    benchmark:
        "<benchmarks>/read_examples/{experiment}.tsv"
    localrule: True
    conda:
        "../../envs/analysis.yaml"
    params:
        examples=lambda wildcards: to_params(recipes.examples(study, wildcards.experiment, files.downloads)),
        code=script_digest("read_examples"),
    script:
        "../scripts/read_examples.py"


rule predict_examples:
    input:
        unpack(lambda wildcards: files.view_parts(wildcards.experiment, "normalization")),
        model="<results>/runs/{experiment}/seed-{seed}/model.keras",
        examples="<results>/models/{experiment}/examples.npz",
    output:
        table="<results>/runs/{experiment}/seed-{seed}/examples.csv",
    log:
        "<logs>/predict_examples/{experiment}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/predict_examples/{experiment}/seed-{seed}.tsv"
    conda:
        TRAINING
    resources:
        gpu=1,
    params:
        classes=lambda wildcards: study.data_of(study.experiments[wildcards.experiment].view).classes,
        task=lambda wildcards: study.task(wildcards.experiment).name,
        code=lambda wildcards: script_digest("predict_examples", study.task(wildcards.experiment).widen),
    script:
        "../scripts/predict_examples.py"
