"""What a faulty configuration is told: the place, the fault, the fix."""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import CATALOG, ROOT

from refit.configuration.loading import check_networks, load_study
from refit.configuration.study import Study
from refit.errors import ConfigError
from refit.files import check_writable
from refit.plan import pages, recipes
from refit.training.models import build_network

pytestmark = pytest.mark.usefixtures("tensorflow")

BASE = yaml.safe_load((ROOT / "config.yaml").read_text())


def study_of(tmp_path: Path, overlay: dict[str, Any]) -> Study:
    path = tmp_path / "overlay.yaml"
    path.write_text(yaml.safe_dump(overlay, sort_keys=False))
    return load_study({**BASE, **overlay}, CATALOG, [ROOT / "config.yaml", path])


def load(tmp_path: Path, **overlay: Any) -> Study:
    """A study whose networks fit. They are built here: `check_networks` starts a process of seconds for them."""
    study = study_of(tmp_path, overlay)
    for network in (network for name in study.unproven for network in study.sample_networks(name)):
        build_network(network)
    return study


def message(tmp_path: Path, **overlay: Any) -> str:
    with pytest.raises(ConfigError) as caught:
        check_networks(study_of(tmp_path, overlay))
    return str(caught.value)


def experiment(**changes: Any) -> dict[str, Any]:
    body = {"view": "fashion", "layers": ["Flatten", {"Dense": {"units": 10}}], "optimizer": "SGD", "epochs": 1}
    return {"define": {"experiments": {"mine": body | changes}}}


def search(space: dict[str, Any] | None = None, layers: list[Any] | None = None, **changes: Any) -> dict[str, Any]:
    found = {"space": space or {"units": [5, 6], "rate": {"log_uniform": [0.001, 0.1]}}, **changes}
    network = layers or ["Flatten", {"Dense": {"units": "$units"}}, {"Dense": {"units": 10}}]
    return experiment(layers=network, optimizer={"SGD": {"learning_rate": "$rate"}}, search=found)


def predict(*names: str, experiment: str = "mnist_bn", **examples: Any) -> dict[str, Any]:
    return {"define": {"experiments": {experiment: {"predict": list(names)}}, "examples": examples}}


ARCHIVE = {"name": "x.tgz", "sha256": 64 * "0"}

CASES = {
    "a search over an unknown argument": (
        search({"unit": [5, 6], "rate": {"log_uniform": [0.001, 0.1]}}),
        "define.experiments.mine.search.space.unit",
        "no argument of a layer or the optimizer is '$unit'; did you mean 'units'?",
    ),
    "a loss that Keras does not have": (
        experiment(loss="Hubber"),
        "define.experiments.mine.loss",
        "Keras has no loss 'Hubber'; did you mean 'Huber'?",
    ),
    "an argument that a loss does not have": (
        experiment(loss={"Huber": {"delt": 2.0}}),
        "define.experiments.mine.loss.Huber.delt",
        "did you mean 'delta'?",
    ),
    "a metric that Keras does not have": (
        experiment(metrics=["SparseTopKAccuracy"]),
        "define.experiments.mine.metrics[0]",
        "Keras has no metric 'SparseTopKAccuracy'",
    ),
    "a callback that writes files": (
        experiment(callbacks=[{"ModelCheckpoint": {"filepath": "x"}}]),
        "define.experiments.mine.callbacks[0]",
        "Refit has no callback 'ModelCheckpoint'; known: EarlyStopping, ReduceLROnPlateau, TerminateOnNaN.",
    ),
    "a callback with nothing to watch": (
        experiment(callbacks=["ReduceLROnPlateau"], view="fashion_all"),
        "define.experiments.mine.callbacks[0]",
        "has no validation part to watch",
    ),
    "a loss of an estimator": (
        {"define": {"experiments": {"mine": {"view": "fashion", "estimator": "LinearSVC", "loss": "Huber"}}}},
        "define.experiments.mine",
        "'loss', 'metrics' and 'callbacks' are for networks",
    ),
    "a task that the data do not suit": (
        experiment(task="regression"),
        "define.experiments.mine.task",
        "'regression' is not for the data of 'fashion'; what suits them: classification.",
    ),
    "an unknown task": (
        experiment(task="classificaton"),
        "define.experiments.mine.task",
        "did you mean 'classification'?",
    ),
    "a value that the space does not have": (
        search({"units": [5, 6]}, draws=2),
        "define.experiments.mine.layers",
        "the search's space has no 'rate', which '$rate' asks for",
    ),
    "an open place without a search": (
        experiment(layers=["Flatten", {"Dense": {"units": "$units"}}]),
        "define.experiments.mine.layers",
        "add search: {space: {…}}, or write a value",
    ),
    "a search over an argument that the layer does not have": (
        search(layers=["Flatten", {"Dense": {"unit": "$units"}}, {"Dense": {"units": 10}}]),
        "mine.layers[1].Dense.unit",
        "Dense has no argument 'unit'; did you mean 'units'?",
    ),
    "more draws than there are combinations": (
        search({"units": [5, 6], "rate": [0.1]}),
        "define.experiments.mine.search",
        "the space has only 2 combinations, fewer than the 10 draws",
    ),
    "a range the wrong way round": (
        search({"units": {"integers": [9, 3]}, "rate": [0.1]}, draws=1),
        "mine.search.space.units",
        "the lowest and the highest value, in this order",
    ),
    "a logarithm of nothing": (
        search({"units": [5], "rate": {"log_uniform": [0, 1]}}, draws=1),
        "mine.search.space.rate",
        "begins above 0",
    ),
    "an unknown kind of range": (
        search({"units": [5], "rate": {"loguniform": [1, 2]}}),
        "mine.search.space.rate.loguniform",
        "did you mean 'log_uniform'?",
    ),
    "a search's parameters": (
        search() | experiment(search=search()["define"]["experiments"]["mine"]["search"], parameters=5),
        "mine",
        "without 'parameters'",
    ),
    "layers repeated no times": (
        experiment(layers=["Flatten", {"Repeat": {"times": 0, "layers": ["Flatten"]}}, {"Dense": {"units": 10}}]),
        "mine.layers[1].Repeat",
        "the times above 0",
    ),
    "a repeated layer that does not exist": (
        experiment(layers=["Flatten", {"Repeat": {"times": 2, "layers": ["Danse"]}}, {"Dense": {"units": 10}}]),
        "mine.layers[1].Repeat.layers[0]",
        "Keras has no layer 'Danse'; did you mean 'Dense'?",
    ),
    "unknown examples": (
        predict("external-digit"),
        "define.experiments.mnist_bn.predict[0]",
        "there are no examples 'external-digit'; did you mean 'external-digits'?",
    ),
    "pictures for a network on tables": (
        predict("external-digits", experiment="iris_mlp"),
        "define.experiments.iris_mlp.predict[0]",
        "'external-digits' are pictures, but an example of 'iris' has shape [4]",
    ),
    "rows for a network on pictures": (
        predict("three-flowers"),
        "mnist_bn.predict[0]",
        "a row of 'three-flowers' has 4",
    ),
    "rows of another class": (
        predict(
            "mine", experiment="iris_mlp", mine={"label": "x", "rows": [{"values": [1, 2, 3, 4], "truth": "rose"}]}
        ),
        "define.experiments.iris_mlp.predict[0]",
        "has the class 'rose', which the data set has not",
    ),
    "examples for regression": (
        predict("three-flowers", experiment="housing_mlp"),
        "housing_mlp.predict[0]",
        "regression",
    ),
    "pictures that are not there": (
        {"predict": ["no/such/folder"]},
        "overlay.yaml, line 2, predict[0]",
        "there is no file or folder 'no/such/folder'",
    ),
    "a claim for an experiment that is not there": (
        {"define": {"claims": {"mine": {"experiment": "mnist_nb", "quantity": "test_accuracy", "value": 0.9}}}},
        "define.claims.mine.experiment",
        "there is no experiment 'mnist_nb'; did you mean 'mnist_bn'?",
    ),
    "a claim about an unknown quantity": (
        {"define": {"claims": {"mine": {"experiment": "mnist_bn", "quantity": "test_acuracy", "value": 0.9}}}},
        "define.claims.mine.quantity",
        "did you mean 'test_accuracy'?",
    ),
    "a claim about no example": (
        {"define": {"claims": {"mine": {"experiment": "mnist_cnn", "quantity": "predicted", "value": "7"}}}},
        "define.claims.mine",
        "give 'example' with predicted",
    ),
    "a comparison with an unknown experiment": (
        {"define": {"comparisons": {"mine": {"title": "x", "experiments": ["mnist_bn", "mnist_nb"]}}}},
        "define.comparisons.mine.experiments[1]",
        "there is no experiment 'mnist_nb'; did you mean 'mnist_bn'?",
    ),
    "a comparison of too many experiments": (
        {"define": {"comparisons": {"mine": {"title": "x", "experiments": ["mnist_bn"] * 41}}}},
        "define.comparisons.mine.experiments",
        "41 experiments are too many to read side by side. Name at most 40",
    ),
    "unknown key at the top": ({"sseeds": [1]}, "overlay.yaml, line 1, sseeds", "did you mean 'seeds'?"),
    "unknown key below": (
        {"define": {"experiments": {"mnist_bn": {"epoch": 3}}}},
        "overlay.yaml, line 4, define.experiments.mnist_bn.epoch",
        "did you mean 'epochs'?",
    ),
    "unknown key four levels down": (
        {"define": {"views": {"fashion": {"validation": {"part": "first", "cuont": 5}}}}},
        "define.views.fashion.validation.cuont",
        "did you mean 'count'?",
    ),
    "unknown kind of definition": (
        {"define": {"experimnts": {}}},
        "overlay.yaml, line 2, define.experimnts",
        "did you mean 'experiments'?",
    ),
    "definitions that are a list": (
        {"define": {"views": [1]}},
        "overlay.yaml, line 1, define",
        "expected some of the keys",
    ),
    "wrong type": (experiment(epochs="many"), "define.experiments.mine.epochs", "integer, not 'many'"),
    "number as text": ({"seeds": ["4x"]}, "seeds[0]", "integer, not '4x'"),
    "truth value as number": ({"seeds": [True]}, "seeds[0]", "integer, not True"),
    "negative epochs": (experiment(epochs=-3), "define.experiments.mine.epochs", "greater than 0, not -3"),
    "missing key": (
        {"define": {"experiments": {"mine": {"layers": ["Flatten"], "optimizer": "SGD", "epochs": 1}}}},
        "overlay.yaml, line 3, define.experiments.mine",
        "the key 'view' is missing",
    ),
    "unknown experiment": (
        {"experiments": ["fashion_mlp_20", "fashion_mlp_21"]},
        "overlay.yaml, line 3, experiments[1]",
        "there is no experiment 'fashion_mlp_21'; did you mean 'fashion_mlp_20'?",
    ),
    "repeated experiment": ({"experiments": ["mnist_bn", "mnist_bn"]}, "experiments", "listed 2 times"),
    "no experiment": ({"experiments": []}, "experiments", "at least 1 item"),
    "repeated seed": ({"seeds": [1, 2, 1]}, "seeds", "1 is listed 2 times"),
    "negative seed": ({"seeds": [-1]}, "seeds[0]", "greater than or equal to 0"),
    "unknown view": (experiment(view="fasion"), "mine.view", "no view 'fasion'; did you mean 'fashion'?"),
    "unknown data set": (
        {"define": {"views": {"mnist": {"data_set": "mnits"}}}},
        "define.views.mnist.data_set",
        "no data set 'mnits'; did you mean 'mnist'?",
    ),
    "unknown optimizer": (
        experiment(optimizer={"Adm": {"learning_rate": 0.1}}),
        "mine.optimizer",
        "Keras has no optimizer 'Adm'; did you mean 'Adam'?",
    ),
    "unknown optimizer argument": (
        experiment(optimizer={"SGD": {"learningrate": 0.1}}),
        "mine.optimizer.SGD.learningrate",
        "SGD has no argument 'learningrate'; did you mean 'learning_rate'?",
    ),
    "unknown layer": (
        experiment(layers=["Flaten", {"Dense": {"units": 10}}]),
        "overlay.yaml, line 6, define.experiments.mine.layers[0]",
        "Keras has no layer 'Flaten'; did you mean 'Flatten'?",
    ),
    "layer in small letters": (experiment(layers=["flatten"]), "mine.layers[0]", "did you mean 'Flatten'?"),
    "unknown layer argument": (
        experiment(layers=["Flatten", {"Dense": {"unit": 10}}]),
        "mine.layers[1].Dense.unit",
        "Dense has no argument 'unit'; did you mean 'units'?",
    ),
    "missing layer argument": (
        experiment(layers=["Flatten", "Dense"]),
        "mine.layers[1]",
        "Dense needs the argument 'units'",
    ),
    "unknown activation": (
        experiment(layers=["Flatten", {"Dense": {"units": 10, "activation": "rleu"}}]),
        "mine.layers[1].Dense.activation",
        "Keras has no activation 'rleu'; did you mean 'relu'?",
    ),
    "unknown regularizer": (
        experiment(layers=["Flatten", {"Dense": {"units": 10, "kernel_regularizer": {"L22": {"l2": 0.1}}}}]),
        "mine.layers[1].Dense.kernel_regularizer",
        "Keras has no regularizer 'L22'; did you mean 'L2'?",
    ),
    "two names for one layer": (
        experiment(layers=[{"Dense": {"units": 10}, "Flatten": None}]),
        "mine.layers[0]",
        "one name with its arguments",
    ),
    "name that makes no file name": (
        {"define": {"experiments": {"My Model": experiment()["define"]["experiments"]["mine"]}}},
        "define.experiments.My Model",
        "cannot be a name",
    ),
    "study name of Refit's own": ({"study": "downloads"}, "overlay.yaml, line 1, study", "take another name"),
    "a list of study names": ({"study": ["a"]}, "overlay.yaml, line 1, study", "should be a valid string"),
    "study name with a slash": ({"study": "a/b"}, "overlay.yaml, line 1, study", "does not have the form"),
    "unknown choice": ({"data": "orignal"}, "overlay.yaml, line 1, data", "did you mean 'original'?"),
    "mirror that does not exist": (
        {"mirror": "/no/such/folder"},
        "overlay.yaml, line 1, mirror",
        "the folder '/no/such/folder' does not exist",
    ),
    "validation larger than training": (
        {"define": {"views": {"fashion": {"validation": {"part": "first", "count": 60000}}}}},
        "define.views.fashion.validation.count",
        "leave none of the 60000",
    ),
    "validation without its count": (
        {"define": {"views": {"fashion": {"validation": {"part": "first"}}}}},
        "define.views.fashion.validation",
        "give 'count'",
    ),
    "shape of another size": (
        {"define": {"views": {"fashion": {"shape": [28, 27]}}}},
        "define.views.fashion.shape",
        "another number of values",
    ),
    "unsplit data without a split": (
        {"define": {"views": {"iris": {"test": None}}}},
        "define.views.iris",
        "is not split",
    ),
    "going on from nothing": (
        {"define": {"experiments": {"mnist_cnn_inverted": {"continue_from": "mnist_cn"}}}},
        "define.experiments.mnist_cnn_inverted.continue_from",
        "there is no experiment 'mnist_cn'; did you mean 'mnist_cnn'?",
    ),
    "going on from itself": (
        {"define": {"experiments": {"mnist_cnn_inverted": {"continue_from": "mnist_cnn_inverted"}}}},
        "define.experiments.mnist_cnn_inverted.continue_from",
        "goes on from itself;",
    ),
    "going on from a model of another shape": (
        {"define": {"experiments": {"mnist_cnn_inverted": {"continue_from": "iris_mlp"}}}},
        "define.experiments.mnist_cnn_inverted.continue_from",
        "takes examples of shape [4] and gives 3 values, but this experiment's view has shape [28, 28, 1] and 10",
    ),
    "going on from an estimator": (
        {"define": {"experiments": {"mnist_cnn_inverted": {"continue_from": "fashion_svc"}}}},
        "define.experiments.mnist_cnn_inverted.continue_from",
        "'fashion_svc' is a scikit-learn estimator",
    ),
    "layers of one's own and another's model": (
        experiment(continue_from="mnist_bn"),
        "define.experiments.mine",
        "give one of 'layers', 'continue_from' and 'estimator'",
    ),
    "layers without an optimizer": (experiment(optimizer=None), "define.experiments.mine", "'optimizer' goes with"),
    "early stopping without validation": (
        {"define": {"experiments": {"fashion_mlp_128": {"early_stopping": {"patience": 3}}}}},
        "define.experiments.fashion_mlp_128.early_stopping",
        "no validation part to watch",
    ),
    "unknown estimator": (
        {"define": {"experiments": {"fashion_svc": {"estimator": "LinearSVCC"}}}},
        "define.experiments.fashion_svc.estimator",
        "scikit-learn has no estimator 'LinearSVCC'; did you mean 'LinearSVC'?",
    ),
    "unknown estimator argument": (
        {"define": {"experiments": {"fashion_svc": {"estimator": {"LinearSVC": {"c": 1}}}}}},
        "define.experiments.fashion_svc.estimator.LinearSVC.c",
        "LinearSVC has no argument 'c'; did you mean 'C'?",
    ),
    "an estimator with threads": (
        {"define": {"experiments": {"fashion_svc": {"threads": 2}}}},
        "define.experiments.fashion_svc",
        "'early_stopping', 'threads', 'parameters' and 'predict' are for networks",
    ),
    "a precision of what goes on": (
        {"define": {"experiments": {"mnist_cnn_inverted": {"precision": "mixed_bfloat16"}}}},
        "define.experiments.mnist_cnn_inverted",
        "the key 'precision' goes with 'layers'",
    ),
    "an estimator with epochs": (
        {"define": {"experiments": {"fashion_svc": {"epochs": 3}}}},
        "define.experiments.fashion_svc",
        "give 'epochs', except with 'estimator'",
    ),
    "classes and a target": (
        {"define": {"data_sets": {"mnist": {"target": "x"}}}},
        "define.data_sets.mnist",
        "give either 'classes' (two or more names) or 'target'",
    ),
    "random validation without its split": (
        {"define": {"views": {"housing": {"validation": {"part": "random"}}}}},
        "define.views.housing.validation",
        "give split: {share: 0.25, random_state: 42}",
    ),
    "idx data without its files": (
        {"define": {"data_sets": {"mnist": {"files": {}}}}},
        "define.data_sets.mnist",
        "takes the files test_images, test_labels, train_images, train_labels",
    ),
    "data of an unknown format": (
        {"define": {"data_sets": {"mnist": {"format": "idxx"}}}},
        "overlay.yaml, line 4, define.data_sets.mnist.format",
        "'idxx' is not possible here; did you mean 'idx'?",
    ),
    "data of no format": (
        {"define": {"data_sets": {"mine": {"label": "Mine"}}}},
        "overlay.yaml, line 3, define.data_sets.mine",
        "the key 'format' is missing",
    ),
    "data without keys": (
        {"define": {"data_sets": {"mine": 3}}},
        "overlay.yaml, line 3, define.data_sets.mine",
        "expected keys with values, not 3",
    ),
    "an unknown key of data": (
        {"define": {"data_sets": {"mnist": {"lable": "x"}}}},
        "overlay.yaml, line 4, define.data_sets.mnist.lable",
        "unknown key 'lable'; did you mean 'label'?",
    ),
    "an unknown key of a file of data": (
        {"define": {"data_sets": {"california-housing": {"files": {"archive": {"sha": "x"} | ARCHIVE}}}}},
        "overlay.yaml, line 6, define.data_sets.california-housing.files.archive.sha",
        "did you mean 'sha256'?",
    ),
    "a kind of example that a format does not hold": (
        {"define": {"data_sets": {"iris": {"examples": "picture"}}}},
        "define.data_sets.iris.examples",
        "'picture' is not possible here",
    ),
    "a picture of one dimension": (
        {"define": {"data_sets": {"mnist": {"shape": [784]}}}},
        "define.data_sets.mnist",
        "a picture's shape is [height, width] or [height, width, colours], not [784]",
    ),
    "a name too many for the columns": (
        {"define": {"data_sets": {"iris": {"columns": ["a", "b", "c", "d", "e"]}}}},
        "define.data_sets.iris",
        "there are 5 names of columns, but shape [4]",
    ),
}


@pytest.mark.parametrize(("overlay", "place", "fault"), CASES.values(), ids=CASES.keys())
def test_a_fault_is_named_with_its_place_and_its_fix(tmp_path, overlay, place, fault):
    found = message(tmp_path, **overlay)
    assert place in found
    assert fault in found
    assert len(found.splitlines()) == 1


def test_two_faults_are_both_named(tmp_path):
    found = message(tmp_path, seeds=[], **experiment(epochs=0, optimizer="Adm"))
    assert "seeds" in found
    assert "mine.epochs" in found
    assert len(found.splitlines()) == 2
    found = message(tmp_path, **experiment(optimizer="Adm", layers=["Flaten"]))
    assert "'Adam'" in found
    assert "'Flatten'" in found


def test_a_loop_of_continuations_is_named(tmp_path):
    body = {"view": "mnist", "epochs": 1}
    mine = {"first": body | {"continue_from": "second"}, "second": body | {"continue_from": "first"}}
    found = message(tmp_path, define={"experiments": mine})
    assert "define.experiments.first.continue_from: 'first' goes on from itself by way of second" in found
    assert "define.experiments.second.continue_from: 'second' goes on from itself by way of first" in found


def test_what_is_gone_on_from_is_trained_but_not_shown(tmp_path):
    study = load(tmp_path, experiments=["housing_early_stopping"])
    assert set(study.experiments) == {"housing_early_stopping", "housing_mlp"}
    assert study.config.experiments == ["housing_early_stopping"]
    assert study.network("housing_early_stopping").layers == study.network("housing_mlp").layers


def test_an_empty_folder_of_pictures_is_named(tmp_path):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / ".hidden").write_text("")
    assert "holds no file; put pictures there" in message(tmp_path, predict=[str(tmp_path / "pictures")])


def test_a_candidate_that_does_not_fit_is_named_before_anything_runs(tmp_path):
    layers = ["Flatten", {"Repeat": {"times": "$units", "layers": [{"Dense": {"units": 5}}]}}, "$kind"]
    faulty = [layers[0], layers[1], {"Dense": {"units": 10, "activation": "$kind"}}]
    space = {"units": [1, 2], "kind": ["softmax", "softmux"], "rate": [0.1, 0.2]}
    overlay = search(space, layers=faulty, draws=2)
    found = message(tmp_path, experiments=["mine"], **overlay)
    assert "define.experiments.mine.layers: layer 3, Dense, does not fit" in found or "layer 3, Dense" in found


def test_only_networks_on_pictures_predict_pictures(tmp_path):
    study = load(tmp_path, predict=[str(ROOT / "workflow/catalog/drawn-digits")])
    assert "mnist_bn" in study.predicting
    assert not {"housing_mlp", "fashion_svc"} & set(study.predicting)
    assert study.pictures_of("iris_mlp", "d") == {}
    (files,) = study.pictures_of("mnist_bn", "d").values()
    assert len(files) == 10


def test_examples_stand_in_for_what_would_be_downloaded(tmp_path):
    bundled, original = load(tmp_path), load(tmp_path, data="original")
    assert list(bundled.pictures_of("mnist_cnn", "d")) == ["Drawn digits"]
    assert original.pictures_of("mnist_cnn", "d")["External digits"][0] == "d/external-digits/1.png"
    assert original.places("external-digits", "1.png")[0].endswith("/1.png")


def test_what_a_network_predicts_is_no_part_of_what_its_training_depends_on(tmp_path):
    changed = load(tmp_path, **predict("external-digits"))
    assert recipes.training(changed, "mnist_bn") == recipes.training(load(tmp_path), "mnist_bn")


def test_a_comparison_is_shown_where_all_its_experiments_are(tmp_path):
    assert "optimizers" in load(tmp_path).comparisons
    few = load(tmp_path, experiments=["housing_mlp", "housing_early_stopping", "mnist_leaky_relu"])
    assert list(few.comparisons) == ["early_stopping"]
    assert pages.headline_compared(few, "early_stopping")["in_history"] == "loss"


def test_a_fault_in_the_base_file_is_placed_there(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("study: quick\nseeds: [42]\nexperiments: [iris_mpl]\n")
    with pytest.raises(ConfigError, match=r"config\.yaml, line 3, experiments\[0\]: .*'iris_mlp'"):
        load_study(yaml.safe_load(path.read_text()), CATALOG, [path])


def test_a_fault_on_the_command_line_is_placed_there():
    with pytest.raises(ConfigError, match=r"^--config, data: "):
        load_study({**BASE, "data": "x"}, CATALOG, [ROOT / "config.yaml"], {"data": "x"})


def test_a_key_given_twice_is_refused(tmp_path):
    path = tmp_path / "twice.yaml"
    path.write_text("study: a\nseeds: [1]\nstudy: b\n")
    with pytest.raises(ConfigError, match=r"twice\.yaml, line 3: the key 'study' stands here for the second time"):
        load_study({"study": "b", "seeds": [1], "experiments": ["iris_mlp"]}, CATALOG, [path])


def test_networks_that_do_not_fit_are_all_named_before_anything_runs(tmp_path):
    layers = {
        "rank": ["Flatten", {"Conv2D": {"filters": 3, "kernel_size": 3}}],
        "argument": [{"Dense": {"units": "ten"}}],
        "outputs": ["Flatten", {"Dense": {"units": 7}}],
    }
    body = {"view": "fashion", "optimizer": "SGD", "epochs": 1}
    mine = {name: body | {"layers": found} for name, found in layers.items()} | {"iris_mlp": {"parameters": 84}}
    faults = message(tmp_path, experiments=list(mine), define={"experiments": mine}).splitlines()
    expected = (
        ("define.experiments.rank.layers[1]: ", "layer 2, Conv2D, does not fit"),
        ("define.experiments.argument.layers[0]: ", "layer 1, Dense, does not fit"),
        ("define.experiments.outputs.layers[1]: ", "its data asks for 10"),
        ("define.experiments.iris_mlp: ", "83 parameters, but 'parameters' says 84"),
    )
    assert len(faults) == len(expected)
    for fault, (place, reason) in zip(faults, expected, strict=True):
        assert place in fault
        assert reason in fault


def test_a_sound_network_is_built_only_once(tmp_path, capsys):
    overlay = {"experiments": ["mine"], **experiment()}
    for _ in range(2):
        check_networks(load_study({**BASE, **overlay}, CATALOG), cache=tmp_path / "cache")
    assert capsys.readouterr().err.count("Building 1 new network") == 1


def test_numbers_with_an_exponent_are_numbers(tmp_path):
    overlay = {"define": {"experiments": {"mnist_bn": {"optimizer": {"SGD": {"learning_rate": "1e-3"}}}}}}
    assert recipes.training(load(tmp_path, **overlay), "mnist_bn").optimizer == {
        "class_name": "SGD",
        "config": {"learning_rate": 0.001},
    }


def test_results_below_a_file_are_refused(tmp_path):
    (tmp_path / "results").write_text("")
    with pytest.raises(ConfigError, match="results is a file"):
        check_writable(tmp_path / "results" / "quick")


def test_results_in_a_folder_of_another_user_are_refused(tmp_path):
    folder = tmp_path / "results"
    folder.mkdir()
    folder.chmod(0o555)
    if os.geteuid() == 0:  # root may write everywhere
        for part in (tmp_path, *tmp_path.parents[:-2]):
            part.chmod(0o755)
        os.seteuid(65534)
    try:
        with pytest.raises(ConfigError, match="cannot be written by this user"):
            check_writable(folder / "quick")
    finally:
        if os.getuid() == 0:
            os.seteuid(0)


def test_stand_ins_take_the_place_of_downloads_and_keep_the_share_of_validation(tmp_path):
    quick = load(tmp_path)
    assert set(quick.data_sets) == {"digits", "iris", "diabetes"}
    assert quick.stands_in_for("fashion_pixelwise") == "Fashion-MNIST"
    assert quick.stands_in_for("housing") == "California housing"
    assert quick.stands_in_for("iris") == ""
    assert quick.views["fashion"].validation.count == round(1437 * 5000 / 60000)
    original = load(tmp_path, data="original")
    assert set(original.data_sets) == {"fashion-mnist", "mnist", "iris", "california-housing"}
    assert original.views["fashion"].validation.count == 5000


def test_labels_and_notes_are_no_part_of_what_training_depends_on(tmp_path):
    changed = load(tmp_path, define={"experiments": {"mnist_bn": {"label": "x", "note": "y"}}})
    assert recipes.training(changed, "mnist_bn") == recipes.training(load(tmp_path), "mnist_bn")
    assert pages.description(changed, "mnist_bn")["label"] == "x"


def test_the_resolved_configuration_gives_the_same_study_again(tmp_path):
    study = load(tmp_path, data="original", **experiment())
    again = load_study(study.resolved(), CATALOG)
    assert again.resolved() == study.resolved()


def test_a_definition_changes_a_catalogue_entry_key_by_key(tmp_path):
    study = load(tmp_path, define={"experiments": {"mnist_bn": {"epochs": 3}}})
    assert study.experiments["mnist_bn"].epochs == 3
    assert len(study.experiments["mnist_bn"].layers) == 7


def test_data_are_changed_key_by_key_and_keep_their_format(tmp_path):
    study = load(tmp_path, data="original", define={"data_sets": {"mnist": {"label": "Digits of old"}}})
    assert study.data_sets["mnist"].label == "Digits of old"
    assert study.data_sets["mnist"].format == "idx"


def test_what_an_example_is_is_said_by_its_data_unless_a_view_lays_pictures_out_in_rows(tmp_path):
    changed = {"data_sets": {"fashion-mnist": {"examples": "sequence"}}, "views": {"mnist": {"shape": [784]}}}
    plain, other = load(tmp_path, data="original"), load_study({**BASE, "data": "original", "define": changed}, CATALOG)
    views = ("fashion", "mnist", "iris", "housing")
    assert [plain.example_kind(view) for view in views] == ["picture", "picture", "table", "table"]
    assert [other.example_kind(view) for view in views] == ["sequence", "table", "table", "table"]


def test_places_begin_with_the_mirror(tmp_path):
    study = load(tmp_path, data="original", mirror=str(tmp_path))
    places = study.places("mnist", "t10k-labels-idx1-ubyte.gz")
    assert places[0] == f"{tmp_path}/mnist/t10k-labels-idx1-ubyte.gz"
    assert len({place.split("/")[2] for place in places[1:]}) >= 2


def test_threads_and_precision_belong_to_the_experiment(tmp_path):
    changed = {"mnist_cnn": {"precision": "mixed_bfloat16", "threads": 3}}
    study = load(tmp_path, define={"experiments": changed})
    trained = recipes.training(study, "mnist_cnn")
    assert (trained.threads, trained.network.precision) == (3, "mixed_bfloat16")
    assert recipes.training(study, "mnist_cnn_inverted").network.precision == "mixed_bfloat16"
    threads = {
        name: recipes.training(study, name).threads for name in ("mnist_bn", "fashion_cnn", "fashion_search_listed")
    }
    assert threads == {"mnist_bn": 1, "fashion_cnn": 2, "fashion_search_listed": 1}


def test_loss_metrics_and_callbacks_come_from_the_task_unless_they_are_given(tmp_path):
    body = experiment(
        loss={"Poisson": {}}, metrics=["SparseTopKCategoricalAccuracy"], callbacks=[{"ReduceLROnPlateau": {}}]
    )
    study = load(tmp_path, experiments=["mine", "mnist_bn"], **body)
    own, usual = (recipes.training(study, name) for name in ("mine", "mnist_bn"))
    assert (usual.loss, usual.callbacks, usual.records_scores) == ("sparse_categorical_crossentropy", [], False)
    assert own.loss == {"class_name": "Poisson", "config": {}}
    assert [metric["class_name"] for metric in own.metrics] == [
        "SparseCategoricalAccuracy",
        "SparseTopKCategoricalAccuracy",
    ]
    assert own.callbacks == [{"class_name": "ReduceLROnPlateau", "config": {}}]
    assert own.records_scores


def test_seeds_on_the_command_line_come_as_text(tmp_path):
    assert load(tmp_path, seeds=["42", "7"]).config.seeds == [42, 7]
    assert "seeds[0]" in message(tmp_path, seeds=["-1"])
