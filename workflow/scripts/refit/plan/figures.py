"""The table of drawings, for a study: which there are of what, from which files, and what they must know."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from refit.configuration.study import Study
from refit.figures.drawings import DRAWINGS, Drawing, Facts
from refit.plan import pages, recipes
from refit.plan.files import Files

Wildcards = Mapping[str, str]
"""What a job is about: `view`, or `experiment` and perhaps `seed`."""

ANY: Wildcards = {"view": "{view}", "experiment": "{experiment}", "seed": "{seed}"}
"""In the patterns of files."""

JOBS = {"view": "{view}", "model": "{experiment}", "search": "{experiment}", "run": "{experiment}/seed-{seed}"}
"""By what a drawing is of, the pattern that names its jobs."""


FOLDERS: dict[str, Callable[[Files, Wildcards, str], str]] = {
    "view": lambda files, about, file: files.view(_view(files.study, about), file),
    "model": lambda files, about, file: files.model(about["experiment"], file),
    "run": lambda files, about, file: files.run(about["experiment"], about["seed"], file),
    "search": lambda files, about, file: files.search(about["experiment"], file),
}
"""By what a drawing is of, where its files are."""

PLACES: dict[str, Callable[[Files, Wildcards, str], str | list[str]]] = {
    **FOLDERS,
    "first_run": lambda files, about, file: files.first_run(about["experiment"], file),
    "every_run": lambda files, about, file: files.seeds(about["experiment"], file),
}
"""Where its inputs are."""

KNOWN: dict[str, Callable[[Study, Wildcards], Any]] = {
    "title": lambda study, about: pages.title(study, about["experiment"], about.get("seed")),
    "view_title": lambda study, about: pages.view_title(study, _view(study, about)),
    "task": lambda study, about: study.task_of_view(_view(study, about)).template,
    "example_kind": lambda study, about: study.example_kind(_view(study, about)),
    "classes": lambda study, about: study.data_of(_view(study, about)).classes,
    "columns": lambda study, about: study.data_of(_view(study, about)).columns,
    "target": lambda study, about: study.data_of(_view(study, about)).target,
    "seed": lambda _, about: int(about["seed"]),
    "claims": lambda study, about: pages.claims_of_epochs(study, about["experiment"]),
    "validates_on_test": lambda study, about: pages.validates_on_test(study, about["experiment"]),
    "space": lambda study, about: recipes.search_plan(study, about["experiment"]).space,
}
"""By a drawing's argument, what the configuration tells."""


def inputs(files: Files, drawing: Drawing, about: Wildcards) -> dict[str, str | list[str]]:
    """By name, the files that a job draws from."""
    return {name: PLACES[place](files, about, file) for name, (place, file) in drawing.inputs.items()}


def known(study: Study, drawing: Drawing, about: Wildcards) -> dict[str, Any]:
    """By name, what a job must know beside."""
    return {name: KNOWN[name](study, about) for name in drawing.knows}


def made(files: Files, drawing: Drawing, about: Wildcards = ANY) -> list[str]:
    """All files that a drawing makes: of what a job is about, or their patterns."""
    return [FOLDERS[drawing.of](files, about, file) for file in drawing.files]


def made_of_experiment(study: Study, files: Files, experiment: str) -> list[str]:
    """All files that are drawn for an experiment's page: of all its runs, of the first one, of its search."""
    facts = Facts(
        task=study.task(experiment).template,
        example_kind=study.example_kind(study.experiments[experiment].view),
        model=study.model_kind(experiment).name,
        predicts=experiment in study.predicting,
        is_searched=experiment in study.searches,
    )
    about = {"experiment": experiment, "seed": str(study.config.seeds[0])}
    drawings = [drawing for drawing in DRAWINGS if drawing.of != "view" and drawing.applies(facts)]
    return [file for drawing in drawings for file in made(files, drawing, about)]


def made_of_view(study: Study, files: Files, view: str) -> list[str]:
    """All files that are drawn of a view, for the chapter on data; of several of a data set, the first has them."""
    data_set = study.views[view].data_set
    if view != next(name for name, other in study.views.items() if other.data_set == data_set):
        return []
    about = {"view": view}
    facts = Facts(task=KNOWN["task"](study, about), example_kind=study.example_kind(view))
    drawings = [drawing for drawing in DRAWINGS if drawing.of == "view" and drawing.applies(facts)]
    return [file for drawing in drawings for file in made(files, drawing, about)]


def words(drawings: Iterable[Drawing]) -> dict[str, dict[str, Any]]:
    """By a figure's file name, how pages show it (`refit.figures.drawings.Figure`)."""
    return {file: asdict(figure) for drawing in drawings for file, figure in drawing.figures.items()}


def all_files(study: Study, files: Files) -> list[str]:
    """Every file that is made for an experiment's page, so that one that is deleted is made again."""
    return [
        file
        for name in study.config.experiments
        for file in (*pages.files_of_page(study, files, name).values(), *made_of_experiment(study, files, name))
    ]


def _view(study: Study, about: Wildcards) -> str:
    return about.get("view") or study.experiments[about["experiment"]].view
