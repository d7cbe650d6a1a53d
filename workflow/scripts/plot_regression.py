from pathlib import Path

from refit.jobs import job

with job(snakemake):
    import numpy as np

    from refit.data.parts import read_truth
    from refit.figures.predictions import predicted_against_actual
    from refit.figures.style import save

    truth, found = read_truth(Path(snakemake.input.test)), np.load(snakemake.input.predictions)
    figure = predicted_against_actual(truth, found[:, 0], snakemake.params.target, snakemake.params.title)
    save(figure, Path(snakemake.output.figure))
