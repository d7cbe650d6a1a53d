from pathlib import Path

from refit.jobs import job

with job(snakemake):
    import pandas as pd

    from refit import figures

    history = pd.read_csv(snakemake.input.history)
    figure = figures.learning_curves(history, snakemake.params.title, snakemake.params.validates_on_test)
    figures.save(figure, Path(snakemake.output.figure))
