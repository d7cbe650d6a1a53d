"""What is drawn for the pages: a table, of which each entry becomes a rule and each figure finds its page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

Place = Literal["view", "model", "run", "first_run", "every_run", "search"]
"""Where a file is: of a view; of all runs of an experiment (`model`); of a run, the first one, each; of a search."""

Section = Literal["samples", "pictures", "search", "network", "weights", "learning", "test", "errors", "examples"]
"""Of a page: the first two of a view's, the others of a model's; `test` stands before its tables, `errors` after."""


@dataclass(frozen=True)
class Facts:
    """What is known of a view or an experiment before anything runs, and decides which figures there are of it."""

    task: str
    """`classification` or `regression` (`refit.tasks.base.Task.template`)."""
    example_kind: str
    """`picture` or `table`."""
    model: str = ""
    """`network` or `estimator`; a view has none."""
    predicts: bool = False
    """Whether it predicts examples from elsewhere."""
    is_searched: bool = False
    """Whether a search chooses its network."""


@dataclass(frozen=True)
class Figure:
    """A figure as a page shows it. In its words, `{name}` is the experiment's name or the view's title."""

    file: str
    """SVG or PNG, by its ending; no other figure has this name."""
    section: Section
    alternative: str
    """What it shows, for those who do not see it."""
    caption: str
    is_wide: bool = False
    needs: str = ""
    """The metric of the test part without which there is nothing to show."""


@dataclass(frozen=True)
class Drawing:
    """What one job draws, by the rule `plot_<name>`. All of it is in the folder of what it is `of`.

    Example:
        A curve on the page of each classifier is a function in `refit.figures.predictions`,

        >>> def draw_roc(folder: Path, test: str, predictions: str, classes: list[str], title: str) -> None:
        ...     truth, probabilities = read_truth(Path(test)), np.load(predictions)
        ...     save(roc(truth, probabilities, classes, title), folder / "roc.svg")

        and an entry of `DRAWINGS`:

        >>> Drawing(
        ...     name="roc",
        ...     of="run",
        ...     draw="figures.predictions:draw_roc",
        ...     inputs={"test": ("view", "test.npz"), "predictions": ("run", "test_predictions.npy")},
        ...     knows=("classes", "title"),
        ...     figures=(
        ...         Figure("roc.svg", "errors", "The ROC curve of each class of {name}", "Each class against all."),
        ...     ),
        ...     applies=lambda facts: facts.task == "classification",
        ... )
    """

    name: str
    of: Literal["view", "model", "run", "search"]
    draw: str
    """The function, as `module:name` within the package. It takes the `folder` to write to, the inputs as paths (a list
    of `every_run`), and what it `knows`, all by name."""
    inputs: Mapping[str, tuple[Place, str]]
    """By the argument: where a file is, and its name."""
    knows: tuple[str, ...]
    """Arguments that the configuration tells (`refit.plan.figures.KNOWN`)."""
    figures: tuple[Figure, ...]
    other_files: tuple[str, ...] = ()
    """What it makes beside, which no page shows."""
    applies: Callable[[Facts], bool] = lambda _: True

    @property
    def files(self) -> list[str]:
        """The names of all that it makes."""
        return [*(figure.file for figure in self.figures), *self.other_files]


DRAWINGS = (
    Drawing(
        name="samples",
        of="view",
        draw="figures.data:draw_samples",
        inputs={"train": ("view", "train.npz")},
        knows=("task", "example_kind", "classes", "columns", "target", "view_title"),
        figures=(
            Figure(
                "samples.png",
                "samples",
                "Training examples of {name} with their names",
                "Training examples, before normalization.",
            ),
        ),
    ),
    Drawing(
        name="pictures",
        of="view",
        draw="figures.data:draw_pictures",
        inputs={"train": ("view", "train.npz")},
        knows=("classes", "view_title"),
        figures=(
            Figure(
                "single_pictures.png",
                "pictures",
                "Two training pictures of {name}, large enough to see each pixel",
                "Two training pictures with their pixels.",
            ),
            Figure(
                "mosaic.png",
                "pictures",
                "A mosaic of training pictures of {name}",
                "Training pictures at equal distances.",
            ),
        ),
        applies=lambda facts: facts.example_kind == "picture" and facts.task == "classification",
    ),
    Drawing(
        name="search",
        of="search",
        draw="figures.comparisons:draw_search",
        inputs={"table": ("search", "candidates.csv")},
        knows=("space", "view_title"),
        figures=(
            Figure(
                "search.svg",
                "search",
                "The score of each candidate of {name} over each parameter",
                "The score of each candidate over each parameter; the best in orange.",
            ),
        ),
        applies=lambda facts: facts.is_searched,
    ),
    Drawing(
        name="training",
        of="model",
        draw="figures.training:draw_training",
        inputs={"histories": ("every_run", "history.csv"), "network": ("first_run", "network.json")},
        knows=("title", "claims", "validates_on_test"),
        figures=(
            Figure(
                "network.svg",
                "network",
                "The layers of {name} from the input down, with shapes and parameters",
                "The layers, from the input down.",
            ),
            Figure(
                "first_weights.svg",
                "weights",
                "Histogram of the first kernel's weights of {name} before training",
                "The first kernel's weights before training.",
            ),
            Figure(
                "learning_curves.svg",
                "learning",
                "Loss and metric of {name} by epoch, on the training and the validation part",
                "Loss and metric by epoch, a line for each run. Open marks: what the notebook prints, where it can be "
                "compared.",
            ),
        ),
        applies=lambda facts: facts.model == "network",
    ),
    Drawing(
        name="classification",
        of="run",
        draw="figures.predictions:draw_classification",
        inputs={
            "test": ("view", "test.npz"),
            "runs": ("model", "runs.json"),
            "predictions": ("run", "test_predictions.npy"),
        },
        knows=("classes", "example_kind", "seed", "title"),
        figures=(
            Figure(
                "first_predictions.png",
                "test",
                "The first three test examples, true and predicted class of {name}",
                "The first three test examples, with what the model gives each class.",
            ),
            Figure(
                "random_predictions.png",
                "test",
                "Ten test examples, true and predicted class of {name}",
                "Ten test examples drawn at random.",
            ),
            Figure(
                "mistakes.png",
                "errors",
                "The test examples that {name} takes for something else with the most confidence",
                "The surest mistakes: the true class, and what the model takes them for with its probability or "
                "decision value.",
            ),
            Figure(
                "calibration.svg",
                "errors",
                "How often {name} is right against how sure it is",
                "Below the line, the model is surer than it should be.",
                needs="calibration",
            ),
        ),
        other_files=("confusion_matrix.svg", "confusion_matrix.csv"),
        applies=lambda facts: facts.task == "classification",
    ),
    Drawing(
        name="regression",
        of="run",
        draw="figures.predictions:draw_regression",
        inputs={"test": ("view", "test.npz"), "predictions": ("run", "test_predictions.npy")},
        knows=("target", "title"),
        figures=(
            Figure(
                "predicted_against_actual.png",
                "test",
                "Predicted against actual value of each test example of {name}",
                "Predicted against actual value of each test example.",
            ),
        ),
        applies=lambda facts: facts.task == "regression",
    ),
    Drawing(
        name="examples",
        of="run",
        draw="figures.predictions:draw_examples",
        inputs={"table": ("run", "examples.csv"), "pictures": ("model", "examples.npz")},
        knows=("title",),
        figures=(
            Figure(
                "examples.png",
                "examples",
                "Pictures from elsewhere, with what {name} takes them for",
                "Pictures from elsewhere at the size that the network sees, with what it takes them for.",
                is_wide=True,
            ),
        ),
        applies=lambda facts: facts.predicts and facts.example_kind == "picture",
    ),
)
"""In the order in which a section of a page shows its figures."""
