from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit import comparisons
    from refit.figures.comparisons import comparison
    from refit.figures.style import save
    from refit.runs import read_runs

    params = snakemake.params
    runs = comparisons.with_histories(params.runs, read_runs(snakemake.input.runs), snakemake.input.histories)
    metric, sign = (params.headline[key] for key in ("in_history", "sign"))
    table = comparisons.tabulate(runs, metric, sign)
    table.to_csv(snakemake.output.table, index=False)
    figure = comparison(comparisons.curves(runs), table, metric, params.title)
    save(figure, Path(snakemake.output.figure))
