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


def one_of(names):
    """A wildcard constraint: one of these names; none where there is none."""
    return "|".join(names) or "(?!)"


def downloads_of(wildcards):
    """By role, the files that a view is made from."""
    data_set = study.views[wildcards.view].data_set
    return {
        role: f"results/downloads/{data_set}/{file.name}"
        for role, file in study.data_sets[data_set].files.items()
    }


def view_of(wildcards):
    """The folder of the view that an experiment uses."""
    return f"results/{study.config.study}/views/{study.experiments[wildcards.experiment].view}"


def view_file(name):
    """A file of the view that an experiment uses."""
    return lambda wildcards: f"{view_of(wildcards)}/{name}"


def classes_of(wildcards):
    """Class names of an experiment's data."""
    return study.data_of(study.experiments[wildcards.experiment].view).classes


def target_of(wildcards):
    """What an experiment predicts, for regression."""
    return study.data_of(study.experiments[wildcards.experiment].view).target


def initial_of(wildcards):
    """The trained model that a run goes on from, if it does."""
    base = study.experiments[wildcards.experiment].continue_from
    return (
        f"results/{study.config.study}/runs/{base}/seed-{wildcards.seed}/model.keras"
        if base
        else []
    )


FIGURES = {
    "classification": ["confusion_matrix.svg", "first_predictions.png"],
    "regression": ["predicted_against_actual.png"],
    "network": ["learning_curves.svg"],
    "estimator": [],
}


def figures_of_runs():
    """Every figure of every run that the study shows."""
    return [
        f"results/{study.config.study}/runs/{run['experiment']}/seed-{run['seed']}/{figure}"
        for run in runs
        for kind in study.kinds(run["experiment"])
        for figure in FIGURES[kind]
    ]


# A view whose data are pictures, for the foundations.
picture_view = next(
    (name for name in study.views if len(study.data_of(name).shape) > 1), None
)


def foundations():
    """The chapter of foundations, if the study has it."""
    files = ["activations.svg", "foundations.html"] + (
        ["kernels.png"] if picture_view else []
    )
    folder = f"results/{study.config.study}/foundations"
    return [f"{folder}/{name}" for name in files] if study.config.foundations else []


def title_of(wildcards):
    """What stands above a figure of a run."""
    return study.title(wildcards.experiment, int(wildcards.seed))


runs = [
    {
        "experiment": name,
        "seed": seed,
        "data": study.views[study.experiments[name].view].data_set,
    }
    for name in study.config.experiments
    for seed in study.config.seeds
]


def of_runs(file):
    """A file of every run, in the order of `runs`."""
    return [
        f"results/{study.config.study}/runs/{run['experiment']}/seed-{run['seed']}/{file}"
        for run in runs
    ]
