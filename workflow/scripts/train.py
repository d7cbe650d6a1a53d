from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.training.runs import run
    from refit.training.trainer import prepare_tensorflow

    prepare_tensorflow(threads=snakemake.threads)
    run(
        training=snakemake.params.training,
        seed=int(snakemake.wildcards.seed),
        view={name: Path(path) for name, path in snakemake.input.items() if path},
        output={name: Path(path) for name, path in snakemake.output.items()},
    )
