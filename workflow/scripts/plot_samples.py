from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit import figures
    from refit.data.parts import read_part

    train = read_part(Path(snakemake.input.train))
    classes, columns, title = snakemake.params.classes, snakemake.params.columns, snakemake.params.title
    if not classes:
        figure = figures.sample_histograms(train.x, train.y, [*columns, snakemake.params.target], title)
    elif columns:
        figure = figures.sample_strips(train.x, train.y, classes, columns, title)
    else:
        figure = figures.sample_grid(train.x, train.y, classes, title)
    figures.save(figure, Path(snakemake.output.figure))
