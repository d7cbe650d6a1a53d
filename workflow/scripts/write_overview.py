from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.files import read_json
    from refit.pages import overview_page

    runs = [
        {**run, "metrics": read_json(metrics), "record": read_json(record)}
        for run, metrics, record in zip(
            snakemake.params.runs, snakemake.input.metrics, snakemake.input.records, strict=True
        )
    ]
    page = overview_page(snakemake.params.study, snakemake.params.experiments, runs)
    Path(snakemake.output.page).write_text(page, encoding="utf-8")
