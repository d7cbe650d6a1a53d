from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.files import read_json
    from refit.templates import resolved
    from refit.training.runs import run
    from refit.training.trainer import prepare_tensorflow

    values = read_json(snakemake.input.best)["values"] if snakemake.input.best else {}
    training = resolved(snakemake.params.training, values)
    prepare_tensorflow(training["threads"], training["layers"])
    run(
        training=training,
        seed=int(snakemake.wildcards.seed),
        code=snakemake.params.code,
        view={name: Path(path) for name, path in snakemake.input.items() if path},
        output={name: Path(path) for name, path in snakemake.output.items()},
    )
