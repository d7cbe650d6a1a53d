"""Where the default profile has the report made."""

import pytest

from refit.configuration.command_line import report_path
from refit.errors import ConfigError


@pytest.fixture
def base(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text("study: quick\n")
    (tmp_path / "other.yaml").write_text("study: other\n")
    (tmp_path / "seeds.yaml").write_text("seeds: [1]\n")


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("--cores all", "results/quick/report.html"),
        ("--cores 2 --configfile other.yaml", "results/other/report.html"),
        ("--configfile other.yaml seeds.yaml --cores 2", "results/other/report.html"),
        ("--configfiles seeds.yaml --config study=mine data=original", "results/mine/report.html"),
        ("--cores all -n", None),
        ("--dry-run", None),
        ("--cores 1 results/quick/metrics.csv", None),
        ("--touch", None),
    ],
)
def test_the_report_goes_to_the_folder_of_the_study(arguments, expected):
    assert report_path(arguments.split()) == expected


@pytest.mark.usefixtures("base")
def test_a_broken_file_is_named(tmp_path):
    (tmp_path / "broken.yaml").write_text("study: quick\nseeds: [1\n")
    with pytest.raises(ConfigError, match=r"broken\.yaml, line 3: this is no valid YAML"):
        report_path(["--configfile", "broken.yaml"])
    with pytest.raises(ConfigError, match=r"absent\.yaml: cannot be read"):
        report_path(["--configfile", "absent.yaml"])
