from refit.jobs import job

with job(snakemake):
    from refit.evaluation import collect

    collect(snakemake.params.runs, snakemake.input.tables).to_csv(snakemake.output.table, index=False)
