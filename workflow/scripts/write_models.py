from pathlib import Path

from refit.jobs import job, placed

with job(snakemake):
    from refit.models import MODEL_KINDS
    from refit.report.html import write_chapter
    from refit.report.models import model_page
    from refit.runs import read_runs
    from refit.tables import read_rows

    claims = read_rows(snakemake.input.claims)
    for folder in snakemake.output:
        Path(folder).mkdir(parents=True)
    for found in placed(snakemake.params.pages, snakemake.input):
        files, name = found["files"], found["experiment"]
        page = model_page(
            name,
            found["description"],
            read_runs([files["runs"]]),
            [row for row in claims if row["experiment"] == name],
            {key: Path(path) for key, path in files.items()},
            MODEL_KINDS[found["description"]["model"]].describe,
        )
        write_chapter(name, page, *(f"{folder}/{name}.html" for folder in snakemake.output))
