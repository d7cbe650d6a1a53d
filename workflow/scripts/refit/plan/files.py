"""Where everything that a study makes is."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from refit.configuration.study import Study
from refit.plan.runs import Run


@dataclass(frozen=True)
class Files:
    """The files of a study, below its results folder and the folder of downloads, both relative to where jobs run."""

    study: Study
    results: str
    downloads: str

    def run(self, experiment: str, seed: int | str, file: str) -> str:
        """A file of a run."""
        return f"{self.results}/runs/{experiment}/seed-{seed}/{file}"

    def first_run(self, experiment: str, file: str) -> str:
        """A file of an experiment's run with the first seed, which its page shows."""
        return self.run(experiment, self.study.config.seeds[0], file)

    def seeds(self, experiment: str, file: str) -> list[str]:
        """A file of every run of an experiment, in the order of the seeds."""
        return [self.run(experiment, seed, file) for seed in self.study.config.seeds]

    def records(self) -> dict[str, Path]:
        """The record of every run, by the run's name for people."""
        names = [(name, seed) for name in self.study.experiments for seed in self.study.config.seeds]
        return {f"{name} seed {seed}": Path(self.run(name, seed, "record.json")) for name, seed in names}

    def each_run(self, file: str, runs: Iterable[Run], flag: str = "") -> list[str]:
        """A file of each of some runs, in their order; with a flag such as `has_history`, of those that have it."""
        return [self.run(run["experiment"], run["seed"], file) for run in runs if not flag or run[flag]]

    def model(self, experiment: str, file: str) -> str:
        """A file about all runs of an experiment."""
        return f"{self.results}/models/{experiment}/{file}"

    def evaluations(self, experiments: Iterable[str]) -> list[str]:
        """What the evaluation tells of the runs: a file for each experiment, in their order."""
        return [self.model(name, "runs.json") for name in experiments]

    def search(self, experiment: str, file: str) -> str:
        """A file of a search."""
        return f"{self.results}/searches/{experiment}/{file}"

    def candidates(self, experiment: str) -> list[str]:
        """What came of each candidate of a search."""
        search = self.study.experiments[experiment].search
        assert search is not None
        return [self.search(experiment, f"candidates/{number}.json") for number in range(search.draws)]

    def view(self, view: str, file: str) -> str:
        """A file of a view."""
        return f"{self.results}/views/{view}/{file}"

    def view_parts(self, experiment: str, *names: str) -> dict[str, str]:
        """By name, the stored arrays of the view that an experiment uses."""
        return {name: self.view(self.study.experiments[experiment].view, f"{name}.npz") for name in names}

    def downloads_of(self, view: str) -> dict[str, str]:
        """By role, the files that a view is made from."""
        data_set = self.study.views[view].data_set
        files = self.study.data_sets[data_set].files
        return {role: f"{self.downloads}/{data_set}/{file.name}" for role, file in files.items()}

    def training_inputs(self, experiment: str, seed: int | str) -> dict[str, str]:
        """The view; the trained model that a run goes on from, if it does; the best candidate, if there is a search."""
        inputs = self.view_parts(experiment, "train", "validation", "test", "normalization")
        base = self.study.experiments[experiment].continue_from
        if base:
            inputs["initial"] = self.run(base, seed, self.study.model_kind(base).model_file)
        if experiment in self.study.searches:
            inputs["best"] = self.search(experiment, "best.json")
        return inputs

    def pictures(self, experiment: str) -> list[str]:
        """The files of all pictures that an experiment predicts."""
        return [path for paths in self.study.pictures_of(experiment, self.downloads).values() for path in paths]

    def comparison(self, comparison: str, ending: str) -> str:
        """The table (`csv`) or figure (`svg`) of a comparison."""
        return f"{self.results}/comparisons/{comparison}.{ending}"

    def pairs(self, comparison: str, ending: str) -> str:
        """The same of a comparison's pairs."""
        return f"{self.results}/comparisons/pairs/{comparison}.{ending}"

    def common_test_part(self, comparison: str) -> str:
        """The test part on which a comparison's experiments are judged."""
        first = self.study.comparisons[comparison].experiments[0]
        return self.view_parts(first, "test")["test"]

    def chapter(self, name: str) -> str:
        """A chapter of the report."""
        return f"{self.results}/chapters/{name}.html"
