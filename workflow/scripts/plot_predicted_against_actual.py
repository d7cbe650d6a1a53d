from pathlib import Path

from refit.jobs import job

with job(snakemake):
    import numpy as np

    from refit import figures
    from refit.data.parts import read_truth

    truth, predictions = read_truth(Path(snakemake.input.test)), np.load(snakemake.input.predictions)
    figure = figures.predicted_against_actual(truth, predictions[:, 0], snakemake.params.target, snakemake.params.title)
    figures.save(figure, Path(snakemake.output.figure))
