from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.pages import model_page

    files = {name: Path(path) for name, path in snakemake.input.items() if name != "templates"}
    page = model_page(snakemake.wildcards.experiment, snakemake.params.description, snakemake.params.view, files)
    Path(snakemake.output.page).write_text(page, encoding="utf-8")
