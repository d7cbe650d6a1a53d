from refit.jobs import job, placed

with job(snakemake):
    from refit.report.chapters import comparisons_chapter
    from refit.report.html import write_chapter

    params = snakemake.params
    examples = {run["experiment"]: path for run, path in zip(params.predicting, snakemake.input.examples, strict=True)}
    chapter = comparisons_chapter(placed(params.comparisons, snakemake.input), params.experiments, examples)
    write_chapter("Side by side", chapter, snakemake.output.chapter, snakemake.output.alone)
