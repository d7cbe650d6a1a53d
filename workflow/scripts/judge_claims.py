from refit.jobs import job

with job(snakemake):
    from refit import claims
    from refit.quantities import QUANTITIES
    from refit.tables import write_table

    given = {name: snakemake.input[name] for name in ("runs", "histories", "examples")}
    rows = claims.judge_all(snakemake.params.claims, QUANTITIES, snakemake.params.runs, given)
    write_table(snakemake.output.table, claims.COLUMNS, rows)
