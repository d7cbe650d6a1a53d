"""What the report shows, and what it says of a study, its views and experiments, apart from results."""

from dataclasses import asdict
from typing import Any

from refit.configuration.study import Study
from refit.definitions.claims import Claim
from refit.plan.files import Files
from refit.plan.runs import paired_comparisons
from refit.quantities import QUANTITIES
from refit.report import MOST_MODELS_ON_A_PAGE

SHARED_TEMPLATES = ("page.html.jinja2", "macros.html.jinja2", "style.css", "study.js")


def description(study: Study, experiment: str) -> dict[str, Any]:
    """What the report says of an experiment: labels, notes and data; nothing that its training depends on."""
    definition = study.experiments[experiment]
    return {
        "label": definition.label or experiment,
        "note": definition.note,
        "notebook": study.notebooks.get(experiment, ""),
        "control": experiment in study.controls,
        "view": definition.view,
        "data": study.data_of(definition.view).label,
        "stands_in_for": study.stands_in_for(definition.view),
        "validates_on_test": validates_on_test(study, experiment),
        "chance": 1 / study.data_of(definition.view).outputs
        if study.views[definition.view].shuffled_labels is not None and study.task(experiment).name == "classification"
        else None,
        "model": study.model_kind(experiment).name,
        "headline": asdict(study.task(experiment).headline),
        "published": [] if definition.view in study.originals else _published(study, experiment),
    }


def _published(study: Study, experiment: str) -> list[dict[str, Any]]:
    """What others published for an experiment's headline, with the `part` that it is of."""
    beside = [number for number in study.published.values() if experiment in number.beside]
    headline = study.task(experiment).headline.name
    return [
        number.model_dump() | {"part": QUANTITIES[number.quantity].part}
        for number in beside
        if QUANTITIES[number.quantity].metric == headline
    ]


def summary(study: Study) -> dict[str, Any]:
    """What the report says of the study as a whole."""
    labels = {name: data_set.label for name, data_set in study.data_sets.items()}
    return {
        "name": study.config.study,
        "data": study.config.data,
        "seeds": study.config.seeds,
        "notebooks": study.notebook_titles,
        "published": [
            number.model_dump() | {"data": labels.get(number.data_set, number.data_set)}
            for number in study.published.values()
        ],
    }


def claims_of_epochs(study: Study, experiment: str) -> list[dict[str, Any]]:
    """What was reported of single epochs and can be compared: `epoch`, `quantity`, `value`."""
    return [
        {key: claim[key] for key in ("epoch", "quantity", "value")}
        for claim in claims_of(study, experiment)
        if claim["epoch"] and not claim["incomparable"]
    ]


def claims_of(study: Study, experiment: str) -> list[dict[str, Any]]:
    """What was reported for an experiment (none: for the foundations); `name`, and why it is `incomparable`."""
    return [
        claim.model_dump() | {"name": name, "incomparable": _incomparable(study, claim)}
        for name, claim in study.claims.items()
        if claim.experiment == experiment
    ]


def _incomparable(study: Study, claim: Claim) -> str:
    """Why the study's data say nothing about a claim, if so."""
    if not claim.experiment:
        return ""
    view = study.experiments[claim.experiment].view
    is_certain = QUANTITIES[claim.quantity].is_certain and study.has_the_shape_asked_for(view)
    if is_certain or view not in study.originals:
        return ""
    return f"{study.data_of(view).label} stands in for {study.stands_in_for(view)}"


def metric_compared(study: Study, comparison: str) -> str:
    """The column of a history on which a comparison's experiments are compared."""
    tasks = {study.task(name).name for name in study.comparisons[comparison].experiments}
    return "accuracy" if tasks == {"classification"} else "loss"


def title(study: Study, experiment: str, seed: int | None = None) -> str:
    """What stands above a figure of a run, or of all; with the data's name, lest a stand-in be taken for more."""
    whose = "" if seed is None else f", seed {seed}"
    return f"{experiment}{whose}, {study.data_of(study.experiments[experiment].view).label}"


def view_title(study: Study, view: str) -> str:
    """What stands above a figure of a view."""
    original = study.stands_in_for(view)
    return f"{view}: {study.data_of(view).label}" + (f", in place of {original}" if original else "")


def view_description(study: Study, view: str) -> dict[str, str]:
    """What a view's summary says beside its figures."""
    definition, data_set = study.views[view], study.data_of(view)
    validation = definition.validation
    split = {
        "none": "no validation part",
        "random": f"validation: {validation.split.share:.0%} of the training examples, drawn at random "
        f"(random_state={validation.split.random_state})"
        if validation.split
        else "",
        "test": "the validation part is the test part, as in the notebook; nothing is selected on it",
    }.get(validation.part, f"validation: the {validation.part} {validation.count} training examples")
    if definition.test is not None:
        split += f"; test: {definition.test.share:.0%}, drawn at random (random_state={definition.test.random_state})"
    return {
        "title": view_title(study, view),
        "origin": data_set.origin,
        "split": split,
        "normalization": definition.normalization.replace("_", " ")
        + " (statistics of the training part)" * (definition.normalization == "standardize"),
        "pictures": "each together with its inverse (255 minus it)" if definition.inverted else "",
        "labels": ""
        if definition.shuffled_labels is None
        else f"of the training and validation part shuffled (seed {definition.shuffled_labels}), as a control",
        "repeated": f"the training part, {definition.repeat} times an epoch" if definition.repeat > 1 else "",
        "note": definition.note,
    }


def validates_on_test(study: Study, experiment: str) -> bool:
    """Whether an experiment's validation part is its test part."""
    return study.views[study.experiments[experiment].view].validation.part == "test"


def classes(study: Study, experiment: str) -> list[str]:
    """Class names of an experiment's data."""
    return study.data_of(study.experiments[experiment].view).classes


def target(study: Study, experiment: str) -> str:
    """What an experiment predicts, for regression."""
    return study.data_of(study.experiments[experiment].view).target


def picture_views(study: Study) -> list[str]:
    """Views whose data are pictures."""
    return [name for name in study.views if len(study.data_of(name).shape) > 1]


def pictures_of_view(study: Study, files: Files, view: str) -> dict[str, str]:
    """By what they show, the pictures of a view; of several views of a data set, the first has them."""
    data_set = study.views[view].data_set
    if view != next(name for name, other in study.views.items() if other.data_set == data_set):
        return {}
    names = {"samples": "samples.png"}
    if view in picture_views(study):
        names |= {"single": "single_pictures.png", "mosaic": "mosaic.png"}
    return {key: files.view(view, name) for key, name in names.items()}


def files_of_page(study: Study, files: Files, experiment: str) -> dict[str, str]:
    """By what they show, the files that an experiment's page shows: of the first seed, figures of all seeds."""
    predicts = experiment in study.predicting
    shows_pictures = predicts and study.experiments[experiment].view in picture_views(study)
    of_network = {
        "network": files.first_run(experiment, "network.json"),
        "diagram": files.model(experiment, "network.svg"),
        "weights": files.model(experiment, "first_weights.svg"),
        "curves": files.model(experiment, "learning_curves.svg"),
    }
    of_classifier = {
        "matrix": files.first_run(experiment, "confusion_matrix.svg"),
        "first": files.first_run(experiment, "first_predictions.png"),
        "random": files.first_run(experiment, "random_predictions.png"),
        "mistakes": files.first_run(experiment, "mistakes.png"),
        "calibration": files.first_run(experiment, "calibration.svg"),
    }
    of_regression = {"scatter": files.first_run(experiment, "predicted_against_actual.png")}
    of_search = {
        "candidates": files.search(experiment, "candidates.csv"),
        "best": files.search(experiment, "best.json"),
        "search": files.search(experiment, "search.svg"),
    }
    return {
        "runs": files.model(experiment, "runs.json"),
        **(of_network if experiment in study.networks else {}),
        **(of_classifier if study.task(experiment).name == "classification" else of_regression),
        **({"examples": files.first_run(experiment, "examples.csv")} if predicts else {}),
        **({"example_pictures": files.first_run(experiment, "examples.png")} if shows_pictures else {}),
        **(of_search if experiment in study.searches else {}),
    }


def all_files(study: Study, files: Files) -> list[str]:
    """Every file that a page shows, so that one that is deleted is made again."""
    return [file for name in study.config.experiments for file in files_of_page(study, files, name).values()]


def models_in_report(study: Study) -> bool:
    """Whether Snakemake's report has the models' pages; with those of many, it would be too large."""
    return len(study.config.experiments) <= MOST_MODELS_ON_A_PAGE


def chapters(study: Study, files: Files) -> dict[str, str]:
    """By name, the chapters of the report beside the models."""
    there = {"data": True, "foundations": study.config.foundations, "comparisons": bool(study.comparisons)}
    return {name: files.chapter(name) for name, is_there in there.items() if is_there}


def templates(*names: str) -> list[str]:
    """The templates of a page, and what all pages share."""
    return [f"workflow/report/{file}" for name in names for file in (f"{name}.html.jinja2", *SHARED_TEMPLATES)]


def compared(study: Study, files: Files) -> list[dict[str, Any]]:
    """What the chapter on comparisons shows of each: its definition, and the files that hold its results."""
    paired = paired_comparisons(study)
    return [
        {
            "name": name,
            "metric": metric_compared(study, name),
            "figure": files.comparison(name, "svg"),
            "table": files.comparison(name, "csv"),
            "pairs_figure": files.pairs(name, "svg") if name in paired else None,
            "pairs_table": files.pairs(name, "csv") if name in paired else None,
            **comparison.model_dump(),
        }
        for name, comparison in study.comparisons.items()
    ]
