"""What a chapter is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from refit.configuration.study import Study
    from refit.plan.files import Files


@dataclass(frozen=True)
class Chapter:
    """A chapter of the report: the rule `write_<name>`, an entry of the navigation, a section of the page.

    Its words are in workflow/report/<name>.html.jinja2. What it imports from the package, it imports in its functions:
    when Snakemake starts, nothing is to be loaded that only a job needs, and in a job nothing that only the plan needs.

    Example:
        A module of `refit.report.chapters` whose name stands in `refit.report.contents`:

        >>> def render(params: Mapping[str, Any], inputs: Mapping[str, Any]) -> str:
        ...     from refit.report.html import render
        ...     from refit.tables import read_rows
        ...
        ...     return render("worst.html.jinja2", most=params["most"], rows=read_rows(inputs["metrics"]))

        >>> CHAPTER = Chapter(
        ...     name="worst",
        ...     title="The worst",
        ...     inputs=lambda study, files: {"metrics": f"{files.results}/metrics.csv"},
        ...     params=lambda study, files: {"most": len(study.experiments)},
        ...     render=render,
        ...     is_before_models=False,
        ... )
    """

    name: str
    """Of the module and the template, too."""
    title: str
    render: Callable[[Mapping[str, Any], Mapping[str, Any]], str]
    """The chapter as HTML, from its params and its inputs."""
    inputs: "Callable[[Study, Files], dict[str, str | list[str]]]"
    """By name, the files that it is made from: without one of a list it goes on, without a single one there is none."""
    params: "Callable[[Study, Files], dict[str, Any]]" = lambda _study, _files: {}
    """By name, plain values that it is made from beside. A path of an input among them is told as the job has it. To
    them comes `missing`: by path, why files of its lists are not there (`refit.failures.told_by`)."""
    applies: "Callable[[Study], bool]" = lambda _: True
    """Whether a study has it."""
    is_before_models: bool = True
    """Where it stands."""
