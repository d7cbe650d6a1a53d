"""Read and check the configuration; what the rules ask of it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(workflow.basedir) / "workflow" / "scripts"))

from refit.configuration.checks import check_writable
from refit.code_digest import code_digest
from refit.errors import RefitError
from refit.configuration.loading import check_networks, load_study

try:
    study = load_study(
        config,
        catalog_folder=Path(workflow.basedir) / "workflow" / "catalog",
        config_files=[Path("config.yaml"), *workflow.overwrite_configfiles],
        command_line=workflow.config_settings.config,
    )
    check_writable(Path("results") / study.config.study)
    check_networks(study, cache=Path("results/.networks"))
except RefitError as error:
    sys.exit(f"\n{error}\n")

# Functions of wildcards must name files in full; everywhere else the path variables do.
DOWNLOADS = "results/downloads"
RESULTS = f"results/{study.config.study}"


def one_of(names):
    """A wildcard constraint: one of these names; none where there is none."""
    return "|".join(names) or "(?!)"


def folder_of_run(experiment, seed):
    """Where all that is kept of a run is."""
    return f"{RESULTS}/runs/{experiment}/seed-{seed}"


runs = [
    {
        "experiment": name,
        "seed": seed,
        "data": study.views[study.experiments[name].view].data_set,
    }
    for name in study.config.experiments
    for seed in study.config.seeds
]


def of_runs(file, chosen=runs):
    """A file of every run, in the order of `runs`."""
    return [f"{folder_of_run(run['experiment'], run['seed'])}/{file}" for run in chosen]


def downloads_of(wildcards):
    """By role, the files that a view is made from."""
    data_set = study.views[wildcards.view].data_set
    return {
        role: f"{DOWNLOADS}/{data_set}/{file.name}"
        for role, file in study.data_sets[data_set].files.items()
    }


def file_of_view(name):
    """A file of the view that an experiment uses."""
    return (
        lambda wildcards: f"{RESULTS}/views/{study.experiments[wildcards.experiment].view}/{name}"
    )


def threads_of(wildcards):
    """With how many threads an experiment trains."""
    return study.training(wildcards.experiment)["threads"]


def initial_of(wildcards):
    """The trained model that a run goes on from, if it does."""
    base = study.experiments[wildcards.experiment].continue_from
    return f"{folder_of_run(base, wildcards.seed)}/model.keras" if base else []


def best_of(wildcards):
    """The best candidate of an experiment's search, if it has one."""
    has_search = wildcards.experiment in study.searches
    return f"{RESULTS}/searches/{wildcards.experiment}/best.json" if has_search else []


def results_of_candidates(wildcards):
    """What came of each candidate of a search."""
    draws = study.search_plan(wildcards.experiment)["draws"]
    folder = f"{RESULTS}/searches/{wildcards.experiment}/candidates"
    return [f"{folder}/{candidate}.json" for candidate in range(draws)]


def pictures_of(wildcards):
    """The files of all pictures that an experiment predicts."""
    groups = study.pictures_of(wildcards.experiment, DOWNLOADS).values()
    return [file for files in groups for file in files]


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


def shown_of_run(name, seed):
    """By what they show, the files that a run's page shows."""
    view = f"{RESULTS}/views/{study.experiments[name].view}"
    run = folder_of_run(name, seed)
    search = f"{RESULTS}/searches/{name}"
    sees_pictures = study.experiments[name].view in picture_views
    is_network = name in study.networks
    is_classifier = study.task(name) == "classification"
    predicts = name in study.predicting
    files = {
        "metrics": f"{run}/metrics.json",
        "record": f"{run}/record.json",
        "samples": f"{view}/samples.png",
        "single": sees_pictures and f"{view}/single_pictures.png",
        "mosaic": sees_pictures and f"{view}/mosaic.png",
        "history": is_network and f"{run}/history.csv",
        "network": is_network and f"{run}/network.json",
        "diagram": is_network and f"{run}/network.svg",
        "weights": is_network and f"{run}/first_weights.svg",
        "curves": is_network and f"{run}/learning_curves.svg",
        "matrix": is_classifier and f"{run}/confusion_matrix.svg",
        "first": is_classifier and f"{run}/first_predictions.png",
        "random": is_classifier and f"{run}/random_predictions.png",
        "scatter": not is_classifier and f"{run}/predicted_against_actual.png",
        "examples": predicts and f"{run}/examples.csv",
        "example_pictures": predicts and sees_pictures and f"{run}/examples.png",
        "candidates": name in study.searches and f"{search}/candidates.csv",
        "best": name in study.searches and f"{search}/best.json",
        "search": name in study.searches and f"{search}/search.svg",
    }
    return {key: file for key, file in files.items() if file}


shown_of_runs = {
    file
    for run in runs
    for file in shown_of_run(run["experiment"], run["seed"]).values()
}

# The chapter of foundations, if the study has it.
foundations = [
    f"{RESULTS}/foundations/{part}"
    for part in ["activations.svg", "foundations.html"]
    + ["kernels.png"] * bool(picture_views)
    if study.config.foundations
]
