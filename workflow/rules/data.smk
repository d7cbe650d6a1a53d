rule download:
    output:
        file=ensure(
            "<downloads>/{data_set}/{file}",
            sha256=lambda wildcards: study.file(wildcards.data_set, wildcards.file).sha256,
        ),
    log:
        "<logs>/download/{data_set}/{file}.log",
    benchmark:
        "<benchmarks>/download/{data_set}/{file}.tsv"
    cache: CACHED
    retries: 2
    localrule: True
    conda:
        "../../envs/analysis.yaml"
    params:
        size=lambda wildcards: study.file(wildcards.data_set, wildcards.file).bytes,
        sha256=lambda wildcards: study.file(wildcards.data_set, wildcards.file).sha256,
    script:
        "../scripts/download.py"


rule make_view:
    input:
        unpack(lambda wildcards: files.downloads_of(wildcards.view)),
    output:
        train="<results>/views/{view}/train.npz",
        validation="<results>/views/{view}/validation.npz",
        test="<results>/views/{view}/test.npz",
        normalization="<results>/views/{view}/normalization.npz",
        summary="<results>/views/{view}/summary.json",
    log:
        "<logs>/make_view/{view}.log",
    benchmark:
        "<benchmarks>/make_view/{view}.tsv"
    cache: CACHED
    localrule: True
    conda:
        "../../envs/analysis.yaml"
    resources:
        mem_mb=2000,
    params:
        recipe=lambda wildcards: to_params(recipes.view_recipe(study, wildcards.view)),
        code=lambda wildcards: script_digest("make_view", *recipes.work_of_view(study, wildcards.view)),
    script:
        "../scripts/make_view.py"


rule describe_view:
    input:
        summary="<results>/views/{view}/summary.json",
    output:
        text=shown("<results>/views/{view}/summary.txt", "Tables", "summary of view {view}", caption="view_summary"),
    log:
        "<logs>/describe_view/{view}.log",
    benchmark:
        "<benchmarks>/describe_view/{view}.tsv"
    localrule: True
    conda:
        "../../envs/analysis.yaml"
    params:
        classes=lambda wildcards: study.data_of(wildcards.view).classes,
        description=lambda wildcards: pages.view_description(study, wildcards.view),
        code=script_digest("describe_view"),
    script:
        "../scripts/describe_view.py"


# Snakemake does not time rules whose files may be kept.
if CACHED:
    for kept in (rules.download, rules.make_view):
        kept.rule._benchmark = None

# Studies that are modules of one Snakefile share their downloads. Whose rule downloads is all the same.
downloading = [rule.name for rule in workflow.rules for file in rule.output if file.startswith(f"{files.downloads}/")]
if len(downloading) > 1:
    workflow._ruleorder.add(*downloading)
