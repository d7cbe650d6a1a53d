from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit import costs
    from refit.figures.costs import against_time
    from refit.figures.style import save
    from refit.runs import read_runs
    from refit.tables import write_table

    params = snakemake.params
    rows = costs.rule_costs(Path(params.benchmarks), params.rules, params.names)
    write_table(snakemake.output.table, costs.COLUMNS, [row.values() for row in rows])
    runs = read_runs(snakemake.input.runs)
    save(against_time(runs, params.headlines, params.controls), Path(snakemake.output.figure))
