for drawing in DRAWINGS:

    rule:
        name:
            f"plot_{drawing.name}"
        input:
            # Not a lambda, which would find the last drawing of the loop.
            unpack(partial(drawn_from, drawing)),
        output:
            figures.made(files, drawing),
        log:
            f"<logs>/plot_{drawing.name}/{figures.JOBS[drawing.of]}.log",
        benchmark:
            f"<benchmarks>/plot_{drawing.name}/{figures.JOBS[drawing.of]}.tsv"
        localrule: True
        conda:
            "../../envs/analysis.yaml"
        params:
            draw=drawing.draw,
            known=partial(figures.known, study, drawing),
            code=script_digest("draw", drawing.draw),
        script:
            "../scripts/draw.py"


rule compare_pairs:
    input:
        test=lambda wildcards: flag(files.common_test_part(wildcards.comparison), DISPENSABLE),
        predictions=lambda wildcards: dispensable(
            files.each_run("test_predictions.npy", runs.paired_runs(study, wildcards.comparison))
        ),
    output:
        figure="<results>/comparisons/pairs/{comparison}.svg",
        table=shown(
            "<results>/comparisons/pairs/{comparison}.csv", "Tables", "{comparison}, pairs (CSV)", caption="pairs"
        ),
    log:
        "<logs>/compare_pairs/{comparison}.log",
    benchmark:
        "<benchmarks>/compare_pairs/{comparison}.tsv"
    localrule: True
    conda:
        "../../envs/analysis.yaml"
    params:
        runs=lambda wildcards: runs.paired_runs(study, wildcards.comparison),
        task=lambda wildcards: pages.paired_task(study, wildcards.comparison).name,
        title=lambda wildcards: study.comparisons[wildcards.comparison].title,
        code=lambda wildcards: script_digest(
            "compare_pairs",
            pages.paired_task(study, wildcards.comparison).example_scores,
        ),
    script:
        "../scripts/compare_pairs.py"


rule compare:
    input:
        runs=lambda wildcards: dispensable(files.evaluations(study.compared(wildcards.comparison))),
        histories=lambda wildcards: dispensable(
            files.each_run("history.csv", runs.compared_runs(study, wildcards.comparison), "has_history")
        ),
    output:
        figure="<results>/comparisons/{comparison}.svg",
        table=shown("<results>/comparisons/{comparison}.csv", "Tables", "{comparison} (CSV)", caption="comparison"),
    log:
        "<logs>/compare/{comparison}.log",
    benchmark:
        "<benchmarks>/compare/{comparison}.tsv"
    localrule: True
    conda:
        "../../envs/analysis.yaml"
    params:
        runs=lambda wildcards: runs.compared_runs(study, wildcards.comparison),
        headline=lambda wildcards: pages.headline_compared(study, wildcards.comparison),
        title=lambda wildcards: study.comparisons[wildcards.comparison].title,
        code=script_digest("compare"),
    script:
        "../scripts/compare.py"
