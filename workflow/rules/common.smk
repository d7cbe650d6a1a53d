"""Read and check the configuration; what the rules ask of it."""

import gc
import re
import sys
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(workflow.basedir) / "workflow" / "scripts"))

from refit.code_digest import code_digest
from refit.errors import RefitError
from refit.files import check_writable
from refit.failures import end_of, left_out, report_without
from refit.leases import offer_gpus
from refit.report import MOST_MODELS_ON_A_PAGE
from refit.configuration.loading import check_networks, load_study

# All that is made from here on stays. Looking among it for garbage takes a tenth of the start of a large study.
gc.set_threshold(100_000)

# What failed before, if this Snakemake makes the report without it.
failed = left_out()

try:
    study = load_study(
        config,
        catalog_folder=Path(workflow.basedir) / "workflow" / "catalog",
        config_files=[Path("config.yaml"), *workflow.overwrite_configfiles],
        command_line=workflow.config_settings.config,
        without=failed,
    )
    check_writable(Path("results") / study.config.study)
    check_networks(study, cache=Path("results/.networks"))
except RefitError as error:
    sys.exit(f"\n{error}\n")

# With --cache, downloads and views are kept for other clones too.
CACHED = workflow.workflow_settings.cache is not None

# Jobs of this machine share its GPUs by leases; a scheduler gives each of its jobs its own.
if workflow.resource_settings.nodes is None and not workflow.remote_exec:
    at_once = offer_gpus(study.config.jobs_per_gpu)
    if at_once and "gpu" not in workflow.global_resources:
        workflow.register_resource("gpu", at_once)

TRAINING = f"../../envs/{'training-cuda' if study.config.cuda else 'training'}.yaml"

# Functions of wildcards must name files in full; everywhere else the path variables do.
DOWNLOADS = "results/downloads"
RESULTS = f"results/{study.config.study}"


def one_of(names):
    """A wildcard constraint: one of these names; none where there is none."""
    return "|".join(map(re.escape, names)) or "(?!)"


def other_than(names):
    """A wildcard constraint: none of these names."""
    return rf"(?!(?:{one_of(names)})(?:/|$))[^/]+"


def folder_of_run(experiment, seed):
    """Where all that is kept of a run is."""
    return f"{RESULTS}/runs/{experiment}/seed-{seed}"


def runs_with_seeds(experiment):
    """What names the runs of an experiment, in the order of the seeds."""
    data = study.views[study.experiments[experiment].view].data_set
    return [
        {"experiment": experiment, "seed": seed, "data": data}
        for seed in study.config.seeds
    ]


runs = [run for name in study.config.experiments for run in runs_with_seeds(name)]


def of_seeds(file):
    """A file of every run of an experiment, in the order of the seeds."""
    return [
        f"<results>/runs/{{experiment}}/seed-{seed}/{file}"
        for seed in study.config.seeds
    ]


def runs_of(experiments):
    """What is known of the runs of experiments: a file for each experiment, in their order."""
    return [f"{RESULTS}/models/{name}/runs.json" for name in experiments]


def of_runs(file, chosen):
    """A file of each of some runs, in their order."""
    return [f"{folder_of_run(run['experiment'], run['seed'])}/{file}" for run in chosen]


def downloads_of(wildcards):
    """By role, the files that a view is made from."""
    data_set = study.views[wildcards.view].data_set
    return {
        role: f"{DOWNLOADS}/{data_set}/{file.name}"
        for role, file in study.data_sets[data_set].files.items()
    }


def files_of_view(*names):
    """By name, files of the view that an experiment uses. One function for all is quicker than one for each."""

    def files(wildcards):
        folder = f"{RESULTS}/views/{study.experiments[wildcards.experiment].view}"
        return {name: f"{folder}/{name}.npz" for name in names}

    return files


@cache
def training_of(experiment):
    """What the training of an experiment depends on, the same for all its runs."""
    return study.training(experiment)


def threads_of(wildcards):
    """With how many threads an experiment trains."""
    return training_of(wildcards.experiment)["threads"]


def inputs_of_training(wildcards):
    """The view; the trained model that a run goes on from, if it does; the best candidate, if there is a search."""
    files = files_of_view("train", "validation", "test", "normalization")(wildcards)
    base = study.experiments[wildcards.experiment].continue_from
    if base:
        files["initial"] = f"{folder_of_run(base, wildcards.seed)}/model.keras"
    if wildcards.experiment in study.searches:
        files["best"] = f"{RESULTS}/searches/{wildcards.experiment}/best.json"
    return files


def results_of_candidates(wildcards):
    """What came of each candidate of a search."""
    draws = study.search_plan(wildcards.experiment)["draws"]
    folder = f"{RESULTS}/searches/{wildcards.experiment}/candidates"
    return [f"{folder}/{candidate}.json" for candidate in range(draws)]


def pictures_of(wildcards):
    """The files of all pictures that an experiment predicts; those of the project and the user are in no storage."""
    groups = study.pictures_of(wildcards.experiment, DOWNLOADS).values()
    files = [file for files in groups for file in files]
    return [file if file.startswith(DOWNLOADS) else local(file) for file in files]


# The runs of the experiments that something was reported for.
claimed = {claim.experiment for claim in study.claims.values()}
runs_claimed = [
    {
        **run,
        "has_history": run["experiment"] in study.networks,
        "has_examples": run["experiment"] in study.predicting,
    }
    for run in runs
    if run["experiment"] in claimed
]


def runs_compared(comparison):
    """The runs of the experiments that a comparison names, in its order."""
    return [
        {
            **run,
            "continue_from": study.experiments[name].continue_from,
            "has_history": name in study.networks,
        }
        for name in study.comparisons[comparison].experiments
        for run in runs
        if run["experiment"] == name
    ]


def runs_paired(comparison):
    """The runs in a comparison that are judged on the same test examples."""
    return [
        run for run in runs if run["experiment"] in study.on_one_test_part(comparison)
    ]


def test_part_of(comparison):
    """The test part on which a comparison's experiments are judged."""
    first = study.comparisons[comparison].experiments[0]
    return f"{RESULTS}/views/{study.experiments[first].view}/test.npz"


# Comparisons with at least one pair of experiments on the same test examples.
paired = [name for name in study.comparisons if len(study.on_one_test_part(name)) > 1]


def with_history(comparison):
    """The runs in a comparison whose model is a network, which learns by epochs."""
    return [run for run in runs_compared(comparison) if run["has_history"]]


def classes_of(wildcards):
    """Class names of an experiment's data."""
    return study.data_of(study.experiments[wildcards.experiment].view).classes


def target_of(wildcards):
    """What an experiment predicts, for regression."""
    return study.data_of(study.experiments[wildcards.experiment].view).target


def title_of(wildcards):
    """What stands above a figure of a run."""
    return study.title(wildcards.experiment, int(wildcards.seed))


# Views whose data are pictures.
picture_views = [name for name in study.views if len(study.data_of(name).shape) > 1]


# The runs that predict the same examples in a comparison: one of each experiment.
runs_predicting_in_comparisons = [
    run
    for run in runs
    if run["experiment"] in study.predicting
    and run["seed"] == study.config.seeds[0]
    and any(
        run["experiment"] in found.experiments for found in study.comparisons.values()
    )
]


def templates(name):
    """The template of a page, and what all pages share."""
    shared = ["page.html.jinja2", "macros.html.jinja2", "style.css", "study.js"]
    files = [f"{name}.html.jinja2", *shared]
    return [local(f"workflow/report/{file}") for file in files]


def pictures_of_view(name):
    """By what they show, the pictures of a view; of several views of a data set, the first has them."""
    of_same_data = [
        other
        for other in study.views
        if study.views[other].data_set == study.views[name].data_set
    ]
    if name != of_same_data[0]:
        return {}
    shown = {"samples": "samples.png"}
    if name in picture_views:
        shown |= {"single": "single_pictures.png", "mosaic": "mosaic.png"}
    return {key: f"{RESULTS}/views/{name}/{file}" for key, file in shown.items()}


def shown_of(name):
    """By what they show, the files that an experiment's page shows: of the first seed, figures of all seeds."""
    run = folder_of_run(name, study.config.seeds[0])
    figures = f"{RESULTS}/models/{name}"
    search = f"{RESULTS}/searches/{name}"
    is_network = name in study.networks
    is_classifier = study.task(name) == "classification"
    predicts = name in study.predicting
    shows_pictures = predicts and study.experiments[name].view in picture_views
    files = {
        "runs": f"{figures}/runs.json",
        "network": is_network and f"{run}/network.json",
        "diagram": is_network and f"{figures}/network.svg",
        "weights": is_network and f"{figures}/first_weights.svg",
        "curves": is_network and f"{figures}/learning_curves.svg",
        "matrix": is_classifier and f"{run}/confusion_matrix.svg",
        "first": is_classifier and f"{run}/first_predictions.png",
        "random": is_classifier and f"{run}/random_predictions.png",
        "mistakes": is_classifier and f"{run}/mistakes.png",
        "calibration": is_classifier and f"{run}/calibration.svg",
        "scatter": not is_classifier and f"{run}/predicted_against_actual.png",
        "examples": predicts and f"{run}/examples.csv",
        "example_pictures": shows_pictures and f"{run}/examples.png",
        "candidates": name in study.searches and f"{search}/candidates.csv",
        "best": name in study.searches and f"{search}/best.json",
        "search": name in study.searches and f"{search}/search.svg",
    }
    return {key: file for key, file in files.items() if file}


# Every file that a page shows, so that one that is deleted is made again.
shown = [file for name in study.config.experiments for file in shown_of(name).values()]

# By name, the chapters of the report beside the models.
chapters = {
    name: f"{RESULTS}/chapters/{name}.html"
    for name, is_there in {
        "data": True,
        "foundations": study.config.foundations,
        "comparisons": bool(study.comparisons),
    }.items()
    if is_there
}

# With the pages of many models, Snakemake's report would be too large.
models_in_report = len(study.config.experiments) <= MOST_MODELS_ON_A_PAGE
