from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit import comparisons
    from refit.figures.comparisons import comparison
    from refit.figures.style import save
    from refit.runs import read_runs

    params = snakemake.params
    runs = comparisons.with_histories(params.runs, read_runs(snakemake.input.runs), snakemake.input.histories)
    table = comparisons.tabulate(runs, params.metric)
    table.to_csv(snakemake.output.table, index=False)
    figure = comparison(comparisons.curves(runs), table, params.metric, params.title)
    save(figure, Path(snakemake.output.figure))
