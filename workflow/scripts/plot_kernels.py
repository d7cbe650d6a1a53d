from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit import foundation_figures
    from refit.data.parts import read_part
    from refit.figures import save

    picture = read_part(Path(snakemake.input.train)).x[0]
    save(foundation_figures.kernels(picture, snakemake.params.title), Path(snakemake.output.figure))
