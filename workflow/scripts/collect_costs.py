from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit import costs
    from refit.figures.costs import against_time
    from refit.figures.style import save
    from refit.files import read_json
    from refit.tables import write_table

    rows = costs.rule_costs(Path(snakemake.params.benchmarks))
    write_table(snakemake.output.table, costs.COLUMNS, [row.values() for row in rows])
    runs = [
        {**run, "metrics": read_json(metrics)["test"], "record": read_json(record)}
        for run, metrics, record in zip(
            snakemake.params.runs, snakemake.input.metrics, snakemake.input.records, strict=True
        )
    ]
    save(against_time(runs), Path(snakemake.output.figure))
