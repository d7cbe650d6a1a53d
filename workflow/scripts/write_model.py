from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.files import read_json
    from refit.report.models import model_page
    from refit.tables import read_rows

    given, name = snakemake.input, snakemake.wildcards.experiment
    runs = [
        {"seed": seed, "metrics": read_json(metrics), "record": read_json(record)}
        for seed, metrics, record in zip(snakemake.params.seeds, given.metrics, given.records, strict=True)
    ]
    claims = [row for row in read_rows(given.claims) if row["experiment"] == name]
    files = {key: Path(path) for key, path in given.items() if isinstance(path, str)}
    page = model_page(name, snakemake.params.description, runs, claims, files)
    Path(snakemake.output.page).write_text(page, encoding="utf-8")
