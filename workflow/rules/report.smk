rule resolve_config:
    output:
        config=shown("<results>/config.yaml", "Tables", "resolved configuration", caption="config"),
    log:
        "<logs>/resolve_config.log",
    benchmark:
        "<benchmarks>/resolve_config.tsv"
    localrule: True
    conda:
        "../../envs/analysis.yaml"
    params:
        resolved=study.resolved(),
    script:
        "../scripts/resolve_config.py"


chapters = [chapter for chapter in CHAPTERS if chapter.applies(study)]

for chapter in chapters:

    rule:
        name:
            f"write_{chapter.name}"
        input:
            **chapter.inputs(study, files),
        output:
            chapter=files.chapter(chapter.name),
            alone=shown(f"<results>/pages/{chapter.name}.html", "Chapters", chapter.title.lower(), caption="study"),
        log:
            f"<logs>/write_{chapter.name}.log",
        benchmark:
            f"<benchmarks>/write_{chapter.name}.tsv"
        localrule: True
        conda:
            "../../envs/analysis.yaml"
        params:
            chapter=chapter.name,
            values=chapter.params(study, files),
            code=script_digest("write_chapter", chapter.render),
            templates=pages.templates_digest(chapter.name),
        script:
            "../scripts/write_chapter.py"


rule write_models:
    input:
        shown=figures.all_files(study, files),
        claims="<results>/claims.csv",
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
            if pages.models_on_page(study)
            else directory("<results>/pages/models")
        ),
    log:
        "<logs>/write_models.log",
    benchmark:
        "<benchmarks>/write_models.tsv"
    localrule: True
    conda:
        "../../envs/analysis.yaml"
    params:
        pages=[
            {
                "experiment": name,
                "description": pages.description(study, name),
                "files": pages.files_of_page(study, files, name),
                "figures": figures.made_of_experiment(study, files, name),
            }
            for name in study.config.experiments
        ],
        words=figures.words(drawing for drawing in DRAWINGS if drawing.of != "view"),
        code=script_digest("write_models", *(kind.describe for kind in MODEL_KINDS.values())),
        templates=pages.templates_digest("model", *pages.task_templates(study)),
    script:
        "../scripts/write_models.py"


rule collect_costs:
    input:
        runs=files.evaluations(study.config.experiments),
        after=[
            *(files.chapter(chapter.name) for chapter in chapters),
            "<results>/chapters/models",
        ],
    output:
        table=shown("<results>/costs.csv", "Tables", "cost of each rule", caption="costs"),
        figure="<results>/costs.svg",
    log:
        "<logs>/collect_costs.log",
    benchmark:
        "<benchmarks>/collect_costs.tsv"
    localrule: True
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
        headlines=pages.headlines(study),
        controls=study.controls,
        code=script_digest("collect_costs"),
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
        chapters=[files.chapter(chapter.name) for chapter in chapters],
        models="<results>/chapters/models",
    output:
        study="<results>/study.html",
        opening=shown(
            "<results>/pages/opening.html", "The answer", "answer, all experiments, verdicts", caption="study"
        ),
        closing=shown(
            "<results>/pages/closing.html", "Chapters", "published numbers, cost, provenance", caption="study"
        ),
    log:
        "<logs>/write_study.log",
    benchmark:
        "<benchmarks>/write_study.tsv"
    localrule: True
    conda:
        "../../envs/analysis.yaml"
    params:
        study=pages.summary(study),
        experiments={name: pages.description(study, name) for name in study.config.experiments},
        views=[*study.views],
        chapters=[
            {
                "name": chapter.name,
                "title": chapter.title,
                "is_before_models": chapter.is_before_models,
                "file": files.chapter(chapter.name),
            }
            for chapter in chapters
        ],
        failed={name: end_of(log) for name, log in failed.items()},
        code=script_digest("write_study"),
        templates=pages.templates_digest("study", "opening", "closing", *pages.task_templates(study)),
    script:
        "../scripts/write_study.py"
