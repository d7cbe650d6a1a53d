from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.report.chapters import data_chapter

    Path(snakemake.output.chapter).write_text(data_chapter(snakemake.params.views), encoding="utf-8")
