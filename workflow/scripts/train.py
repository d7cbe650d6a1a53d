from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.training import run

    run(
        training=snakemake.params.training,
        seed=int(snakemake.wildcards.seed),
        threads=snakemake.threads,
        view={name: Path(path) for name, path in snakemake.input.items()},
        output={name: Path(path) for name, path in snakemake.output.items()},
    )
