from refit.jobs import job

with job(snakemake):
    from refit.files import read_json, write_json
    from refit.search import best, tabulate

    results = [read_json(path) for path in snakemake.input.results]
    tabulate(results).to_csv(snakemake.output.table, index=False)
    write_json(snakemake.output.best, best(results))
