from pathlib import Path

from refit.jobs import job

with job(snakemake) as say:
    from refit.training.examples import predict_examples
    from refit.training.trainer import prepare_tensorflow

    prepare_tensorflow(threads=1)
    predict_examples(
        model=Path(snakemake.input.model),
        normalization=Path(snakemake.input.normalization),
        prediction=snakemake.params.prediction,
        table=Path(snakemake.output.table),
        pictures=Path(snakemake.output.pictures),
        warn=say,
    )
