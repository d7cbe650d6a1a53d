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

    section: Section
    alternative: str
    """What it shows, for those who do not see it."""
    caption: str
    is_wide: bool = False
    needs: str = ""
    """The metric of the test part without which there is nothing to show."""


@dataclass(frozen=True)
class Drawing:
    """What one job draws, by a rule: of `draw_roc`, that is `plot_roc`. All is in the folder of what it is `of`.

    Example:
        A curve on the page of each classifier is a function in `refit.figures.predictions`,

        >>> def draw_roc(folder: Path, test: str, predictions: str, classes: list[str], title: str) -> None:
        ...     truth, probabilities = read_truth(Path(test)), np.load(predictions)
        ...     save(roc(truth, probabilities, classes, title), folder / "roc.svg")

        and an entry of `DRAWINGS`:

        >>> Drawing(
        ...     of="run",
        ...     draw="figures.predictions:draw_roc",
        ...     inputs={"test": ("view", "test.npz"), "predictions": ("run", "test_predictions.npy")},
        ...     knows=("classes", "title"),
        ...     figures={
        ...         "roc.svg": Figure("errors", "The ROC curve of each class of {name}", "Each class against all."),
        ...     },
        ...     applies=lambda facts: facts.task == "classification",
        ... )
    """

    of: Literal["view", "model", "run", "search"]
    draw: str
    """The function, as `module:draw_<name>` within the package. It takes the `folder` to write to, the inputs as paths
    (a list of `every_run`), and what it `knows`, all by name."""
    inputs: Mapping[str, tuple[Place, str]]
    """By the argument: where a file is, and its name."""
    knows: tuple[str, ...]
    """Arguments that the configuration tells (`refit.plan.figures.KNOWN`)."""
    figures: Mapping[str, Figure]
    """By file name, SVG or PNG; no other figure has this name."""
    other_files: tuple[str, ...] = ()
    """What it makes beside, which no page shows."""
    applies: Callable[[Facts], bool] = lambda _: True

    @property
    def name(self) -> str:
        """By which its rule is called."""
        return self.draw.partition(":draw_")[2]

    @property
    def files(self) -> list[str]:
        """The names of all that it makes."""
        return [*self.figures, *self.other_files]


TEST: tuple[Place, str] = ("view", "test.npz")
PREDICTIONS: tuple[Place, str] = ("run", "test_predictions.npy")

DRAWINGS = (
    Drawing(
        of="view",
        draw="figures.data:draw_samples",
        inputs={"train": ("view", "train.npz")},
        knows=("task", "example_kind", "classes", "columns", "target", "view_title"),
        figures={
            "samples.png": Figure(
                "samples", "Training examples of {name} with their names", "Training examples, before normalization."
            ),
        },
    ),
    Drawing(
        of="view",
        draw="figures.data:draw_pictures",
        inputs={"train": ("view", "train.npz")},
        knows=("classes", "view_title"),
        figures={
            "single_pictures.png": Figure(
                "pictures",
                "Two training pictures of {name}, large enough to see each pixel",
                "Two training pictures with their pixels.",
            ),
            "mosaic.png": Figure(
                "pictures", "A mosaic of training pictures of {name}", "Training pictures at equal distances."
            ),
        },
        applies=lambda facts: facts.example_kind == "picture" and facts.task == "classification",
    ),
    Drawing(
        of="search",
        draw="figures.comparisons:draw_search",
        inputs={"table": ("search", "candidates.csv")},
        knows=("space", "view_title"),
        figures={
            "search.svg": Figure(
                "search",
                "The score of each candidate of {name} over each parameter",
                "The score of each candidate over each parameter; the best in orange.",
            ),
        },
        applies=lambda facts: facts.is_searched,
    ),
    Drawing(
        of="model",
        draw="figures.training:draw_training",
        inputs={"histories": ("every_run", "history.csv"), "network": ("first_run", "network.json")},
        knows=("title", "claims", "validates_on_test"),
        figures={
            "network.svg": Figure(
                "network",
                "The layers of {name} from the input down, with shapes and parameters",
                "The layers, from the input down.",
            ),
            "first_weights.svg": Figure(
                "weights",
                "Histogram of the first kernel's weights of {name} before training",
                "The first kernel's weights before training.",
            ),
            "learning_curves.svg": Figure(
                "learning",
                "Loss and metric of {name} by epoch, on the training and the validation part",
                "Loss and metric by epoch, a line for each run. Open marks: what the notebook prints, where it can be "
                "compared.",
            ),
        },
        applies=lambda facts: facts.model == "network",
    ),
    Drawing(
        of="run",
        draw="figures.predictions:draw_classification",
        inputs={"test": TEST, "runs": ("model", "runs.json"), "predictions": PREDICTIONS},
        knows=("classes", "example_kind", "seed", "title"),
        figures={
            "first_predictions.png": Figure(
                "test",
                "The first three test examples, true and predicted class of {name}",
                "The first three test examples, with what the model gives each class.",
            ),
            "random_predictions.png": Figure(
                "test", "Ten test examples, true and predicted class of {name}", "Ten test examples drawn at random."
            ),
            "mistakes.png": Figure(
                "errors",
                "The test examples that {name} takes for something else with the most confidence",
                "The surest mistakes: the true class, and what the model takes them for with its probability or "
                "decision value.",
            ),
            "calibration.svg": Figure(
                "errors",
                "How often {name} is right against how sure it is",
                "Below the line, the model is surer than it should be.",
                needs="calibration",
            ),
        },
        other_files=("confusion_matrix.svg", "confusion_matrix.csv"),
        applies=lambda facts: facts.task == "classification",
    ),
    Drawing(
        of="run",
        draw="figures.predictions:draw_regression",
        inputs={"test": TEST, "predictions": PREDICTIONS},
        knows=("target", "title"),
        figures={
            "predicted_against_actual.png": Figure(
                "test",
                "Predicted against actual value of each test example of {name}",
                "Predicted against actual value of each test example.",
            ),
        },
        applies=lambda facts: facts.task == "regression",
    ),
    Drawing(
        of="run",
        draw="figures.predictions:draw_examples",
        inputs={"table": ("run", "examples.csv"), "pictures": ("model", "examples.npz")},
        knows=("title",),
        figures={
            "examples.png": Figure(
                "examples",
                "Pictures from elsewhere, with what {name} takes them for",
                "Pictures from elsewhere at the size that the network sees, with what it takes them for.",
                is_wide=True,
            ),
        },
        applies=lambda facts: facts.predicts and facts.example_kind == "picture",
    ),
)
"""In the order in which a section of a page shows its figures."""
