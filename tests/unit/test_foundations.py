"""The notebooks' worked examples, against their own numbers, finite differences, Keras and SciPy."""

import keras
import numpy as np
import pytest
from scipy.signal import correlate2d

from refit.figures import foundations as foundation_figures
from refit.figures.style import save
from refit.files import write_json
from refit.foundations import (
    ACTIVATIONS,
    TOY_WEIGHTS,
    VERTICAL_EDGES,
    convolve,
    cross_entropy,
    finite_differences,
    max_pool,
    softmax,
    toy_loss,
    toy_output,
)
from refit.libraries import known_names
from refit.report.chapters import foundations as foundations_chapter
from refit.training.toy import automatic_gradient

pytestmark = pytest.mark.usefixtures("tensorflow")

X = np.linspace(-3, 3, 61) + 0.013  # off the kink at 0
IMAGE = np.random.default_rng(0).uniform(size=(28, 28))
IN_KERAS = {"sigmoid": "sigmoid", "ReLU": "relu", "ELU": "elu", "SELU": "selu", "Swish": "silu"}


def test_the_toy_network_gives_what_the_notebook_says():
    np.testing.assert_array_equal(toy_output(TOY_WEIGHTS[0])[0], [-1, -1])
    assert toy_loss(TOY_WEIGHTS[0]) == 5


def test_finite_differences_agree_with_automatic_differentiation():
    automatic = automatic_gradient(TOY_WEIGHTS[0])
    np.testing.assert_allclose(finite_differences(toy_loss, TOY_WEIGHTS[0]), automatic, rtol=1e-6, atol=1e-6)
    assert automatic[0, 0] == 0  # the first neuron does not fire
    np.testing.assert_allclose(automatic[1], [19, -38, 57])


def test_softmax_and_cross_entropy_are_those_of_the_notebook():
    probabilities = softmax(np.array([1.0, 2.0, -3.0]))
    np.testing.assert_allclose(probabilities, [0.268, 0.727, 0.005], atol=5e-4)
    assert cross_entropy(probabilities, 1) == pytest.approx(0.318, abs=5e-4)
    assert cross_entropy(probabilities, 2) == pytest.approx(5.32, abs=5e-3)
    np.testing.assert_allclose(softmax(np.array([1000.0, 1001.0])), softmax(np.array([0.0, 1.0])))


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda activation: activation.name)
def test_each_derivative_is_that_of_its_function(activation):
    step = 1e-6
    expected = (activation.function(X + step) - activation.function(X - step)) / (2 * step)
    np.testing.assert_allclose(activation.derivative(X), expected, atol=1e-6)


@pytest.mark.parametrize(("name", "keras_name"), IN_KERAS.items())
def test_activations_are_those_of_keras(name, keras_name):
    (activation,) = [found for found in ACTIVATIONS if found.name == name]
    expected = keras.ops.convert_to_numpy(keras.activations.get(keras_name)(X.astype(np.float32)))
    np.testing.assert_allclose(activation.function(X), expected, atol=1e-5)


def test_convolution_is_that_of_scipy_with_either_padding():
    zeros = correlate2d(IMAGE, VERTICAL_EDGES, mode="same", boundary="fill")
    np.testing.assert_allclose(convolve(IMAGE, VERTICAL_EDGES, "constant"), zeros, atol=1e-12)
    mirrored = convolve(IMAGE, VERTICAL_EDGES, "reflect")
    np.testing.assert_allclose(mirrored[1:-1, 1:-1], zeros[1:-1, 1:-1], atol=1e-12)
    np.testing.assert_allclose(mirrored[:, 0], 0, atol=1e-12)  # left and right of the edge are the same there


def test_pooling_keeps_the_largest_of_each_square():
    pooled = max_pool(IMAGE)
    assert pooled.shape == (14, 14)
    assert pooled[3, 5] == IMAGE[6:8, 10:12].max()


def test_the_chapter_and_the_figures_hold_the_results(tmp_path):
    gradient = automatic_gradient(TOY_WEIGHTS[0]).tolist()
    save(foundation_figures.activations(), tmp_path / "activations.svg")
    write_json(tmp_path / "toy_network.json", {"finite_differences": gradient, "automatic": gradient})
    params = {"figures": {"activations": tmp_path / "activations.svg"}, "missing": {}}
    page = foundations_chapter.render(params, {"gradients": tmp_path / "toy_network.json"})
    for text in ("(−1, −1)", "is 5.", "0.7275", "5.318", "−38.00000000", *known_names()["activations"]):
        assert text in page
    titles = [axis.get_title(loc="left") for axis in foundation_figures.activations().axes]
    assert titles == [activation.name for activation in ACTIVATIONS]
    shown = foundation_figures.kernels((255 * IMAGE[..., None]).astype(np.uint8), "t")
    assert sum(bool(axis.images) for axis in shown.axes) == 4
