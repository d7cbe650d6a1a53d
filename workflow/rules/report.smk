rule resolve_config:
    output:
        config=report(
            "<results>/config.yaml",
            category="Overview",
            labels={"shows": "resolved configuration"},
            caption="../report/config.rst",
        ),
    log:
        "<logs>/resolve_config.log",
    benchmark:
        "<benchmarks>/resolve_config.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        resolved=study.resolved(),
    script:
        "../scripts/resolve_config.py"


rule write_overview:
    input:
        metrics=of_runs("metrics.json"),
        records=of_runs("record.json"),
        templates=[
            "workflow/report/overview.html.jinja2",
            "workflow/report/style.html.jinja2",
        ],
    output:
        page=report(
            "<results>/overview.html",
            category="Overview",
            labels={"shows": "all experiments"},
            caption="../report/overview.rst",
        ),
    log:
        "<logs>/write_overview.log",
    benchmark:
        "<benchmarks>/write_overview.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        study=study.config.study,
        runs=runs,
        experiments={name: study.description(name) for name in study.config.experiments},
        code=code_digest("pages"),
    script:
        "../scripts/write_overview.py"


rule write_model_page:
    input:
        unpack(lambda wildcards: shown_of_run(wildcards.experiment, wildcards.seed)),
        templates=[
            "workflow/report/model.html.jinja2",
            "workflow/report/style.html.jinja2",
        ],
    output:
        page=report(
            "<results>/runs/{experiment}/seed-{seed}/model.html",
            category="Models",
            subcategory="{experiment}",
            labels={"shows": "data, network, training, test", "seed": "{seed}"},
            caption="../report/model.rst",
        ),
    log:
        "<logs>/write_model_page/{experiment}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/write_model_page/{experiment}/seed-{seed}.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        description=lambda wildcards: study.description(wildcards.experiment),
        view=lambda wildcards: study.view_description(
            study.experiments[wildcards.experiment].view
        ),
        claims=lambda wildcards: study.claims_of(wildcards.experiment),
        code=code_digest("pages"),
    script:
        "../scripts/write_model_page.py"


rule write_comparisons:
    input:
        figures=expand(
            "<results>/comparisons/{comparison}.svg", comparison=study.comparisons
        ),
        tables=expand(
            "<results>/comparisons/{comparison}.csv", comparison=study.comparisons
        ),
        examples=of_runs("examples.csv", runs_predicting_in_comparisons),
        templates=[
            "workflow/report/comparisons.html.jinja2",
            "workflow/report/style.html.jinja2",
        ],
    output:
        page=report(
            "<results>/comparisons/comparisons.html",
            category="Comparisons",
            labels={"shows": "side by side"},
            caption="../report/comparisons.rst",
        ),
    log:
        "<logs>/write_comparisons.log",
    benchmark:
        "<benchmarks>/write_comparisons.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        comparisons=[
            {"metric": study.metric_compared(name), **found.model_dump()}
            for name, found in study.comparisons.items()
        ],
        experiments={name: study.description(name) for name in study.config.experiments},
        predicting=runs_predicting_in_comparisons,
        code=code_digest("pages"),
    script:
        "../scripts/write_comparisons.py"
