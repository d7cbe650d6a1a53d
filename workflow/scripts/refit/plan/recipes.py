"""What each job of a study depends on, apart from the files it reads, its seed and its code."""

from collections.abc import Callable
from functools import cache
from typing import Any

from refit.configuration.study import Study
from refit.data.normalizations import NORMALIZATIONS
from refit.data.splits import VALIDATION_PARTS
from refit.definitions.keras_objects import keras_config
from refit.execution import default_threads
from refit.formats import FORMATS
from refit.params import Examples, Fitting, SearchPlan, Training, ViewRecipe


@cache
def training(study: Study, experiment: str) -> Training:
    """The training of a network, its open places included; the same for all runs of an experiment."""
    definition = study.experiments[experiment]
    first = study.experiments[study.beginning(experiment)]
    assert first.optimizer is not None
    assert definition.epochs is not None
    task, stopping = study.task(experiment), definition.early_stopping
    loss, metrics = definition.loss or first.loss, definition.metrics or first.metrics
    return Training(
        network=study.network(experiment),
        task=task.name,
        optimizer=keras_config(first.optimizer),
        loss=keras_config(loss) if loss else task.loss,
        metrics=[*task.metrics, *map(keras_config, metrics)],
        epochs=definition.epochs,
        batch_size=definition.batch_size,
        callbacks=[
            *([{"class_name": "EarlyStopping", "config": stopping.model_dump()}] if stopping else []),
            *map(keras_config, definition.callbacks),
        ],
        repeat=study.views[definition.view].repeat,
        threads=definition.threads or default_threads(study.sample_networks(experiment)[0].layers),
        records_scores=bool(loss or metrics),
    )


def fitting(study: Study, experiment: str) -> Fitting:
    """The fit of a scikit-learn estimator."""
    estimator = study.experiments[experiment].estimator
    assert estimator is not None
    return Fitting(estimator.name, estimator.arguments)


def search_plan(study: Study, experiment: str) -> SearchPlan:
    """A search's candidates and folds."""
    search = study.experiments[experiment].search
    assert search is not None
    return SearchPlan(**search.model_dump(), stratified=study.task(experiment).stratified)


def examples(study: Study, experiment: str, downloads: str) -> Examples:
    """The examples that an experiment predicts; `downloads` is the folder of those that are downloaded."""
    view = study.experiments[experiment].view
    rows = {body.label: body.rows for body in study.examples_of(experiment).values() if body.rows}
    return Examples(
        shape=study.shape(view),
        classes=study.data_of(view).classes,
        pictures=study.pictures_of(experiment, downloads),
        rows={label: [row.model_dump() for row in listed] for label, listed in rows.items()},
    )


def view_recipe(study: Study, view: str) -> ViewRecipe:
    """The making of a view; names and labels are no part of it."""
    definition, data_set = study.views[view], study.data_of(view)
    return ViewRecipe(
        format=data_set.format,
        shape=data_set.shape,
        train=data_set.train,
        test=data_set.test,
        files={role: {"bytes": file.bytes, "sha256": file.sha256} for role, file in data_set.files.items()},
        reading=data_set.model_dump(include={*FORMATS[data_set.format].options}),
        labels=len(data_set.classes),
        task=study.task_of_view(view).name,
        view_shape=definition.shape,
        test_split=definition.test.model_dump() if definition.test else None,
        validation=definition.validation.model_dump(exclude_defaults=True),
        inverted=definition.inverted,
        shuffled_labels=definition.shuffled_labels,
        normalization=definition.normalization,
    )


def work_of_view(study: Study, view: str) -> list[Callable[..., Any]]:
    """The functions of tables that make a view: its format's reader, its split, its normalization, its summary."""
    definition, data_set = study.views[view], study.data_of(view)
    return [
        FORMATS[data_set.format].read,
        VALIDATION_PARTS[definition.validation.part],
        NORMALIZATIONS[definition.normalization],
        study.task_of_view(view).summarize_truth,
    ]


def work_of_candidate(study: Study, experiment: str) -> list[Callable[..., Any]]:
    """The functions of the task by which a search's candidates are judged."""
    task = study.task(experiment)
    return [task.widen, task.example_scores]
