"""The catalogue against the study's table of networks."""

import pytest
import yaml
from conftest import CATALOG, ROOT

from refit.configuration.loading import load_study
from refit.params import to_params
from refit.plan import pages, recipes
from refit.training.models import build_network

pytestmark = pytest.mark.usefixtures("tensorflow")

CONFIG = yaml.safe_load((ROOT / "config.yaml").read_text())
SEARCHES = {"fashion_search_log_uniform", "fashion_search_listed"}

PARAMETERS = {
    "fashion_mlp_20": 266_610,
    "fashion_mlp_30": 266_610,
    "fashion_mlp_128": 101_770,
    "fashion_mlp_128_dropout": 101_770,
    "fashion_mlp_128_l2": 101_770,
    "fashion_dropout": 266_610,
    "fashion_bn_none": 266_610,  # not in the study: beside it, the two with batch normalization show what that does
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

CONTROLS = {"fashion_majority", "fashion_shuffled", "mnist_majority", "mnist_shuffled", "housing_mean"}


def test_every_experiment_of_the_study_is_there():
    assert set(CONFIG["experiments"]) == {*PARAMETERS, *SEARCHES, "fashion_svc", *CONTROLS}
    assert len(CONFIG["experiments"]) == 25 + 1 + 2 + 5


def test_controls_are_networks_of_the_study_on_shuffled_labels():
    study = load_study({**CONFIG, "data": "original"}, CATALOG)
    for control, name in (("fashion_shuffled", "fashion_mlp_20"), ("mnist_shuffled", "mnist_opt_adam")):
        trained, of_study = (to_params(recipes.training(study, which)) for which in (control, name))
        assert trained["network"].pop("parameters", None) != of_study["network"].pop("parameters")
        assert trained == of_study
        assert pages.description(study, control)["chance"] == 0.1
        assert pages.description(study, name)["chance"] is None


@pytest.mark.parametrize("name", PARAMETERS)
def test_each_network_has_the_parameters_of_the_study(name):
    study = load_study({**CONFIG, "data": "original", "experiments": [name]}, CATALOG)
    network = study.network(name)
    assert network.parameters == PARAMETERS[name]
    assert build_network(network).count_params() == PARAMETERS[name]


def test_stand_ins_leave_networks_on_pictures_as_they_are():
    bundled = load_study({**CONFIG, "data": "bundled"}, CATALOG)
    original = load_study({**CONFIG, "data": "original"}, CATALOG)
    for name in PARAMETERS:
        if not name.startswith("housing"):
            assert bundled.network(name) == original.network(name)
        build_network(bundled.network(name))


@pytest.mark.parametrize("name", sorted(SEARCHES))
def test_each_network_that_a_search_may_choose_can_be_built(name):
    study = load_study({**CONFIG, "data": "original", "experiments": [name]}, CATALOG)
    counts = [build_network(network).count_params() for network in study.sample_networks(name)]
    assert 784 * 50 + 50 + 510 in counts  # one hidden layer of 50
    plan = recipes.search_plan(study, name)
    assert (plan.draws, plan.folds) == (10, 3)
    training = recipes.training(study, name)
    assert (training.epochs, training.callbacks[0]["config"]["patience"]) == (30, 10)


def test_every_file_has_two_independent_sources():
    downloads = load_study({**CONFIG, "data": "original"}, CATALOG).downloads
    assert "external-digits" in downloads
    for data_set in downloads.values():
        for file in data_set.files.values():
            hosts = {address.split("/")[2] for address in [*data_set.sources, *file.addresses]}
            assert len(hosts) >= 2
