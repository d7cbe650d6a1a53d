from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.figures.foundations import activations
    from refit.figures.style import save

    save(activations(), Path(snakemake.output.figure))
