from pathlib import Path

from refit.jobs import job, study_of

with job(snakemake):
    from refit.data import views
    from refit.data.download import check_files
    from refit.data.normalizations import NORMALIZATIONS
    from refit.data.splits import VALIDATION_PARTS
    from refit.files import write_json
    from refit.formats import FORMATS
    from refit.params import ViewRecipe, from_params
    from refit.tasks import TASKS

    recipe = from_params(ViewRecipe, snakemake.params.recipe)
    files = {role: Path(path) for role, path in snakemake.input.items()}
    check_files(files, recipe.files, study_of(snakemake).known_files)
    arrays = views.check_announced(FORMATS[recipe.format].read(files, recipe.reading), recipe)
    hold_out = VALIDATION_PARTS[recipe.validation.get("part", "none")]
    view = views.make_view(arrays, recipe, hold_out, NORMALIZATIONS[recipe.normalization])
    views.write_view(view, Path(snakemake.output.train).parent)
    truth = TASKS[recipe.task].summarize_truth
    write_json(snakemake.output.summary, views.summarize(view, recipe.labels, truth))
