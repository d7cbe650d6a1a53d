from refit.jobs import job, placed

with job(snakemake):
    from refit.report.chapters import data_chapter
    from refit.report.html import write_chapter

    chapter = data_chapter(placed(snakemake.params.views, snakemake.input))
    write_chapter("Data", chapter, snakemake.output.chapter, snakemake.output.alone)
