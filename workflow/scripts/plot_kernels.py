from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.data.parts import read_part
    from refit.figures.foundations import kernels
    from refit.figures.style import save

    picture = read_part(Path(snakemake.input.train)).x[0]
    save(kernels(picture, snakemake.params.title), Path(snakemake.output.figure))
