from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.report.chapters import comparisons_chapter

    params = snakemake.params
    examples = {run["experiment"]: path for run, path in zip(params.predicting, snakemake.input.examples, strict=True)}
    chapter = comparisons_chapter(params.comparisons, params.experiments, examples)
    Path(snakemake.output.chapter).write_text(chapter, encoding="utf-8")
