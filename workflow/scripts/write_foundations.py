from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.files import read_json
    from refit.report.chapters import foundations_chapter

    given = snakemake.input
    pictures = {name: Path(given[name]) for name in ("activations", "kernels") if given[name]}
    Path(snakemake.output.chapter).write_text(
        foundations_chapter(read_json(given.gradients), pictures), encoding="utf-8"
    )
