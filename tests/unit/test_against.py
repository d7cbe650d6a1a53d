"""Two results folders side by side."""

import pytest
import yaml

from refit.against import differences, main
from refit.files import write_json
from refit.tables import write_table

HEADER = ["experiment", "seed", "data", "part", "metric", "class", "value"]


def results(folder, accuracy, seconds, rate, experiments=("a", "b")):
    folder.mkdir()
    rows = [[name, 1, "d", "test", "accuracy", "", accuracy if name == "a" else 0.5] for name in experiments]
    write_table(folder / "metrics.csv", HEADER, [*rows, ["a", 1, "d", "test", "recall", "cat", 0.1]])
    for name in experiments:
        (folder / "runs" / name / "seed-1").mkdir(parents=True)
        write_json(folder / "runs" / name / "seed-1/record.json", {"training_seconds": seconds})
    config = {"study": "s", "seeds": [1], "define": {"experiments": {"a": {"optimizer": {"SGD": {"rate": rate}}}}}}
    (folder / "config.yaml").write_text(yaml.safe_dump(config))
    return folder


def test_what_differs_is_told_and_what_does_not_is_counted(tmp_path):
    found = differences(
        results(tmp_path / "x", 0.8, 10.0, 0.1), results(tmp_path / "y", 0.9, 5.0, 0.2, ("a", "b", "c"))
    )
    assert found["metrics"] == [
        {"key": ("a", "1", "test", "accuracy"), "first": 0.8, "second": 0.9},
        {"key": ("c", "1", "test", "accuracy"), "first": None, "second": 0.5},
    ]
    assert found["same"] == 1
    assert found["seconds"][0] == {"key": ("a", "seed-1"), "first": 10.0, "second": 5.0}
    place = ("define", "experiments", "a", "optimizer", "SGD", "rate")
    assert found["config"] == [{"key": place, "first": 0.1, "second": 0.2}]


def test_it_is_written_as_a_page_and_as_markdown(tmp_path, capsys):
    folders = [results(tmp_path / "x", 0.8, 10.0, 0.1), results(tmp_path / "y", 0.9, 5.0, 0.1)]
    main([*map(str, folders), "--to", str(tmp_path / "out")])
    assert "1 metrics differ, 1 are the same" in capsys.readouterr().out
    text = (tmp_path / "out/index.md").read_text()
    assert "| a | 1 | test | accuracy | 0.800000 | 0.900000 | 0.100000 |" in text
    assert "| a | seed-1 | 10.00 | 5.00 | 0.50 |" in text
    assert "## Configuration\n\nThe same." in text
    page = (tmp_path / "out/index.html").read_text()
    assert "0.900000" in page
    assert "http" not in page


def test_a_folder_without_results_is_refused(tmp_path):
    with pytest.raises(SystemExit, match=r"is no folder of a finished study: it has no metrics\.csv"):
        main([str(tmp_path), str(tmp_path)])
