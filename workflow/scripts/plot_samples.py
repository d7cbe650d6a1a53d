from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.data.parts import read_part
    from refit.figures import data
    from refit.figures.style import save

    train = read_part(Path(snakemake.input.train))
    classes, columns, title = snakemake.params.classes, snakemake.params.columns, snakemake.params.title
    if not classes:
        figure = data.sample_histograms(train.x, train.y, [*columns, snakemake.params.target], title)
    elif columns:
        figure = data.sample_strips(train.x, train.y, classes, columns, title)
    else:
        figure = data.sample_grid(train.x, train.y, classes, title)
    save(figure, Path(snakemake.output.figure))
