from pathlib import Path

from refit.jobs import job, study_of

with job(snakemake):
    from refit.data.download import fetch

    study = study_of(snakemake)
    fetch(
        target=Path(snakemake.output.file),
        places=study.places(snakemake.wildcards.data_set, snakemake.wildcards.file),
        size=snakemake.params.size,
        sha256=snakemake.params.sha256,
        known_files=study.known_files,
    )
