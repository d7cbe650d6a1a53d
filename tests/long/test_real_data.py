"""The workflow on the real Fashion-MNIST and MNIST, with the real networks and few epochs."""

import gzip
import hashlib
import json

import numpy as np
import pandas as pd
import pytest
import yaml
from conftest import copy_project

from refit.data.parts import read_normalization, read_part
from refit.tables import read_rows

pytestmark = pytest.mark.long

EPOCHS = {"fashion_mlp_20": 2, "fashion_mlp_128": 2, "mnist_leaky_relu": 2, "mnist_bn": 2, "mnist_cnn": 1}
EXPERIMENTS = [*EPOCHS, "pixelwise", "iris_mlp", "housing_mlp", "housing_early_stopping"]
PIXELWISE = {
    "view": "fashion_pixelwise",
    "layers": ["Flatten", {"Dense": {"units": 10, "activation": "softmax"}}],
    "optimizer": "Adam",
    "epochs": 1,
}
"""In place of the large network on this view, which takes minutes."""

# After so few epochs; a broken split, normalization or order of labels would miss them.
ACCURACY = {
    "fashion_mlp_20": (0.81, 0.87),
    "fashion_mlp_128": (0.83, 0.88),
    "pixelwise": (0.78, 0.86),
    "mnist_leaky_relu": (0.83, 0.88),
    "mnist_bn": (0.88, 0.93),
    "mnist_cnn": (0.96, 0.995),
    "iris_mlp": (0.83, 1.00),
}


@pytest.fixture(scope="module")
def results(real_data, tmp_path_factory):
    workspace = copy_project(tmp_path_factory.mktemp("real") / "refit")
    changed = {name: {"epochs": epochs} for name, epochs in EPOCHS.items()} | {"pixelwise": PIXELWISE}
    archive = (real_data / "california-housing" / "cal_housing.tgz").read_bytes()
    copy = {"name": "cal_housing.tgz", "bytes": len(archive), "sha256": hashlib.sha256(archive).hexdigest()}
    data_sets = {"california-housing": {"files": {"archive": copy}}}
    overlay = workspace.overlay(
        {
            "mirror": str(real_data),
            "seeds": [42],
            "experiments": EXPERIMENTS,
            "define": {"experiments": changed, "data_sets": data_sets},
        }
    )
    outcome = workspace.snakemake("--cores", "all", "--configfile", "studies/lectures.yaml", overlay, timeout=2400)
    assert outcome.status == 0, outcome.text
    return workspace.path("results/lectures")


def raw_images(path):
    return np.frombuffer(gzip.decompress(path.read_bytes()), np.uint8, offset=16).reshape(-1, 28, 28)


def raw_labels(path):
    return np.frombuffer(gzip.decompress(path.read_bytes()), np.uint8, offset=8)


@pytest.mark.parametrize(
    ("view", "folder", "train", "validation", "mean", "divisor"),
    [
        ("fashion", "fashion-mnist", slice(5000, None), slice(0, 5000), 0, 255),
        ("fashion_all", "fashion-mnist", slice(None), slice(0, 0), 0, 255),
        ("fashion_pixelwise", "fashion-mnist", slice(0, 55000), slice(55000, None), None, None),
        ("mnist", "mnist", slice(5000, None), slice(0, 5000), 0, 255),
    ],
)
def test_views_are_those_of_the_notebooks(results, real_data, view, folder, train, validation, mean, divisor):
    images = raw_images(real_data / folder / "train-images-idx3-ubyte.gz")
    labels = raw_labels(real_data / folder / "train-labels-idx1-ubyte.gz")
    for part, rows in (("train", train), ("validation", validation)):
        found = read_part(results / "views" / view / f"{part}.npz")
        assert found.x.dtype == np.uint8
        np.testing.assert_array_equal(found.x.reshape(-1, 28, 28), images[rows])
        np.testing.assert_array_equal(found.y, labels[rows])
    test = read_part(results / "views" / view / "test.npz")
    np.testing.assert_array_equal(
        test.x.reshape(-1, 28, 28), raw_images(real_data / folder / "t10k-images-idx3-ubyte.gz")
    )
    normalization = read_normalization(results / "views" / view / "normalization.npz")
    if mean is None:
        pixels = images[train].astype(np.float64)
        mean, divisor = pixels.mean(axis=0)[..., None], pixels.std(axis=0)[..., None] + 1e-7
        assert test.x.shape == (10_000, 28, 28, 1)
    np.testing.assert_allclose(normalization.mean, mean, rtol=1e-6)
    np.testing.assert_allclose(normalization.divisor, divisor, rtol=1e-6)


def test_class_names_fit_the_labels(results):
    summary = json.loads((results / "views/fashion_all/summary.json").read_text())
    assert set(summary["parts"]["train"]["counts"]) == {6000}
    classes = yaml.safe_load((results / "config.yaml").read_text())["define"]["data_sets"]["fashion-mnist"]["classes"]
    assert classes[read_part(results / "views/fashion_all/train.npz").y[0]] == "Ankle boot"
    first = read_part(results / "views/fashion/test.npz").y[:3]
    assert [classes[label] for label in first] == ["Ankle boot", "Pullover", "Trouser"]


def test_housing_is_the_frame_of_scikit_learn(results):
    parts = {name: read_part(results / "views/housing" / f"{name}.npz") for name in ("train", "validation", "test")}
    assert [len(part) for part in parts.values()] == [11_610, 3_870, 5_160]
    x = np.concatenate([part.x for part in parts.values()])
    y = np.concatenate([part.y for part in parts.values()])
    first = np.float32([8.3252, 41, 6.98412698, 1.02380952, 322, 2.55555556, 37.88, -122.23])
    (row,) = np.flatnonzero(np.isclose(x, first, rtol=1e-6).all(axis=1))
    assert y[row] == pytest.approx(4.526)
    np.testing.assert_allclose(y.mean(), 2.0685582, rtol=1e-5)  # scikit-learn's description of the data


def test_housing_errors_are_those_of_stock_keras(results):
    metrics = pd.read_csv(results / "metrics.csv")
    rows = metrics[(metrics["part"] == "test") & (metrics["metric"] == "loss")].set_index("experiment")["value"]
    assert rows["housing_mlp"] == pytest.approx(0.4261, rel=0.05)
    assert rows["housing_early_stopping"] < rows["housing_mlp"]
    history = pd.read_csv(results / "runs/housing_early_stopping/seed-42/history.csv")
    assert len(history) <= 100


@pytest.mark.parametrize(("experiment", "bounds"), ACCURACY.items())
def test_accuracy_is_in_the_range_of_so_few_epochs(results, experiment, bounds):
    metrics = pd.read_csv(results / "metrics.csv")
    rows = metrics[(metrics["experiment"] == experiment) & (metrics["metric"] == "accuracy")]
    accuracy = rows.set_index("part")["value"]
    assert bounds[0] <= accuracy["test"] <= bounds[1]
    if "validation" in accuracy:
        assert accuracy["validation"] == pytest.approx(accuracy["test"], abs=0.03)


def test_the_ten_external_digits_are_predicted(results):
    rows = read_rows(results / "runs/mnist_cnn/seed-42/examples.csv")
    assert [row["example"] for row in rows] == [*(f"{digit}.png" for digit in range(1, 10)), "dog.png"]
    assert [row["truth"] for row in rows] == [*(str(digit) for digit in range(1, 10)), ""]
    assert rows[9]["probability_of_truth"] == ""
    assert rows[4]["predicted"] == "5"  # the one that is bright on dark, as MNIST is


def test_training_keeps_within_its_memory(results):
    for path in (results / "runs").rglob("record.json"):
        assert json.loads(path.read_text())["peak_memory_mib"] < 3000, path
