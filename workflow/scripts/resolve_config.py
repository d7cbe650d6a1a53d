from refit.jobs import job

with job(snakemake):
    import yaml

    with open(snakemake.output.config, "w", encoding="utf-8") as stream:
        yaml.safe_dump(snakemake.params.resolved, stream, sort_keys=False, allow_unicode=True)
