rule plan_search:
    input:
        unpack(lambda wildcards: files.view_parts(wildcards.experiment, "train")),
    output:
        candidates="<results>/searches/{experiment}/candidates.json",
        folds="<results>/searches/{experiment}/folds.npy",
    log:
        "<logs>/plan_search/{experiment}.log",
    benchmark:
        "<benchmarks>/plan_search/{experiment}.tsv"
    localrule: True
    conda:
        "../../envs/analysis.yaml"
    params:
        plan=lambda wildcards: to_params(recipes.search_plan(study, wildcards.experiment)),
        code=script_digest("plan_search"),
    script:
        "../scripts/plan_search.py"


rule try_candidate:
    input:
        unpack(lambda wildcards: files.view_parts(wildcards.experiment, "train", "validation", "normalization")),
        candidates="<results>/searches/{experiment}/candidates.json",
        folds="<results>/searches/{experiment}/folds.npy",
    output:
        result="<results>/searches/{experiment}/candidates/{candidate}.json",
    log:
        "<logs>/try_candidate/{experiment}/{candidate}.log",
    benchmark:
        "<benchmarks>/try_candidate/{experiment}/{candidate}.tsv"
    conda:
        TRAINING
    threads: lambda wildcards: recipes.training(study, wildcards.experiment).threads
    resources:
        gpu=1,
        mem_mb=3000,
    params:
        training=lambda wildcards: to_params(recipes.training(study, wildcards.experiment)),
        seed=lambda wildcards: recipes.search_plan(study, wildcards.experiment).random_state,
        sign=lambda wildcards: study.task(wildcards.experiment).headline.sign,
        code=lambda wildcards: script_digest("try_candidate", *recipes.work_of_candidate(study, wildcards.experiment)),
    script:
        "../scripts/try_candidate.py"


rule select_candidate:
    input:
        results=lambda wildcards: files.candidates(wildcards.experiment),
    output:
        best="<results>/searches/{experiment}/best.json",
        table=shown(
            "<results>/searches/{experiment}/candidates.csv",
            "Tables",
            "candidates of {experiment} (CSV)",
            caption="candidates",
        ),
    log:
        "<logs>/select_candidate/{experiment}.log",
    benchmark:
        "<benchmarks>/select_candidate/{experiment}.tsv"
    localrule: True
    conda:
        "../../envs/analysis.yaml"
    params:
        code=script_digest("select_candidate"),
    script:
        "../scripts/select_candidate.py"
