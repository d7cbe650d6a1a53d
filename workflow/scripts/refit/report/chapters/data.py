"""The data: what each model saw."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from refit.report.chapters.base import Chapter

if TYPE_CHECKING:
    from refit.configuration.study import Study
    from refit.plan.files import Files


def inputs_of(study: "Study", files: "Files") -> dict[str, str | list[str]]:
    """The summary of each view, and what is drawn of them."""
    from refit.plan.figures import made_of_view

    return {
        "summaries": [files.view(view, "summary.json") for view in study.views],
        "figures": [file for view in study.views for file in made_of_view(study, files, view)],
    }


def params_of(study: "Study", files: "Files") -> dict[str, Any]:
    """`views`: of each, `name`, `description`, `classes`, `summary` and `figures` (paths). `words` of the figures."""
    from refit.figures.drawings import DRAWINGS
    from refit.plan.figures import made_of_view, words
    from refit.plan.pages import view_description

    return {
        "views": [
            {
                "name": view,
                "description": view_description(study, view),
                "classes": study.data_of(view).classes,
                "summary": files.view(view, "summary.json"),
                "figures": made_of_view(study, files, view),
            }
            for view in study.views
        ],
        "words": words(drawing for drawing in DRAWINGS if drawing.of == "view"),
    }


def render(params: Mapping[str, Any], _: Mapping[str, Any]) -> str:
    """What each model saw."""
    from refit.data.view_summary import with_class_names
    from refit.files import read_json
    from refit.report.html import figures_by_section, render

    missing = params["missing"]
    views = [
        {
            **view,
            "failure": missing.get(view["summary"]),
            "summary": {}
            if view["summary"] in missing
            else with_class_names(read_json(view["summary"]), view["classes"]),
            "figures": figures_by_section(
                view["figures"], params["words"], view["description"]["title"], missing=missing
            ),
        }
        for view in params["views"]
    ]
    return render("data.html.jinja2", views=views)


CHAPTER = Chapter(name="data", title="Data", render=render, inputs=inputs_of, params=params_of)
