"""What each job of a study depends on, apart from the files it reads, its seed and its code."""

from functools import cache
from typing import Any

from refit.configuration.study import Study, keras_config
from refit.execution import default_threads


def fitting(study: Study, experiment: str) -> dict[str, Any]:
    """What a run of a scikit-learn estimator depends on, apart from the files it reads, its seed and the code."""
    estimator = study.experiments[experiment].estimator
    assert estimator is not None
    return {"name": estimator.name, "arguments": estimator.arguments}


def search_plan(study: Study, experiment: str) -> dict[str, Any]:
    """What a search's candidates and folds depend on, apart from the files."""
    search = study.experiments[experiment].search
    assert search is not None
    return search.model_dump() | {"task": study.task(experiment)}


@cache
def training(study: Study, experiment: str) -> dict[str, Any]:
    """All that a run depends on, open places included, apart from the files it reads, its seed and the code."""
    definition = study.experiments[experiment]
    first = study.experiments[study.beginning(experiment)]
    assert first.optimizer is not None
    return study.network(experiment) | {
        "task": study.task(experiment),
        "optimizer": keras_config(first.optimizer),
        "epochs": definition.epochs,
        "early_stopping": definition.early_stopping.model_dump() if definition.early_stopping else None,
        "batch_size": definition.batch_size,
        "repeat": study.views[definition.view].repeat,
        "threads": definition.threads or default_threads(study.sample_networks(experiment)[0]["layers"]),
    }


def prediction(study: Study, experiment: str, downloads: str) -> dict[str, Any]:
    """What the prediction of examples depends on, apart from the files it reads and the code."""
    definition = study.experiments[experiment]
    data_set = study.data_of(definition.view)
    return {
        "pictures": study.pictures_of(experiment, downloads),
        "rows": {
            body.label: [row.model_dump() for row in body.rows]
            for body in study.examples_of(experiment).values()
            if body.rows
        },
        "shape": list(study.views[definition.view].shape or data_set.shape),
        "classes": data_set.classes,
    }


def view_recipe(study: Study, view: str) -> dict[str, Any]:
    """All that a view's files depend on, apart from the downloads and the code."""
    data_set = study.data_of(view).model_dump(include={"format", "shape", "classes", "train", "test"})
    data_set["files"] = {
        role: {"bytes": file.bytes, "sha256": file.sha256} for role, file in study.data_of(view).files.items()
    }
    return {
        "view": study.views[view].model_dump(exclude={"note", "repeat"}),
        "data_set": data_set,
    }
