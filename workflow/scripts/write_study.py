from pathlib import Path

from refit.jobs import job, placed

PROJECT = Path(snakemake.scriptdir).parents[1]

with job(snakemake):
    from refit.provenance import provenance
    from refit.report.study import study_pages
    from refit.runs import read_runs
    from refit.tables import read_rows

    params, given = snakemake.params, snakemake.input
    runs = read_runs(given.runs)
    pages = study_pages(
        params.study | {"config": Path(given.config).read_text(encoding="utf-8")},
        params.experiments,
        runs,
        claims=read_rows(given.claims),
        chapters=placed(params.chapters, given),
        models={name: f"{given.models}/{name}.html" for name in params.experiments},
        costs={"rows": read_rows(given.costs), "figure": Path(given.costs_figure)},
        failed=params.failed,
        provenance=provenance(PROJECT, runs, dict(zip(params.views, given.summaries, strict=True))),
    )
    for name, text in pages.items():
        Path(snakemake.output[name]).write_text(text, encoding="utf-8")
