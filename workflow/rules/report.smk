rule resolve_config:
    output:
        config=report(
            "<results>/config.yaml",
            category="Tables",
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


rule write_data:
    input:
        summaries=expand("<results>/views/{view}/summary.json", view=study.views),
        pictures=[
            file
            for view in study.views
            for file in pages.pictures_of_view(study, files, view).values()
        ],
        templates=templates("data"),
    output:
        chapter="<results>/chapters/data.html",
        alone=report(
            "<results>/pages/data.html",
            category="Chapters",
            labels={"shows": "data"},
            caption="../report/study.rst",
        ),
    log:
        "<logs>/write_data.log",
    benchmark:
        "<benchmarks>/write_data.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        views=[
            {
                "name": view,
                "description": pages.view_description(study, view),
                "summary": files.view(view, "summary.json"),
                "pictures": pages.pictures_of_view(study, files, view),
            }
            for view in study.views
        ],
        code=code_digest("report.chapters"),
    script:
        "../scripts/write_data.py"


rule write_foundations:
    input:
        gradients="<results>/foundations/toy_network.json",
        activations="<results>/foundations/activations.svg",
        kernels="<results>/foundations/kernels.png" if picture_views else [],
        templates=templates("foundations"),
    output:
        chapter="<results>/chapters/foundations.html",
        alone=report(
            "<results>/pages/foundations.html",
            category="Chapters",
            labels={"shows": "foundations"},
            caption="../report/study.rst",
        ),
    log:
        "<logs>/write_foundations.log",
    benchmark:
        "<benchmarks>/write_foundations.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        code=code_digest("report.chapters"),
    script:
        "../scripts/write_foundations.py"


rule write_comparisons:
    input:
        tables=expand(
            "<results>/comparisons/{comparison}.csv", comparison=study.comparisons
        ),
        figures=expand(
            "<results>/comparisons/{comparison}.svg", comparison=study.comparisons
        ),
        pairs=expand(
            "<results>/comparisons/pairs/{comparison}.csv",
            comparison=runs.paired_comparisons(study),
        ),
        pairs_figures=expand(
            "<results>/comparisons/pairs/{comparison}.svg",
            comparison=runs.paired_comparisons(study),
        ),
        examples=files.each_run(
            "examples.csv", runs.runs_predicting_in_comparisons(study)
        ),
        templates=templates("comparisons"),
    output:
        chapter="<results>/chapters/comparisons.html",
        alone=report(
            "<results>/pages/comparisons.html",
            category="Chapters",
            labels={"shows": "side by side"},
            caption="../report/study.rst",
        ),
    log:
        "<logs>/write_comparisons.log",
    benchmark:
        "<benchmarks>/write_comparisons.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        comparisons=pages.compared(study, files),
        experiments={
            name: pages.description(study, name) for name in study.config.experiments
        },
        predicting=runs.runs_predicting_in_comparisons(study),
        code=code_digest("report.chapters"),
    script:
        "../scripts/write_comparisons.py"


rule write_models:
    input:
        shown=pages.all_files(study, files),
        claims="<results>/claims.csv",
        templates=templates("model"),
    output:
        # Folders: Snakemake keeps what a job was given once for each of its outputs, which is too much for 1,000 files.
        chapters=directory("<results>/chapters/models"),
        alone=(
            report(
                directory("<results>/pages/models"),
                patterns=["{experiment}.html"],
                category="Models",
                labels={"experiment": "{experiment}"},
                caption="../report/study.rst",
            )
            if pages.models_in_report(study)
            else directory("<results>/pages/models")
        ),
    log:
        "<logs>/write_models.log",
    benchmark:
        "<benchmarks>/write_models.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        pages=[
            {
                "experiment": name,
                "description": pages.description(study, name),
                "files": pages.files_of_page(study, files, name),
            }
            for name in study.config.experiments
        ],
        code=code_digest(
            "report.models", *(kind.describe for kind in MODEL_KINDS.values())
        ),
    script:
        "../scripts/write_models.py"


rule collect_costs:
    input:
        runs=files.evaluations(study.config.experiments),
        after=[*pages.chapters(study, files).values(), "<results>/chapters/models"],
    output:
        table=report(
            "<results>/costs.csv",
            category="Tables",
            labels={"shows": "cost of each rule"},
            caption="../report/costs.rst",
        ),
        figure="<results>/costs.svg",
    log:
        "<logs>/collect_costs.log",
    benchmark:
        "<benchmarks>/collect_costs.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        benchmarks=f"{files.results}/benchmarks",
        rules=lambda wildcards: [rule.name for rule in workflow.rules],
        names=[
            *study.config.experiments,
            *study.views,
            *study.downloads,
            *study.comparisons,
            *(f"seed-{seed}" for seed in study.config.seeds),
        ],
        controls=study.controls,
        code=code_digest("costs", "figures.costs"),
    script:
        "../scripts/collect_costs.py"


rule write_study:
    input:
        runs=files.evaluations(study.config.experiments),
        summaries=expand("<results>/views/{view}/summary.json", view=study.views),
        claims="<results>/claims.csv",
        costs="<results>/costs.csv",
        costs_figure="<results>/costs.svg",
        config="<results>/config.yaml",
        chapters=[*pages.chapters(study, files).values()],
        models="<results>/chapters/models",
        templates=templates("study", "opening", "closing"),
    output:
        study="<results>/study.html",
        opening=report(
            "<results>/pages/opening.html",
            category="The answer",
            labels={"shows": "answer, all experiments, verdicts"},
            caption="../report/study.rst",
        ),
        closing=report(
            "<results>/pages/closing.html",
            category="Chapters",
            labels={"shows": "published numbers, cost, provenance"},
            caption="../report/study.rst",
        ),
    log:
        "<logs>/write_study.log",
    benchmark:
        "<benchmarks>/write_study.tsv"
    conda:
        "../../envs/analysis.yaml"
    params:
        study=pages.summary(study),
        experiments={
            name: pages.description(study, name) for name in study.config.experiments
        },
        views=[*study.views],
        chapters=pages.chapters(study, files),
        failed={name: end_of(log) for name, log in failed.items()},
        code=code_digest("report.study", "provenance"),
    script:
        "../scripts/write_study.py"
