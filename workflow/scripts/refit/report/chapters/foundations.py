"""The foundations: activations, the toy network, softmax, and image kernels."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from refit.report.chapters.base import Chapter

if TYPE_CHECKING:
    from refit.configuration.study import Study
    from refit.plan.files import Files


def inputs_of(study: "Study", files: "Files") -> dict[str, str | list[str]]:
    """Gradients of the toy network, and drawings."""
    gradients = f"{files.results}/foundations/toy_network.json"
    return {"gradients": gradients, "figures": [*figures_of(study, files).values()]}


def figures_of(study: "Study", files: "Files") -> dict[str, str]:
    """By name, the drawings; there is one of a kernel, where there are pictures."""
    from refit.plan.pages import picture_views

    names = {"activations": "activations.svg"} | ({"kernels": "kernels.png"} if picture_views(study) else {})
    return {name: f"{files.results}/foundations/{file}" for name, file in names.items()}


def render(params: Mapping[str, Any], inputs: Mapping[str, Any]) -> str:
    """The notebooks' worked examples.

    Args:
        params: by name, the paths of the `figures`.
        inputs: the path of the toy network's `gradients` with respect to its first matrix (`finite_differences` and
            `automatic`).
    """
    import numpy as np

    from refit.files import read_json
    from refit.foundations import SCORES, TOY_TARGET, TOY_WEIGHTS, cross_entropy, softmax, toy_loss, toy_output
    from refit.libraries import known_names
    from refit.report.html import picture, render

    missing = params["missing"]
    gradients = read_json(inputs["gradients"])
    output, before = toy_output(TOY_WEIGHTS[0])
    differences, automatic = (np.asarray(gradients[name]) for name in ("finite_differences", "automatic"))
    probabilities = softmax(SCORES)
    return render(
        "foundations.html.jinja2",
        output=output.tolist(),
        before=[values.tolist() for values in before],
        target=TOY_TARGET.tolist(),
        loss=toy_loss(TOY_WEIGHTS[0]),
        weights=TOY_WEIGHTS[0].tolist(),
        differences=differences.tolist(),
        automatic=automatic.tolist(),
        disagreement=float(np.max(np.abs(differences - automatic) / np.maximum(np.abs(automatic), 1))),
        scores=SCORES.tolist(),
        probabilities=probabilities.tolist(),
        losses=[cross_entropy(probabilities, label) for label in range(len(SCORES))],
        activations=known_names()["activations"],
        pictures={name: picture(path) for name, path in params["figures"].items() if path not in missing},
        failures={name: missing[path] for name, path in params["figures"].items() if path in missing},
    )


CHAPTER = Chapter(
    name="foundations",
    title="Foundations",
    render=render,
    inputs=inputs_of,
    params=lambda study, files: {"figures": figures_of(study, files)},
    applies=lambda study: study.config.foundations,
)
