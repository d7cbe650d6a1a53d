from pathlib import Path

from refit.jobs import job, placed

with job(snakemake):
    from refit.provenance import provenance
    from refit.report.study import study_pages
    from refit.runs import read_runs
    from refit.tables import read_rows

    params, given = snakemake.params, snakemake.input
    runs, models = read_runs(given.runs), given.get("models")
    pages = study_pages(
        params.study | {"config": Path(given.config).read_text(encoding="utf-8") if given.get("config") else ""},
        params.experiments,
        runs,
        claims=read_rows(given.claims) if given.get("claims") else [],
        chapters=placed(params.chapters, given),
        models={name: f"{models}/{name}.html" for name in params.experiments if models},
        costs={"rows": read_rows(given.costs) if given.get("costs") else [], "figure": given.get("costs_figure")},
        failed=params.failed,
        failures=params.failures,
        missing=params.missing,
        provenance=provenance(Path(snakemake.scriptdir), runs, dict(zip(params.views, given.summaries, strict=True))),
    )
    for name, text in pages.items():
        Path(snakemake.output[name]).write_text(text, encoding="utf-8")
