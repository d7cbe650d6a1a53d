"""The catalogue against the study's table of networks."""

import pytest
import yaml
from conftest import CATALOG, ROOT

from refit.configuration.loading import load_study
from refit.training.models import build_network

pytestmark = pytest.mark.usefixtures("tensorflow")

CONFIG = yaml.safe_load((ROOT / "config.yaml").read_text())

PARAMETERS = {
    "fashion_mlp_20": 266_610,
    "fashion_mlp_128": 101_770,
    "fashion_cnn": 1_413_834,
    "mnist_leaky_relu": 266_610,
    "mnist_bn": 271_346,
    "iris_mlp": 83,
}


@pytest.mark.parametrize("data", ["bundled", "original"])
@pytest.mark.parametrize("name", PARAMETERS)
def test_each_network_has_the_parameters_of_the_study(name, data):
    study = load_study({**CONFIG, "data": data, "experiments": [name]}, CATALOG)
    network = study.network(name)
    assert network["parameters"] == PARAMETERS[name]
    assert build_network(**network).count_params() == PARAMETERS[name]


def test_every_file_has_two_independent_sources():
    for data_set in load_study({**CONFIG, "data": "original"}, CATALOG).data_sets.values():
        hosts = {source.split("/")[2] for source in data_set.sources}
        assert not data_set.files or len(hosts) >= 2
