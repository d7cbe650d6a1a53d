from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit import comparisons
    from refit.figures.comparisons import comparison
    from refit.figures.style import save

    params = snakemake.params
    runs = comparisons.read_runs(params.runs, snakemake.input.metrics, snakemake.input.histories)
    table = comparisons.tabulate(runs, params.metric)
    table.to_csv(snakemake.output.table, index=False)
    figure = comparison(comparisons.curves(runs), table, params.metric, params.title)
    save(figure, Path(snakemake.output.figure))
