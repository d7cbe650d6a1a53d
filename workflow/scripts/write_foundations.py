from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.files import read_json
    from refit.report.chapters import foundations_chapter
    from refit.report.html import write_chapter

    given = snakemake.input
    pictures = {name: Path(given[name]) for name in ("activations", "kernels") if given[name]}
    chapter = foundations_chapter(read_json(given.gradients), pictures)
    write_chapter("Foundations", chapter, snakemake.output.chapter, snakemake.output.alone)
