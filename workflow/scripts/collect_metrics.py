from refit.jobs import job

with job(snakemake):
    from refit.evaluation import tidy
    from refit.runs import read_runs

    tidy(read_runs(snakemake.input.runs)).to_csv(snakemake.output.table, index=False)
