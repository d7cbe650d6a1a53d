from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.files import read_json
    from refit.params import Training, from_params
    from refit.tasks import TASKS
    from refit.templates import resolved
    from refit.training.runs import run
    from refit.training.trainer import prepare_tensorflow

    best = snakemake.input.get("best")
    values = read_json(best)["values"] if best else {}
    training = resolved(from_params(Training, snakemake.params.training), values)
    prepare_tensorflow(training.threads, training.network.layers)
    run(
        training=training,
        seed=int(snakemake.wildcards.seed),
        code=snakemake.params.code,
        widen=TASKS[training.task].widen,
        view={name: Path(path) for name, path in snakemake.input.items()},
        output={name: Path(path) for name, path in snakemake.output.items()},
    )
