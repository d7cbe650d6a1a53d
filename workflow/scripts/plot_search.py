from pathlib import Path

from refit.jobs import job

with job(snakemake):
    import pandas as pd

    from refit.figures.comparisons import search_scores
    from refit.figures.style import save

    table = pd.read_csv(snakemake.input.table)
    save(search_scores(table, snakemake.params.space, snakemake.params.title), Path(snakemake.output.figure))
