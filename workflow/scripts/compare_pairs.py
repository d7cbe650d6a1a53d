from pathlib import Path

from refit.jobs import job

with job(snakemake):
    import numpy as np

    from refit import pairs
    from refit.data.parts import read_truth
    from refit.figures.comparisons import differences
    from refit.figures.style import save
    from refit.tables import write_table

    params, truth = snakemake.params, read_truth(Path(snakemake.input.test))
    scores: dict = {}
    for run, path in zip(params.runs, snakemake.input.predictions, strict=True):
        found = pairs.scores_of(truth, np.load(path), params.metric == "accuracy")
        scores.setdefault(run["experiment"], []).append(found)
    rows = pairs.compare_pairs(scores, params.metric == "accuracy")
    table = [[row.get(column, "") for column in pairs.COLUMNS] for row in rows]
    write_table(snakemake.output.table, pairs.COLUMNS, table)
    save(differences(rows, params.metric, params.title), Path(snakemake.output.figure))
