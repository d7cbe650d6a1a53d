from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.data.parts import read_part
    from refit.figures import data
    from refit.figures.style import save

    train, title = read_part(Path(snakemake.input.train)), snakemake.params.title
    save(data.single_pictures(train.x, train.y, snakemake.params.classes, title), Path(snakemake.output.single))
    save(data.mosaic(train.x, title), Path(snakemake.output.mosaic))
