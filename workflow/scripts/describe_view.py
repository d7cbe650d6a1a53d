from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.data.view_summary import summary_text, with_class_names
    from refit.files import read_json

    summary = with_class_names(read_json(snakemake.input.summary), snakemake.params.classes)
    text = summary_text(snakemake.params.description, summary)
    Path(snakemake.output.text).write_text(text, encoding="utf-8")
