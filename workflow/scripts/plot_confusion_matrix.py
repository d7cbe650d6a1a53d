from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit import figures
    from refit.files import read_json
    from refit.predictions import confusion_table

    matrix = read_json(snakemake.input.metrics)["test"]["confusion_matrix"]
    figure = figures.confusion_matrices(matrix, snakemake.params.classes, snakemake.params.title)
    confusion_table(matrix, snakemake.params.classes).to_csv(snakemake.output.table)
    figures.save(figure, Path(snakemake.output.figure))
