from pathlib import Path

from refit.jobs import job, placed

with job(snakemake):
    from refit.models import MODEL_KINDS
    from refit.report.html import write_chapter
    from refit.report.models import model_page
    from refit.runs import read_runs
    from refit.tables import read_rows

    claims = [row for path in snakemake.input.claims for row in read_rows(path)]
    for folder in snakemake.output:
        Path(folder).mkdir(parents=True)
    for page in placed(snakemake.params.pages, snakemake.input):
        name, files, description = page["experiment"], page["files"], page["description"]
        own = [row for row in claims if row["experiment"] == name]
        describe = MODEL_KINDS[description["model"]].describe
        shown = files, page["figures"], snakemake.params.words, describe, page["missing"]
        body = model_page(name, description, read_runs([files["runs"]]), own, *shown)
        write_chapter(name, body, *(f"{folder}/{name}.html" for folder in snakemake.output))
