from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.pages import model_page

    files = {name: Path(path) for name, path in snakemake.input.items() if name != "templates"}
    params = snakemake.params
    page = model_page(snakemake.wildcards.experiment, params.description, params.view, params.claims, files)
    Path(snakemake.output.page).write_text(page, encoding="utf-8")
