from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.execution import is_split
    from refit.files import read_json
    from refit.templates import resolved
    from refit.training.runs import run
    from refit.training.trainer import prepare_tensorflow

    values = read_json(snakemake.input.best)["values"] if snakemake.input.best else {}
    training = resolved(snakemake.params.training, values)
    prepare_tensorflow(training["threads"], side_by_side=is_split(training["layers"]))
    run(
        training=training,
        seed=int(snakemake.wildcards.seed),
        code=snakemake.params.code,
        view={name: Path(path) for name, path in snakemake.input.items() if path},
        output={name: Path(path) for name, path in snakemake.output.items()},
    )
