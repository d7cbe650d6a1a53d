from refit.jobs import job, placed

with job(snakemake):
    from refit.report.contents import CHAPTERS
    from refit.report.html import write_chapter

    params, inputs = snakemake.params, dict(snakemake.input.items())
    chapter = next(chapter for chapter in CHAPTERS if chapter.name == params.chapter)
    body = chapter.render(placed(params.values, snakemake.input), inputs)
    write_chapter(chapter.title, body, snakemake.output.chapter, snakemake.output.alone)
