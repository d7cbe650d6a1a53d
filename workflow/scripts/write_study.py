from pathlib import Path

from refit.jobs import job, placed

with job(snakemake):
    from refit.provenance import provenance
    from refit.report.study import study_pages
    from refit.runs import read_runs

    params, given = snakemake.params, snakemake.input
    runs = read_runs(given.runs)
    project = Path(snakemake.scriptdir).parents[1]
    pages = study_pages(
        params.study,
        params.experiments,
        runs,
        chapters=placed(params.chapters, given),
        files={name: given[name] for name in params.beside_chapters},
        failed=params.failed,
        failures=params.failures,
        missing=params.missing,
        provenance=provenance(project, runs, dict(zip(params.views, given.summaries, strict=True))),
    )
    for name, text in pages.items():
        Path(snakemake.output[name]).write_text(text, encoding="utf-8")
