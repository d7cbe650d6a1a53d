from refit.jobs import job

with job(snakemake):
    from refit.report.chapters import data_chapter
    from refit.report.html import write_chapter

    write_chapter("Data", data_chapter(snakemake.params.views), snakemake.output.chapter, snakemake.output.alone)
