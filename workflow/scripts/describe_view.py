from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.data.view_summary import summary_text
    from refit.files import read_json

    text = summary_text(snakemake.params.description, read_json(snakemake.input.summary))
    Path(snakemake.output.text).write_text(text, encoding="utf-8")
