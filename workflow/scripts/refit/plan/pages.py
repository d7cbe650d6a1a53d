"""What the report shows, and what it says of a study, its views and experiments, apart from results."""

import hashlib
from dataclasses import asdict
from typing import Any

from refit.configuration.study import Study
from refit.data.normalizations import NORMALIZATIONS
from refit.data.splits import VALIDATION_PARTS
from refit.definitions.base import purpose
from refit.definitions.claims import Claim
from refit.definitions.views import Validation
from refit.failures import name_of, told_by
from refit.files import TEMPLATES, file_digest
from refit.plan.files import Files
from refit.quantities import QUANTITIES
from refit.tasks.base import Headline, Task

SHARED_TEMPLATES = ("page.html.jinja2", "macros.html.jinja2", "style.css", "study.js")

MOST_MODELS_ON_A_PAGE = 60
"""Where there are more, each has a page of its own only, so that the report opens at once."""

LOSS = Headline("loss", "loss", "loss", "loss", sign=-1, is_share=False)
"""By which experiments are compared whose headlines differ."""


def description(study: Study, experiment: str) -> dict[str, Any]:
    """What the report says of an experiment: labels, notes and data; nothing that its training depends on."""
    definition, task = study.experiments[experiment], study.task(experiment)
    view = study.views[definition.view]
    return {
        "label": definition.label or experiment,
        "note": definition.note,
        "notebook": study.notebooks.get(experiment, ""),
        "control": experiment in study.controls,
        "view": definition.view,
        "data": study.data_of(definition.view).label,
        "stands_in_for": study.stands_in_for(definition.view),
        "validates_on_test": validates_on_test(study, experiment),
        "template": task.template,
        "headline": asdict(task.headline),
        "model": study.model_kind(experiment).name,
        "chance": None if view.shuffled_labels is None else task.chance(len(classes(study, experiment))),
        "published": [] if definition.view in study.originals else _published(study, experiment),
        "failed_runs": failed_runs(study, experiment),
    }


def failed_runs(study: Study, experiment: str) -> list[dict[str, Any]]:
    """The runs of an experiment that failed: of each, `seed`, and why (`refit.failures.told_by`)."""
    logs = study.failed_runs.get(experiment, {})
    return [{"seed": seed, **told_by(log)} for seed, log in logs.items()]


def what_failed(files: Files) -> list[dict[str, Any]]:
    """Each job that failed: why (`refit.failures.told_by`), its `name`, and what is missing for want of it.

    Those are `experiments` by name, `runs` (`experiment`, `seed`, and whether the experiment `is_shown`), and `files`.
    """
    study, missing = files.study, files.missing
    return [
        {
            **told_by(log),
            "name": name_of(log, files.results),
            "experiments": [name for name, why in study.failed.items() if why == log],
            "runs": [
                {"experiment": name, "seed": seed, "is_shown": name in study.shown}
                for name in study.config.experiments
                for seed, why in study.failed_runs.get(name, {}).items()
                if why == log
            ],
            "files": [path for path, why in missing.items() if why == log],
        }
        for log in dict.fromkeys(missing.values())
    ]


def beside_chapters(files: Files) -> dict[str, str]:
    """By name, what the report's page is made from beside runs, views and chapters."""
    names = {"claims": "claims.csv", "costs": "costs.csv", "costs_figure": "costs.svg", "config": "config.yaml"}
    return {name: f"{files.results}/{file}" for name, file in names.items()} | {"models": files.chapter_of_models}


def absent_from_comparisons(study: Study) -> list[str]:
    """Of each comparison that names experiments which the study does not have, a sentence that says so."""
    return [
        f"The comparison '{name}' is {'shown without' if len(study.compared(name)) > 1 else 'not shown: it names'} "
        f"{', '.join(study.absent(name))}, which this study does not run; add it under 'experiments'."
        for name in study.comparisons
        if study.absent(name)
    ]


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
        "models_on_page": models_on_page(study),
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


def headline_compared(study: Study, comparison: str) -> dict[str, Any]:
    """The score by which a comparison's experiments are compared (`refit.tasks.base.Headline`)."""
    headlines = {study.task(name).headline for name in study.compared(comparison)}
    return asdict(LOSS if len(headlines) > 1 else headlines.pop())


def headlines(study: Study) -> dict[str, dict[str, Any]]:
    """By experiment, the score by which it is judged."""
    return {name: asdict(study.task(name).headline) for name in study.shown}


def paired_task(study: Study, comparison: str) -> Task:
    """The task of a comparison's pairs."""
    return study.task(study.compared(comparison)[0])


def title(study: Study, experiment: str, seed: int | str | None = None) -> str:
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
    split, seed = _split(definition.validation), definition.shuffled_labels
    if definition.test is not None:
        split += f"; test: {definition.test.share:.0%}, drawn at random (random_state={definition.test.random_state})"
    return {
        "title": view_title(study, view),
        "origin": data_set.origin,
        "licence": data_set.licence,
        "split": split,
        "normalization": f"{definition.normalization}: {purpose(NORMALIZATIONS[definition.normalization]).rstrip('.')}",
        "pictures": "each together with its inverse (255 minus it)" if definition.inverted else "",
        "labels": "" if seed is None else f"of the training and validation part shuffled (seed {seed}), as a control",
        "repeated": f"the training part, {definition.repeat} times an epoch" if definition.repeat > 1 else "",
        "note": definition.note,
    }


def _split(validation: Validation) -> str:
    """How the validation part is taken."""
    if validation.part == "none":
        return "no validation part"
    if validation.part == "test":
        return "the validation part is the test part, as in the notebook; nothing is selected on it"
    if validation.count:
        return f"validation: the {validation.part} {validation.count} training examples"
    if validation.split:
        drawn = f"drawn at random (random_state={validation.split.random_state})"
        return f"validation: {validation.split.share:.0%} of the training examples, {drawn}"
    return f"validation: {purpose(VALIDATION_PARTS[validation.part]).rstrip('.')}"


def validates_on_test(study: Study, experiment: str) -> bool:
    """Whether an experiment's validation part is its test part."""
    return study.views[study.experiments[experiment].view].validation.part == "test"


def classes(study: Study, experiment: str) -> list[str]:
    """Class names of an experiment's data."""
    return study.data_of(study.experiments[experiment].view).classes


def picture_views(study: Study) -> list[str]:
    """Views whose data are pictures."""
    return [name for name in study.views if study.example_kind(name) == "picture"]


def files_of_page(study: Study, files: Files, experiment: str) -> dict[str, str]:
    """By what they tell, the files that an experiment's page is made from, apart from figures: of the first run."""
    of_page = {"runs": files.model(experiment, "runs.json")}
    if experiment in study.networks:
        of_page["network"] = files.first_run(experiment, "network.json")
    if experiment in study.predicting:
        of_page["examples"] = files.first_run(experiment, "examples.csv")
    if experiment in study.searches:
        of_page["candidates"] = files.search(experiment, "candidates.csv")
        of_page["best"] = files.search(experiment, "best.json")
    return of_page


def models_on_page(study: Study) -> bool:
    """Whether the page, and Snakemake's report, have the models' pages; with those of many, they would be too large."""
    return len(study.config.experiments) <= MOST_MODELS_ON_A_PAGE


def task_templates(study: Study) -> list[str]:
    """The names of the templates that word the study's tasks."""
    return sorted({f"tasks/{study.task(name).template}" for name in study.shown})


def templates_digest(*names: str) -> str:
    """The digest of the templates of a page and of what all pages share.

    They are part of the workflow's sources, and no inputs of a job: those would have to be where its other files are.
    """
    files = (*(f"{name}.html.jinja2" for name in names), *SHARED_TEMPLATES)
    return hashlib.sha256("".join(file_digest(TEMPLATES / file) for file in files).encode()).hexdigest()
