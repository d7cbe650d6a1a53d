report: "../report/workflow.rst"


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
chapter_names = [chapter.name for chapter in chapters]

for chapter in chapters:

    rule:
        name:
            f"write_{chapter.name}"
        input:
            **in_part(chapter.inputs(study, files)),
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
            values=chapter.params(study, files) | {"missing": missing_of(chapter.inputs(study, files))},
            code=script_digest("write_chapter", chapter.render),
            templates=pages.templates_digest(chapter.name),
        script:
            "../scripts/write_chapter.py"


rule write_models:
    input:
        shown=dispensable(figures.all_files(study, files)),
        claims=dispensable([f"{files.results}/claims.csv"]),
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
        pages=[figures.page_of_model(study, files, name) for name in study.shown],
        words=figures.words(drawing for drawing in DRAWINGS if drawing.of != "view"),
        code=script_digest("write_models", *(kind.describe for kind in MODEL_KINDS.values())),
        templates=pages.templates_digest("model", *pages.task_templates(study)),
    script:
        "../scripts/write_models.py"


rule collect_costs:
    input:
        runs=dispensable(files.evaluations(study.shown)),
        after=dispensable([*map(files.chapter, chapter_names), files.chapter_of_models]),
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
        rules=lambda wildcards: [*rules._rules],  # by their names here, not in a Snakefile that has this as its module
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


beside_chapters = pages.beside_chapters(files)
beside_there = {name: path for name, path in beside_chapters.items() if path not in files.missing}
summaries = {view: files.view(view, "summary.json") for view in study.views}


rule write_study:
    input:
        **{name: flag(path, DISPENSABLE) for name, path in beside_there.items()},
        runs=dispensable(files.evaluations(study.shown)),
        summaries=dispensable(summaries.values()),
        chapters=dispensable(map(files.chapter, chapter_names)),
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
        experiments={name: pages.description(study, name) for name in study.shown},
        views=[view for view, path in summaries.items() if path not in files.missing],
        chapters=[
            {
                "name": chapter.name,
                "title": chapter.title,
                "is_before_models": chapter.is_before_models,
                "file": files.chapter(chapter.name),
            }
            for chapter in chapters
        ],
        beside_chapters=[*beside_there],
        failed=study.failed,
        failures=pages.what_failed(files),
        missing=files.failures(beside_chapters | {name: files.chapter(name) for name in chapter_names}),
        code=script_digest("write_study"),
        templates=pages.templates_digest("study", "opening", "closing", *pages.task_templates(study)),
    script:
        "../scripts/write_study.py"


# Snakemake makes its report when all jobs are done. As a file of this rule it is made again where it is lost or old,
# and only with what it is about.
rule place_report:
    input:
        "<results>/study.html",
        dispensable([f"{files.results}/metrics.csv", *(files.view(view, "summary.txt") for view in study.views)]),
    output:
        report=local("<results>/report.html"),
    log:
        "<logs>/place_report.log",
    benchmark:
        "<benchmarks>/place_report.tsv"
    localrule: True
    conda:
        "../../envs/analysis.yaml"
    params:
        text=of_snakemake.PLACE,
    shell:
        "echo {params.text:q} {output.report:q} > {output.report:q} 2> {log:q}"


# The rules with one job for all of the study, by their names here, not in a Snakefile that has this as its module.
of_study = {
    *("resolve_config", "judge_claims", "collect_metrics", "collect_costs", "write_models", "write_study"),
    *(f"write_{chapter.name}" for chapter in chapters),
    "place_report",
}
