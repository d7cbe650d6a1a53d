"""The foundations: activations, the toy network, softmax, and image kernels."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from refit.report.chapters.base import Chapter

if TYPE_CHECKING:
    from refit.configuration.study import Study
    from refit.plan.files import Files


def inputs_of(study: "Study", files: "Files") -> dict[str, str | list[str]]:
    """Gradients of the toy network and drawings; of a kernel, where there are pictures."""
    from refit.plan.pages import picture_views

    folder = f"{files.results}/foundations"
    kernels: dict[str, str | list[str]] = {"kernels": f"{folder}/kernels.png"} if picture_views(study) else {}
    return {"gradients": f"{folder}/toy_network.json", "activations": f"{folder}/activations.svg"} | kernels


def render(_: Mapping[str, Any], inputs: Mapping[str, Any]) -> str:
    """The notebooks' worked examples.

    Args:
        inputs: paths: of the toy network's `gradients` with respect to its first matrix (`finite_differences` and
            `automatic`), of the figures `activations` and perhaps `kernels`.
    """
    import numpy as np

    from refit.files import read_json
    from refit.foundations import SCORES, TOY_TARGET, TOY_WEIGHTS, cross_entropy, softmax, toy_loss, toy_output
    from refit.libraries import known_names
    from refit.report.html import picture, render

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
        pictures={name: picture(inputs[name]) for name in ("activations", "kernels") if name in inputs},
    )


CHAPTER = Chapter(
    name="foundations",
    title="Foundations",
    render=render,
    inputs=inputs_of,
    applies=lambda study: study.config.foundations,
)
