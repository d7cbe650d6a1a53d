"""Chapters: what they say follows from the files they are made from."""

import csv
from base64 import b64decode

import matplotlib.pyplot as plt
import pytest

from refit.figures.style import save
from refit.report.chapters import comparisons_chapter
from refit.report.html import picture

DESCRIPTION = {"label": "A label", "data": "MNIST"}


def write_csv(path, rows):
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_comparison_is_put_into_words_and_has_the_same_examples_side_by_side(tmp_path):
    ends = {"seeds": 1, "epochs": 3.0, "training_loss": 0.5, "test_loss": 0.6}
    table = [
        {"experiment": "a", **ends, "training_accuracy": 0.95, "test_accuracy": 0.9, "excess": 0.05},
        {"experiment": "b", **ends, "training_accuracy": 0.9, "test_accuracy": 0.92, "excess": -0.02},
    ]
    example = {"examples": "Pictures", "example": "7.png", "truth": "7", "note": ""}
    examples = {
        "a": [example | {"predicted": "1", "probability": "0.6", "probability_of_truth": "0.3"}],
        "b": [example | {"predicted": "7", "probability": "0.8", "probability_of_truth": "0.8"}],
    }
    (tmp_path / "figure.svg").write_text('<svg width="72pt" height="36pt"/>')
    comparison = {
        "name": "ab",
        "title": "A against B",
        "note": "Noted.",
        "experiments": ["a", "b"],
        "metric": "accuracy",
        "figure": tmp_path / "figure.svg",
        "table": write_csv(tmp_path / "table.csv", table),
        "pairs_figure": None,
        "pairs_table": None,
    }
    paths = {name: write_csv(tmp_path / f"{name}.csv", rows) for name, rows in examples.items()}
    page = " ".join(comparisons_chapter([comparison], {"a": DESCRIPTION, "b": DESCRIPTION}, paths).split())
    assert "Best test accuracy: <code>b</code>, 0.9200; lowest: <code>a</code>, 0.9000." in page
    assert "ahead of the test part most for <code>a</code>, by 0.0500" in page
    assert "1 (0.6) ✗" in page
    assert "7 (0.8) ✓" in page


@pytest.mark.parametrize("name", ["figure.svg", "figure.png"])
def test_a_picture_is_part_of_the_page_with_its_size(tmp_path, name):
    figure, _ = plt.subplots(figsize=(5, 2.5))
    save(figure, tmp_path / name)
    found = picture(tmp_path / name)
    assert (found.width, found.height) == (480, 240)
    kind, content = found.address.split(";base64,")
    assert kind == {".svg": "data:image/svg+xml", ".png": "data:image/png"}[name[-4:]]
    assert b64decode(content) == (tmp_path / name).read_bytes()
