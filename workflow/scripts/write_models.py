from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.report.html import write_chapter
    from refit.report.models import model_page
    from refit.report.spread import read_runs
    from refit.tables import read_rows

    claims = read_rows(snakemake.input.claims)
    for found in snakemake.params.pages:
        files, name = found["files"], found["experiment"]
        page = model_page(
            name,
            found["description"],
            read_runs([{"seed": seed} for seed in found["seeds"]], files["metrics"], files["records"]),
            [row for row in claims if row["experiment"] == name],
            {key: Path(path) for key, path in files.items() if isinstance(path, str)},
        )
        write_chapter(name, page, found["page"], found["alone"])
