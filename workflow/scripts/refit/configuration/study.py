"""A study: what is to be run, resolved to what each job depends on."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pydantic

from refit.configuration.sources import ConfigSource
from refit.definitions.base import DataFile
from refit.definitions.claims import Claim
from refit.definitions.comparisons import Comparison
from refit.definitions.data_sets import DataSet
from refit.definitions.examples import Examples
from refit.definitions.experiments import Experiment
from refit.definitions.keras_objects import KerasObject
from refit.definitions.published import Published
from refit.definitions.study import Config
from refit.definitions.views import View
from refit.execution import default_threads
from refit.files import files_at
from refit.templates import resolved

Network = dict[str, Any]


@dataclass(frozen=True)
class Study:
    """What is to be run, by name; only what the study's experiments use is here."""

    config: Config
    experiments: dict[str, Experiment]
    views: dict[str, View]
    data_sets: dict[str, DataSet]
    originals: dict[str, DataSet]
    """By view: the data set that the view's own one stands in for."""
    examples: dict[str, Examples]
    """What the experiments predict beside their test part, and what may stand in for it."""
    comparisons: dict[str, Comparison]
    """Those whose experiments the study has."""
    claims: dict[str, Claim]
    """Those about the study's experiments."""
    grids: dict[str, list[str]]
    """By name: the experiments that a grid stands for."""
    published: dict[str, Published]
    """Those about the data that the experiments ask for."""
    notebooks: dict[str, str]
    """By experiment: the key of its notebook; an experiment of the user's own has none."""
    notebook_titles: dict[str, str]
    """By key."""
    known_files: dict[str, str]
    """By SHA-256: every file that a definition names, in words."""
    unproven: tuple[str, ...]
    """The experiments whose network is not one of the catalogue's, which the tests build."""
    sources: tuple[ConfigSource, ...]

    def data_of(self, view: str) -> DataSet:
        """The data set that a view is made from."""
        return self.data_sets[self.views[view].data_set]

    def task(self, experiment: str) -> str:
        """`classification` or `regression`."""
        return "classification" if self.data_of(self.experiments[experiment].view).classes else "regression"

    def kinds(self, experiment: str) -> list[str]:
        """What decides which figures an experiment has: its kind of model, and its task."""
        model = "network" if self.experiments[experiment].estimator is None else "estimator"
        return [model, self.task(experiment)]

    def stands_in_for(self, view: str) -> str:
        """The label of the data set that a view's data stands in for, or nothing."""
        return self.originals[view].label if view in self.originals else ""

    def has_the_shape_asked_for(self, view: str) -> bool:
        """Whether a view's data has as many values an example as what it stands in for."""
        return view not in self.originals or self.originals[view].shape == self.data_of(view).shape

    def beginning(self, experiment: str) -> str:
        """The experiment whose layers an experiment's model has: its own, or what it goes on from in the end."""
        base = self.experiments[experiment].continue_from
        return experiment if base is None else self.beginning(base)

    @cached_property
    def estimators(self) -> list[str]:
        """The experiments whose model is scikit-learn's."""
        return [name for name, found in self.experiments.items() if found.estimator is not None]

    @cached_property
    def networks(self) -> list[str]:
        """The experiments whose model is a network."""
        return [name for name, found in self.experiments.items() if found.estimator is None]

    @cached_property
    def controls(self) -> list[str]:
        """The experiments that show what a model without learning reaches."""
        return [name for name in self.experiments if self.notebooks.get(name) == "controls"]

    def fitting(self, experiment: str) -> dict[str, Any]:
        """What a run of a scikit-learn estimator depends on, apart from the files it reads, its seed and the code."""
        estimator = self.experiments[experiment].estimator
        assert estimator is not None
        return {"name": estimator.name, "arguments": estimator.arguments}

    @cached_property
    def searches(self) -> list[str]:
        """The experiments whose network a search chooses."""
        return [name for name, found in self.experiments.items() if found.search is not None]

    def search_plan(self, experiment: str) -> dict[str, Any]:
        """What a search's candidates and folds depend on, apart from the files."""
        search = self.experiments[experiment].search
        assert search is not None
        return search.model_dump() | {"task": self.task(experiment)}

    def sample_networks(self, experiment: str) -> list[Network]:
        """The networks that show whether an experiment's layers fit: with a search, a list's values, a range's ends."""
        search = self.experiments[self.beginning(experiment)].search
        space = {name: found.examples for name, found in search.space.items()} if search else {}
        first = {name: values[0] for name, values in space.items()}
        samples = [first, *(first | {name: value} for name, values in space.items() for value in values[1:])]
        template = self.network(experiment)
        return [resolved(template, values) for values in samples]

    def network(self, experiment: str) -> Network:
        """What a network is built from, its open places included, and what it must come to."""
        first = self.experiments[self.beginning(experiment)]
        found = self.experiments[experiment]
        data_set = self.data_of(found.view)
        return {
            "layers": [keras_config(layer) for layer in first.layers],
            "input_shape": list(self.views[found.view].shape or data_set.shape),
            "outputs": data_set.outputs,
            "precision": first.precision,
            # A table that stands in has other columns, so another number of weights.
            "parameters": found.parameters if self.has_the_shape_asked_for(found.view) else None,
        }

    def training(self, experiment: str) -> dict[str, Any]:
        """All that a run depends on, its open places included, apart from the files it reads, its seed and the code."""
        found = self.experiments[experiment]
        first = self.experiments[self.beginning(experiment)]
        assert first.optimizer is not None
        return self.network(experiment) | {
            "task": self.task(experiment),
            "optimizer": keras_config(first.optimizer),
            "epochs": found.epochs,
            "early_stopping": found.early_stopping.model_dump() if found.early_stopping else None,
            "batch_size": found.batch_size,
            "repeat": self.views[found.view].repeat,
            "threads": found.threads or default_threads(self.sample_networks(experiment)[0]["layers"]),
        }

    def examples_of(self, experiment: str) -> dict[str, Examples]:
        """By name, the examples that an experiment predicts, stand-ins in their places."""
        asked = self.experiments[experiment].predict
        if self.config.data == "bundled":
            asked = [self.examples[name].stand_in or name for name in asked]
        return {name: self.examples[name] for name in asked}

    def pictures_of(self, experiment: str, downloads: str) -> dict[str, list[str]]:
        """By label, the files of the pictures that an experiment predicts; `downloads` is their folder."""
        found = {
            body.label: [f"{downloads}/{name}/{file.name}" for file in body.files.values()] or files_at(body.folder)
            for name, body in self.examples_of(experiment).items()
            if not body.rows
        }
        return found | (
            {path: files_at(path) for path in self.config.predict} if self._sees_pictures(experiment) else {}
        )

    def prediction(self, experiment: str, downloads: str) -> dict[str, Any]:
        """What the prediction of examples depends on, apart from the files it reads and the code."""
        found = self.experiments[experiment]
        data_set = self.data_of(found.view)
        return {
            "pictures": self.pictures_of(experiment, downloads),
            "rows": {
                body.label: [row.model_dump() for row in body.rows]
                for body in self.examples_of(experiment).values()
                if body.rows
            },
            "shape": list(self.views[found.view].shape or data_set.shape),
            "classes": data_set.classes,
        }

    @cached_property
    def predicting(self) -> list[str]:
        """The experiments that predict examples."""
        return [
            name
            for name in self.networks
            if self.experiments[name].predict or (self.config.predict and self._sees_pictures(name))
        ]

    def _sees_pictures(self, experiment: str) -> bool:
        data_set = self.data_of(self.experiments[experiment].view)
        return bool(data_set.classes) and len(data_set.shape) > 1

    def places(self, data_set: str, file_name: str) -> list[str]:
        """Where to look for a file, in order: the mirror, then each source."""
        sources = [f"{source.rstrip('/')}/{file_name}" for source in self.downloads[data_set].sources]
        sources = [*self.file(data_set, file_name).addresses, *sources]
        mirror = self.config.mirror
        return [f"{mirror.rstrip('/')}/{data_set}/{file_name}", *sources] if mirror else sources

    def file(self, data_set: str, file_name: str) -> DataFile:
        """A file to download, by its name."""
        return next(file for file in self.downloads[data_set].files.values() if file.name == file_name)

    @cached_property
    def downloads(self) -> dict[str, DataSet | Examples]:
        """By folder below the downloads: what has files to download."""
        return {**self.data_sets, **self.examples}

    def view_recipe(self, view: str) -> dict[str, Any]:
        """All that a view's files depend on, apart from the downloads and the code."""
        data_set = self.data_of(view).model_dump(include={"format", "shape", "classes", "train", "test"})
        data_set["files"] = {
            role: {"bytes": file.bytes, "sha256": file.sha256} for role, file in self.data_of(view).files.items()
        }
        return {
            "view": self.views[view].model_dump(exclude={"note", "repeat"}),
            "data_set": data_set,
        }

    def description(self, experiment: str) -> dict[str, Any]:
        """What the report says of an experiment: labels, notes and data; nothing that its training depends on."""
        found = self.experiments[experiment]
        return {
            "label": found.label or experiment,
            "note": found.note,
            "notebook": self.notebooks.get(experiment, ""),
            "control": experiment in self.controls,
            "view": found.view,
            "data": self.data_of(found.view).label,
            "stands_in_for": self.stands_in_for(found.view),
            "validates_on_test": self.validates_on_test(experiment),
            "chance": 1 / self.data_of(found.view).outputs
            if self.views[found.view].shuffled_labels is not None and self.task(experiment) == "classification"
            else None,
            "published": []
            if found.view in self.originals
            else [one.model_dump() for one in self.published.values() if experiment in one.beside],
        }

    def summary(self) -> dict[str, Any]:
        """What the report says of the study as a whole."""
        labels = {name: found.label for name, found in self.data_sets.items()}
        return {
            "name": self.config.study,
            "data": self.config.data,
            "seeds": self.config.seeds,
            "notebooks": self.notebook_titles,
            "published": [
                one.model_dump() | {"data": labels.get(one.data_set, one.data_set)} for one in self.published.values()
            ],
        }

    def claims_of_epochs(self, experiment: str) -> list[dict[str, Any]]:
        """What was reported of single epochs and can be compared: `epoch`, `quantity`, `value`."""
        return [
            {key: claim[key] for key in ("epoch", "quantity", "value")}
            for claim in self.claims_of(experiment)
            if claim["epoch"] and not claim["incomparable"]
        ]

    def claims_of(self, experiment: str) -> list[dict[str, Any]]:
        """What was reported for an experiment (none: for the foundations); `name`, and why it is `incomparable`."""
        return [
            claim.model_dump() | {"name": name, "incomparable": self._incomparable(claim)}
            for name, claim in self.claims.items()
            if claim.experiment == experiment
        ]

    def _incomparable(self, claim: Claim) -> str:
        """Why the study's data say nothing about a claim, if so."""
        if not claim.experiment:
            return ""
        view = self.experiments[claim.experiment].view
        counts_parameters = claim.quantity.endswith("parameters") and self.has_the_shape_asked_for(view)
        if counts_parameters or view not in self.originals:
            return ""
        return f"{self.data_of(view).label} stands in for {self.stands_in_for(view)}"

    def metric_compared(self, comparison: str) -> str:
        """The column of a history on which a comparison's experiments are compared."""
        tasks = {self.task(name) for name in self.comparisons[comparison].experiments}
        return "accuracy" if tasks == {"classification"} else "loss"

    def on_one_test_part(self, comparison: str) -> list[str]:
        """A comparison's experiments that have the same test examples as its first."""

        def test_part(name: str) -> tuple[Any, ...]:
            view = self.views[self.experiments[name].view]
            return view.data_set, view.test, view.inverted

        names = self.comparisons[comparison].experiments
        return [name for name in names if test_part(name) == test_part(names[0])]

    def title(self, experiment: str, seed: int | None = None) -> str:
        """What stands above a figure of a run, or of all; with the data's name, lest a stand-in be taken for more."""
        whose = "" if seed is None else f", seed {seed}"
        return f"{experiment}{whose}, {self.data_of(self.experiments[experiment].view).label}"

    def view_title(self, view: str) -> str:
        """What stands above a figure of a view."""
        original = self.stands_in_for(view)
        return f"{view}: {self.data_of(view).label}" + (f", in place of {original}" if original else "")

    def validates_on_test(self, experiment: str) -> bool:
        """Whether an experiment's validation part is its test part."""
        return self.views[self.experiments[experiment].view].validation.part == "test"

    def view_description(self, view: str) -> dict[str, str]:
        """What a view's summary says beside its figures."""
        found, data_set = self.views[view], self.data_of(view)
        validation = found.validation
        split = {
            "none": "no validation part",
            "random": f"validation: {validation.split.share:.0%} of the training examples, drawn at random "
            f"(random_state={validation.split.random_state})"
            if validation.split
            else "",
            "test": "the validation part is the test part, as in the notebook; nothing is selected on it",
        }.get(validation.part, f"validation: the {validation.part} {validation.count} training examples")
        if found.test is not None:
            split += f"; test: {found.test.share:.0%}, drawn at random (random_state={found.test.random_state})"
        return {
            "title": self.view_title(view),
            "origin": data_set.origin,
            "split": split,
            "normalization": found.normalization.replace("_", " ")
            + " (statistics of the training part)" * (found.normalization == "standardize"),
            "pictures": "each together with its inverse (255 minus it)" if found.inverted else "",
            "labels": ""
            if found.shuffled_labels is None
            else f"of the training and validation part shuffled (seed {found.shuffled_labels}), as a control",
            "repeated": f"the training part, {found.repeat} times an epoch" if found.repeat > 1 else "",
            "note": found.note,
        }

    def resolved(self) -> dict[str, Any]:
        """The merged configuration with every definition that it uses, as plain values."""
        kinds: dict[str, Mapping[str, pydantic.BaseModel]] = {
            "data_sets": self.data_sets,
            "views": self.views,
            "experiments": self.experiments,
            "examples": self.examples,
            "comparisons": self.comparisons,
            "claims": self.claims,
            "published": self.published,
        }
        define = {kind: {name: _plain(body) for name, body in found.items()} for kind, found in kinds.items()}
        return self.config.model_dump(exclude={"define"}) | {"define": define}


def keras_config(found: KerasObject) -> dict[str, Any]:
    """The form that Keras deserialises: a class name and its config; so too for the layers of a `Repeat`.

    An argument that is itself a Keras object may be written `{L2: {l2: 0.01}}`, as layers are.
    """

    def nested(value: Any) -> Any:
        if isinstance(value, dict) and len(value) == 1:
            ((name, arguments),) = value.items()
            if arguments is None or isinstance(arguments, dict):
                return {"class_name": name, "config": arguments or {}}
        return value

    if found.name == "Repeat":
        layers = [keras_config(KerasObject.model_validate(layer)) for layer in found.arguments["layers"]]
        return {"class_name": "Repeat", "config": {**found.arguments, "layers": layers}}
    return {"class_name": found.name, "config": {key: nested(value) for key, value in found.arguments.items()}}


def _named(found: KerasObject) -> str | dict[str, Any]:
    """As it is written in YAML."""
    return {found.name: found.arguments} if found.arguments else found.name


def _plain(found: pydantic.BaseModel) -> dict[str, Any]:
    values = found.model_dump(exclude_defaults=True)
    if isinstance(found, Experiment):
        for key in ("layers", "optimizer", "estimator"):
            named = getattr(found, key)
            if named:
                values[key] = [_named(layer) for layer in named] if key == "layers" else _named(named)
    return values
