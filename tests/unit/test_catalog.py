"""The catalogue against the study's table of networks."""

import pytest
import yaml
from conftest import CATALOG, ROOT

from refit.configuration.loading import load_study
from refit.training.models import build_network

pytestmark = pytest.mark.usefixtures("tensorflow")

CONFIG = yaml.safe_load((ROOT / "config.yaml").read_text()) | yaml.safe_load((ROOT / "studies/every.yaml").read_text())

PARAMETERS = {
    "fashion_mlp_20": 266_610,
    "fashion_mlp_30": 266_610,
    "fashion_mlp_128": 101_770,
    "fashion_mlp_128_dropout": 101_770,
    "fashion_mlp_128_l2": 101_770,
    "fashion_dropout": 266_610,
    "fashion_bn_after": 271_346,
    "fashion_bn_before": 270_946,  # counted by hand: 3,136 + 235,200 + 1,200 + 30,000 + 400 + 1,010
    "fashion_cnn": 1_413_834,
    "mnist_leaky_relu": 266_610,
    "mnist_bn": 271_346,
    "mnist_dropout": 266_610,
    **{
        f"mnist_opt_{name}": 266_610
        for name in ("momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamax", "nadam")
    },
    "mnist_cnn": 336_394,
    "mnist_cnn_inverted": 336_394,
    "iris_mlp": 83,
    "housing_mlp": 301,
    "housing_early_stopping": 301,
}
"""The table of networks in the study."""


def test_every_experiment_of_the_study_is_there():
    assert set(CONFIG["experiments"]) == {*PARAMETERS, "fashion_svc"}
    assert len(CONFIG["experiments"]) == 25


@pytest.mark.parametrize("name", PARAMETERS)
def test_each_network_has_the_parameters_of_the_study(name):
    study = load_study({**CONFIG, "data": "original", "experiments": [name]}, CATALOG)
    network = study.network(name)
    assert network["parameters"] == PARAMETERS[name]
    assert build_network(**network).count_params() == PARAMETERS[name]


def test_stand_ins_leave_networks_on_pictures_as_they_are():
    bundled = load_study({**CONFIG, "data": "bundled"}, CATALOG)
    original = load_study({**CONFIG, "data": "original"}, CATALOG)
    for name in PARAMETERS:
        if not name.startswith("housing"):
            assert bundled.network(name) == original.network(name)
        build_network(**bundled.network(name))


def test_every_file_has_two_independent_sources():
    for data_set in load_study({**CONFIG, "data": "original"}, CATALOG).data_sets.values():
        for file in data_set.files.values():
            hosts = {address.split("/")[2] for address in [*data_set.sources, *file.addresses]}
            assert len(hosts) >= 2
