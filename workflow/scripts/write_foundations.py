from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.files import read_json
    from refit.pages import foundations_page

    page = foundations_page(read_json(snakemake.input.gradients))
    Path(snakemake.output.page).write_text(page, encoding="utf-8")
