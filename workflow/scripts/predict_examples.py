from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.tasks import TASKS
    from refit.training.examples import predict_examples
    from refit.training.trainer import prepare_tensorflow

    prepare_tensorflow(threads=1)
    predict_examples(
        model=Path(snakemake.input.model),
        normalization=Path(snakemake.input.normalization),
        examples=Path(snakemake.input.examples),
        classes=snakemake.params.classes,
        table=Path(snakemake.output.table),
        widen=TASKS[snakemake.params.task].widen,
    )
