"""Where everything that a study makes is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from refit.configuration.study import Study
from refit.failures import told_by
from refit.plan.runs import Run


@dataclass(frozen=True)
class Files:
    """The files of a study, below its results folder and the folder of downloads, both relative to where jobs run."""

    study: Study
    results: str
    downloads: str
    missing: Mapping[str, str] = field(default_factory=dict)
    """By path: what could not be made, and the log of the job that failed (`refit.failures.left_out`)."""

    def without_missing(self) -> "Files":
        """The same for the study without the runs that failed, and the experiments that have none left."""
        runs = {
            name: {
                seed: self.missing[record]
                for seed in self.study.config.seeds
                if (record := self.run(name, seed, "record.json")) in self.missing
            }
            for name in self.study.experiments
        }
        evaluations = {name: self.missing.get(self.model(name, "runs.json")) for name in self.study.config.experiments}
        failed = {
            name: next(iter(runs[name].values())) if log is None else log
            for name, log in evaluations.items()
            if log is not None or len(runs[name]) == len(self.study.config.seeds)
        }
        return replace(self, study=replace(self.study, failed=failed, failed_runs=runs))

    def there(self, paths: Iterable[str]) -> list[str]:
        """Those of some files that could be made."""
        return [path for path in paths if path not in self.missing]

    def failures(self, named: Mapping[str, str]) -> dict[str, dict[str, str]]:
        """Of files by name, why those that could not be made are missing (`refit.failures.told_by`)."""
        return {name: told_by(self.missing[path]) for name, path in named.items() if path in self.missing}

    def run(self, experiment: str, seed: int | str, file: str) -> str:
        """A file of a run."""
        return f"{self.results}/runs/{experiment}/seed-{seed}/{file}"

    def first_run(self, experiment: str, file: str) -> str:
        """A file of an experiment's run with the first seed, which its page shows."""
        return self.run(experiment, self.study.seeds(experiment)[0], file)

    def seeds(self, experiment: str, file: str) -> list[str]:
        """A file of every run of an experiment, in the order of the seeds."""
        return [self.run(experiment, seed, file) for seed in self.study.seeds(experiment)]

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
        first = self.study.compared(comparison)[0]
        return self.view_parts(first, "test")["test"]

    def chapter(self, name: str) -> str:
        """A chapter of the report."""
        return f"{self.results}/chapters/{name}.html"

    @property
    def chapter_of_models(self) -> str:
        """The folder of the models' pages, as pieces of the report's."""
        return f"{self.results}/chapters/models"
