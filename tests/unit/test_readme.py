"""What the README shows is what Refit takes."""

import re

import pydantic
import pytest
import yaml
from conftest import CATALOG, ROOT

from refit.configuration.loading import load_study
from refit.definitions.data_sets import DataSet
from refit.definitions.views import View

README = (ROOT / "README.md").read_text()
EXAMPLES = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", README, re.S)]
CONFIG = yaml.safe_load((ROOT / "config.yaml").read_text())


def test_the_model_of_ones_own_is_a_sound_study():
    study = load_study({**CONFIG, **EXAMPLES[0]}, CATALOG)
    assert list(study.experiments) == ["fashion_mlp_128", "deeper"]
    assert study.unproven == ("deeper",)


def test_the_grid_is_the_experiments_that_the_text_says():
    study = load_study({**CONFIG, **EXAMPLES[1]}, CATALOG)
    names = study.config.experiments
    assert (len(names), names[0], names[-1]) == (6, "wide_50_0.1", "wide_200_0.01")


def test_the_search_of_ones_own_is_a_sound_study():
    study = load_study({**CONFIG, "experiments": ["searched"], **EXAMPLES[2]}, CATALOG)
    assert study.searches == ["searched"]


def test_the_comparison_of_ones_own_is_shown():
    define = {**EXAMPLES[0]["define"], **EXAMPLES[3]["define"]}
    study = load_study({**CONFIG, **EXAMPLES[0], "define": define}, CATALOG)
    assert list(study.comparisons) == ["depth"]


def test_the_data_of_ones_own_lack_nothing_but_real_digests():
    define = EXAMPLES[5]["define"]
    View.model_validate(define["views"]["mine"])
    with pytest.raises(pydantic.ValidationError) as caught:
        pydantic.TypeAdapter(DataSet).validate_python(define["data_sets"]["my-images"])
    assert {fault["loc"][-1] for fault in caught.value.errors()} == {"sha256"}


def test_every_make_target_that_the_readme_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"`make ([a-z-]+)`", README)) <= targets


def test_every_file_that_the_readme_names_exists():
    for name in re.findall(r"\(([\w/.-]+\.md)\)|`((?:workflow|studies|profiles|envs)/[\w/.]*)`", README):
        path = next(filter(None, name))
        assert path == "studies/mine.yaml" or (ROOT / path).exists(), path
