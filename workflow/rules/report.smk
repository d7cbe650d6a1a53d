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
