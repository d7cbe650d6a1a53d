from pathlib import Path

from refit.jobs import job, placed

with job(snakemake) as say:
    from refit.params import Prediction, from_params
    from refit.tasks import TASKS
    from refit.training.examples import predict_examples
    from refit.training.trainer import prepare_tensorflow

    prediction = from_params(Prediction, placed(snakemake.params.prediction, snakemake.input))
    prepare_tensorflow(threads=1)
    predict_examples(
        model=Path(snakemake.input.model),
        normalization=Path(snakemake.input.normalization),
        prediction=prediction,
        table=Path(snakemake.output.table),
        pictures=Path(snakemake.output.pictures),
        warn=say,
        widen=TASKS[prediction.task].widen,
    )
