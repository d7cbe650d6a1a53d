"""A study: what is to be run, resolved to what each job depends on."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from refit.configuration.sources import ConfigSource
from refit.definitions import KINDS
from refit.definitions.claims import Claim
from refit.definitions.comparisons import Comparison
from refit.definitions.data_sets import DataSet
from refit.definitions.examples import Examples
from refit.definitions.experiments import Experiment
from refit.definitions.keras_objects import keras_config
from refit.definitions.published import Published
from refit.definitions.study import Config
from refit.definitions.views import View, example_kind
from refit.files import files_at
from refit.formats.base import ExampleKind
from refit.models.base import ModelKind
from refit.params import Network
from refit.tasks import TASKS, default_task
from refit.tasks.base import Task
from refit.templates import resolved_network
from refit.typed import DataFile


@dataclass(frozen=True, eq=False)
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

    def task(self, experiment: str) -> Task:
        """What an experiment's model is to do."""
        named = self.experiments[experiment].task or self.experiments[self.beginning(experiment)].task
        return TASKS[named] if named else self.task_of_view(self.experiments[experiment].view)

    def task_of_view(self, view: str) -> Task:
        """What the data of a view suggest that a model is to do."""
        return default_task(len(self.data_of(view).classes))

    def shape(self, view: str) -> list[int]:
        """Shape of one example as a model sees it."""
        return list(self.views[view].shape or self.data_of(view).shape)

    def example_kind(self, view: str) -> ExampleKind:
        """What an example of a view is to a model."""
        return example_kind(self.shape(view), self.data_of(view))

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

    def model_kind(self, experiment: str) -> ModelKind:
        """What kind of model an experiment has."""
        return self.experiments[experiment].model_kind

    @cached_property
    def estimators(self) -> list[str]:
        """The experiments whose model is scikit-learn's."""
        return [name for name in self.experiments if self.model_kind(name).name == "estimator"]

    @cached_property
    def networks(self) -> list[str]:
        """The experiments whose model is a network."""
        return [name for name in self.experiments if self.model_kind(name).name == "network"]

    @cached_property
    def controls(self) -> list[str]:
        """The experiments that show what a model without learning reaches."""
        return [name for name in self.experiments if self.notebooks.get(name) == "controls"]

    @cached_property
    def searches(self) -> list[str]:
        """The experiments whose network a search chooses."""
        return [name for name, found in self.experiments.items() if found.search is not None]

    def sample_networks(self, experiment: str) -> list[Network]:
        """The networks that show whether an experiment's layers fit: with a search, a list's values, a range's ends."""
        search = self.experiments[self.beginning(experiment)].search
        space = {name: values.examples for name, values in search.space.items()} if search else {}
        first = {name: values[0] for name, values in space.items()}
        samples = [first, *(first | {name: value} for name, values in space.items() for value in values[1:])]
        template = self.network(experiment)
        return [resolved_network(template, values) for values in samples]

    def network(self, experiment: str) -> Network:
        """What a network is built from, its open places included, and what it must come to."""
        first = self.experiments[self.beginning(experiment)]
        definition = self.experiments[experiment]
        return Network(
            layers=[keras_config(layer) for layer in first.layers],
            input_shape=self.shape(definition.view),
            outputs=self.task(experiment).outputs(len(self.data_of(definition.view).classes)),
            precision=first.precision,
            # A table that stands in has other columns, so another number of weights.
            parameters=definition.parameters if self.has_the_shape_asked_for(definition.view) else None,
        )

    def examples_of(self, experiment: str) -> dict[str, Examples]:
        """By name, the examples that an experiment predicts, stand-ins in their places."""
        asked = self.experiments[experiment].predict
        if self.config.data == "bundled":
            asked = [self.examples[name].stand_in or name for name in asked]
        return {name: self.examples[name] for name in asked}

    def pictures_of(self, experiment: str, downloads: str) -> dict[str, list[str]]:
        """By label, the files of the pictures that an experiment predicts; `downloads` is their folder."""
        pictures = {
            body.label: [f"{downloads}/{name}/{file.name}" for file in body.files.values()] or files_at(body.folder)
            for name, body in self.examples_of(experiment).items()
            if not body.rows
        }
        own = self.config.predict if self._sees_pictures(experiment) else []
        return pictures | {path: files_at(path) for path in own}

    @cached_property
    def predicting(self) -> list[str]:
        """The experiments that predict examples."""
        return [
            name
            for name in self.experiments
            if self.model_kind(name).predicts_examples
            and (self.experiments[name].predict or (self.config.predict and self._sees_pictures(name)))
        ]

    def _sees_pictures(self, experiment: str) -> bool:
        view = self.experiments[experiment].view
        return bool(self.data_of(view).classes) and self.example_kind(view) == "picture"

    def places(self, data_set: str, file_name: str) -> list[str]:
        """Where to look for a file, in order: the mirror, then each source."""
        mirrors = [f"{self.config.mirror.rstrip('/')}/{data_set}/{file_name}"] if self.config.mirror else []
        sources = [f"{source.rstrip('/')}/{file_name}" for source in self.downloads[data_set].sources]
        return [*mirrors, *self.file(data_set, file_name).addresses, *sources]

    def file(self, data_set: str, file_name: str) -> DataFile:
        """A file to download, by its name."""
        return next(file for file in self.downloads[data_set].files.values() if file.name == file_name)

    @cached_property
    def downloads(self) -> dict[str, DataSet | Examples]:
        """By folder below the downloads: what has files to download."""
        return {**self.data_sets, **self.examples}

    def on_one_test_part(self, comparison: str) -> list[str]:
        """A comparison's experiments that have the same test examples as its first."""

        def test_part(name: str) -> tuple[Any, ...]:
            view = self.views[self.experiments[name].view]
            return view.data_set, view.test, view.inverted

        names = self.comparisons[comparison].experiments
        return [name for name in names if test_part(name) == test_part(names[0])]

    def resolved(self) -> dict[str, Any]:
        """The merged configuration with every definition that it uses, as plain values."""
        define = {
            kind: {name: body.model_dump(exclude_defaults=True) for name, body in getattr(self, kind).items()}
            for kind in KINDS
        }
        return self.config.model_dump(exclude={"define"}) | {"define": define}
