from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.models.estimator import run
    from refit.params import Fitting, from_params

    run(
        fitting=from_params(Fitting, snakemake.params.fitting),
        seed=int(snakemake.wildcards.seed),
        view={name: Path(path) for name, path in snakemake.input.items()},
        output={name: Path(path) for name, path in snakemake.output.items()},
    )
