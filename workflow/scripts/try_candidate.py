from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.training.search import try_candidate
    from refit.training.trainer import prepare_tensorflow

    training = snakemake.params.training
    prepare_tensorflow(training["threads"], training["layers"])
    try_candidate(
        training=training,
        seed=snakemake.params.seed,
        code=snakemake.params.code,
        candidate=int(snakemake.wildcards.candidate),
        inputs={name: Path(path) for name, path in snakemake.input.items()},
        output=Path(snakemake.output.result),
    )
