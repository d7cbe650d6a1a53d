from pathlib import Path

from refit.jobs import job

with job(snakemake):
    import numpy as np

    from refit.data.parts import read_part
    from refit.figures import predictions
    from refit.figures.style import save
    from refit.runs import read_runs
    from refit.tables import write_table

    classes, title, output = snakemake.params.classes, snakemake.params.title, snakemake.output
    seed = int(snakemake.wildcards.seed)
    metrics = next(run["metrics"]["test"] for run in read_runs([snakemake.input.runs]) if run["seed"] == seed)
    matrix = metrics["confusion_matrix"]
    rows = [[name, *counts] for name, counts in zip(classes, matrix, strict=True)]
    write_table(output.table, ["true \\ predicted", *classes], rows)
    save(predictions.confusion_matrices(matrix, classes, title), Path(output.matrix))
    test, found = read_part(Path(snakemake.input.test)), np.load(snakemake.input.predictions)
    save(predictions.first_predictions(test.x, test.y, found, classes, title), Path(output.first))
    save(predictions.mistakes(test.x, test.y, found, classes, title), Path(output.mistakes))
    save(predictions.calibration(metrics.get("calibration", []), title), Path(output.calibration))
    save(predictions.random_predictions(test.x, test.y, found, classes, seed, title), Path(output.random))
