from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.params import Training, from_params
    from refit.tasks import TASKS
    from refit.tasks.base import scorer
    from refit.training.search import try_candidate
    from refit.training.trainer import prepare_tensorflow

    training = from_params(Training, snakemake.params.training)
    task = TASKS[training.task]
    prepare_tensorflow(training.threads, training.network.layers)
    try_candidate(
        training=training,
        seed=snakemake.params.seed,
        code=snakemake.params.code,
        candidate=int(snakemake.wildcards.candidate),
        score=scorer(snakemake.params.sign, task.widen, task.example_scores),
        inputs={name: Path(path) for name, path in snakemake.input.items()},
        output=Path(snakemake.output.result),
    )
