from pathlib import Path

from refit.jobs import job

with job(snakemake):
    import numpy as np

    from refit.figures.predictions import example_pictures
    from refit.figures.style import save
    from refit.tables import read_rows

    with np.load(snakemake.input.pictures) as arrays:
        figure = example_pictures(arrays["x"], read_rows(snakemake.input.table), snakemake.params.title)
    save(figure, Path(snakemake.output.figure))
