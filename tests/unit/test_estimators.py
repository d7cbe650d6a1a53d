"""Scikit-learn estimators through the stages of a run."""

import json

import joblib
import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.svm import LinearSVC

from refit.data.parts import Normalization, Part
from refit.data.views import View, write_view
from refit.models.estimator import build_estimator, run, scores
from refit.params import Fitting

ONE = Normalization(np.float32(0), np.float32(16))
DIGITS = load_digits()
X, Y = DIGITS.images.astype(np.uint8), DIGITS.target.astype(np.int64)


def test_a_run_is_what_scikit_learn_gives(tmp_path):
    parts = {"train": Part(X[:1000], Y[:1000]), "validation": Part(X[:0], Y[:0]), "test": Part(X[1000:], Y[1000:])}
    write_view(View(parts, ONE), tmp_path)
    names = {"validation": "v.npy", "test": "t.npy", "record": "record.json", "model": "model.joblib"}
    run(
        fitting=Fitting("LinearSVC", {"C": 0.5}),
        seed=7,
        view={name: tmp_path / f"{name}.npz" for name in ("train", "validation", "test", "normalization")},
        output={name: tmp_path / file for name, file in names.items()},
    )
    expected = LinearSVC(C=0.5, random_state=7).fit(X[:1000].reshape(-1, 64) / np.float32(16), Y[:1000])
    found = np.load(tmp_path / "t.npy")
    np.testing.assert_allclose(
        found, expected.decision_function(X[1000:].reshape(-1, 64) / np.float32(16)), rtol=1e-4, atol=1e-4
    )
    assert np.load(tmp_path / "v.npy").shape == (0, 10)
    record = json.loads((tmp_path / "record.json").read_text())
    assert record["parameters"] == 64 * 10 + 10
    assert isinstance(joblib.load(tmp_path / "model.joblib"), LinearSVC)


@pytest.mark.parametrize("name", ["GaussianNB", "LinearSVC", "Ridge"])
def test_scores_have_a_column_per_class_or_one(name):
    rows = X[:200].reshape(200, -1).astype(np.float32)
    two = (Y[:200] > 4).astype(np.int64)
    found = scores(build_estimator(name, {}, 0).fit(rows, two), rows)
    assert found.shape == ((200, 1) if name == "Ridge" else (200, 2))
    assert found.dtype == np.float32
    if name != "Ridge":
        assert (found.argmax(axis=1) == two).mean() > 0.7
