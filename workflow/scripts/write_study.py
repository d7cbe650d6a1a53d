from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.files import read_json
    from refit.provenance import provenance
    from refit.report.study import study_pages
    from refit.tables import read_rows

    params, given = snakemake.params, snakemake.input
    runs = [
        {**run, "metrics": read_json(metrics), "record": read_json(record)}
        for run, metrics, record in zip(params.runs, given.metrics, given.records, strict=True)
    ]
    summaries = {name: read_json(path) for name, path in zip(params.views, given.summaries, strict=True)}
    pages = study_pages(
        study={**params.study, "config": Path(given.config).read_text(encoding="utf-8")},
        experiments=params.experiments,
        runs=runs,
        claims=read_rows(given.claims),
        chapters={name: Path(path).read_text(encoding="utf-8") for name, path in params.chapters.items()},
        models={name: Path(path).read_text(encoding="utf-8") for name, path in params.models.items()},
        costs={"rows": read_rows(given.costs), "figure": Path(given.costs_figure)},
        failed=params.failed,
        provenance=provenance(Path(snakemake.scriptdir), [run["record"] for run in runs], summaries),
    )
    for name, text in pages.items():
        Path(snakemake.output[name]).write_text(text, encoding="utf-8")
