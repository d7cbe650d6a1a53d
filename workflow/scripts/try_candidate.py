from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.training.search import try_candidate
    from refit.training.trainer import prepare_tensorflow

    prepare_tensorflow(threads=snakemake.threads)
    try_candidate(
        training=snakemake.params.training,
        seed=snakemake.params.seed,
        candidate=int(snakemake.wildcards.candidate),
        inputs={name: Path(path) for name, path in snakemake.input.items()},
        output=Path(snakemake.output.result),
    )
