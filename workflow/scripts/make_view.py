from pathlib import Path

from refit.jobs import job, study_of

with job(snakemake):
    from refit.data import views
    from refit.data.data_sets import read_data_set
    from refit.data.download import check_files
    from refit.files import write_json

    recipe, classes = snakemake.params.recipe, snakemake.params.recipe["data_set"]["classes"]
    files = {role: Path(path) for role, path in snakemake.input.items()}
    check_files(files, recipe["data_set"].pop("files"), study_of(snakemake).known_files)
    view = views.make_view(read_data_set(files, **recipe["data_set"]), recipe["view"])
    views.write_view(view, Path(snakemake.output.train).parent)
    write_json(snakemake.output.summary, views.summarize(view, classes))
