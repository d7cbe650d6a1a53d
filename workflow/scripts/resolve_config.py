from pathlib import Path

from refit.jobs import job

with job(snakemake):
    import yaml

    text = yaml.safe_dump(snakemake.params.resolved, sort_keys=False, allow_unicode=True)
    Path(snakemake.output.config).write_text(text, encoding="utf-8")
