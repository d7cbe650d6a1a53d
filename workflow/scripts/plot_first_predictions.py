from pathlib import Path

from refit.jobs import job

with job(snakemake):
    import numpy as np

    from refit import figures
    from refit.data.parts import read_part

    test, predictions = read_part(Path(snakemake.input.test)), np.load(snakemake.input.predictions)
    figure = figures.first_predictions(test.x, test.y, predictions, snakemake.params.classes, snakemake.params.title)
    figures.save(figure, Path(snakemake.output.figure))
