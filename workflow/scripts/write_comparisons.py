from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.pages import comparisons_page

    params, given = snakemake.params, snakemake.input
    shown = [
        {**found, "figure": Path(figure), "table": Path(table)}
        for found, figure, table in zip(params.comparisons, given.figures, given.tables, strict=True)
    ]
    examples = {run["experiment"]: Path(table) for run, table in zip(params.predicting, given.examples, strict=True)}
    page = comparisons_page(shown, params.experiments, examples)
    Path(snakemake.output.page).write_text(page, encoding="utf-8")
