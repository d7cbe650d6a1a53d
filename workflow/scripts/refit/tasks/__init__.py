"""What may be predicted: a task a file, and the table of them."""

from refit.tasks.base import Task
from refit.tasks.classification import CLASSIFICATION
from refit.tasks.regression import REGRESSION

TASKS: dict[str, Task] = {task.name: task for task in (CLASSIFICATION, REGRESSION)}
"""By name. Data of which an experiment says no more have the first task that suits them."""


def default_task(classes: int) -> Task:
    """The task of data with so many classes (0: with values)."""
    return next(task for task in TASKS.values() if task.suits(classes))
