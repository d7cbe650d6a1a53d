from pathlib import Path

from refit.jobs import job

with job(snakemake):
    import numpy as np

    from refit import pairs
    from refit.data.parts import read_truth
    from refit.figures.comparisons import differences
    from refit.figures.style import save
    from refit.tables import write_table
    from refit.tasks import TASKS

    params, truth = snakemake.params, read_truth(Path(snakemake.input.test))
    task, scores = TASKS[params.task], {}
    for run, path in zip(params.runs, snakemake.input.predictions, strict=True):
        scores.setdefault(run["experiment"], []).append(task.example_scores(truth, np.load(path)))
    rows = pairs.compare_pairs(scores, task.headline.is_share)
    table = [[row.get(column, "") for column in pairs.COLUMNS] for row in rows]
    write_table(snakemake.output.table, pairs.COLUMNS, table)
    figure = differences(rows, task.headline.words, task.headline.is_share, params.title)
    save(figure, Path(snakemake.output.figure))
