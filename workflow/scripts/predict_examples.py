from pathlib import Path

from refit.jobs import job, placed

with job(snakemake) as say:
    from refit.training.examples import predict_examples
    from refit.training.trainer import prepare_tensorflow

    prepare_tensorflow(threads=1)
    predict_examples(
        model=Path(snakemake.input.model),
        normalization=Path(snakemake.input.normalization),
        prediction=placed(snakemake.params.prediction, snakemake.input),
        table=Path(snakemake.output.table),
        pictures=Path(snakemake.output.pictures),
        warn=say,
    )
