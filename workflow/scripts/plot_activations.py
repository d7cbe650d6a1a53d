from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit import foundation_figures
    from refit.figures import save

    save(foundation_figures.activations(), Path(snakemake.output.figure))
