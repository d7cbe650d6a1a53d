"""What each kind of model must have, so that the rest of the house need not know which it is."""

import subprocess
import sys
from dataclasses import asdict
from itertools import chain

import pytest
from conftest import ROOT
from pydantic import ValidationError

from refit.definitions.experiments import Experiment
from refit.models import MODEL_KINDS, kind_of
from refit.params import Fitting, Network, Training

STOPPING = {"class_name": "EarlyStopping", "config": {"patience": 3, "restore_best_weights": True}}
REDUCING = {"class_name": "ReduceLROnPlateau", "config": {"factor": 0.5}}
TRAINING = Training(
    network=Network(layers=[], input_shape=[4], outputs=3, precision="mixed_bfloat16"),
    task="classification",
    optimizer={"class_name": "SGD", "config": {"learning_rate": 0.125}},
    loss={"class_name": "Huber", "config": {"delta": 2.0}},
    metrics=[],
    epochs=50,
    callbacks=[STOPPING, REDUCING],
)
RECORDS = {
    "network": {"training": asdict(TRAINING), "epochs": 7},
    "estimator": {"fitting": asdict(Fitting("LinearSVC", {"C": 0.5}))},
}
"""Of a run of each kind, what tells how it was trained."""

WRITTEN = {
    "layers": {"layers": ["Flatten"], "optimizer": "SGD", "epochs": 1},
    "continue_from": {"continue_from": "mnist_bn", "epochs": 1},
    "estimator": {"estimator": "LinearSVC"},
}
"""By the key that chooses its kind, the least that an experiment says of its model."""

VALUES = {
    **{"early_stopping": {"patience": 3}, "threads": 1, "parameters": 10, "predict": ["drawn-digits"]},
    **{"loss": "Huber", "metrics": ["MeanAbsoluteError"], "callbacks": ["ReduceLROnPlateau"]},
}


@pytest.mark.parametrize("kind", MODEL_KINDS.values(), ids=MODEL_KINDS)
class TestEachKind:
    def test_it_is_chosen_by_each_of_its_keys(self, kind):
        for key in kind.chosen_by:
            experiment = Experiment.model_validate({"view": "mnist", **WRITTEN[key]})
            assert experiment.model_kind is kind_of({"view", key}) is kind

    def test_its_further_keys_are_refused_with_other_kinds_alone(self, kind):
        others = [key for other in MODEL_KINDS.values() if other is not kind for key in other.chosen_by]
        for key in chain(*kind.keys):
            own, *_ = kind.chosen_by
            Experiment.model_validate({"view": "mnist", **WRITTEN[own], key: VALUES[key]})
            for other in others:
                with pytest.raises(ValidationError, match=f"'{key}'.* are for {kind.name}s; remove them from an"):
                    Experiment.model_validate({"view": "mnist", **WRITTEN[other], key: VALUES[key]})

    def test_it_takes_epochs_if_it_learns_by_them_and_else_none(self, kind):
        for key in kind.chosen_by:
            without = {"view": "mnist", **WRITTEN[key]}
            without = without | {"epochs": None} if kind.learns_by_epochs else without | {"epochs": 3}
            with pytest.raises(ValidationError, match="give 'epochs', except with 'estimator'"):
                Experiment.model_validate(without)

    def test_it_tells_how_a_run_was_trained(self, kind):
        words = kind.describe(RECORDS[kind.name])
        assert any(words.values())
        assert all(isinstance(word, str) for word in words.values())

    def test_its_module_has_its_name(self, kind):
        assert (ROOT / f"workflow/scripts/refit/models/{kind.name}.py").exists()


def test_no_two_kinds_share_a_key_or_the_file_of_a_model():
    kinds = MODEL_KINDS.values()
    keys = [key for kind in kinds for key in chain(kind.chosen_by, *kind.keys)]
    assert len(set(keys)) == len(keys)
    assert set(keys) <= set(Experiment.model_fields)
    assert len({kind.model_file for kind in kinds}) == len(kinds)


def test_how_a_network_was_trained_is_told_in_words():
    assert MODEL_KINDS["network"].describe(RECORDS["network"]) == {
        "optimizer": "SGD(learning_rate=0.125)",
        "loss": "Huber(delta=2.0)",
        "batch size": "32",
        "epochs": "7 of at most 50",
        "early stopping": "after 3 epochs without a better validation loss; the best epoch's weights are kept",
        "callbacks": "ReduceLROnPlateau(factor=0.5)",
        "precision": "mixed_bfloat16",
    }


def test_knowing_the_kinds_of_models_imports_no_library_that_is_slow_to_start():
    code = "import sys, refit.models; print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "workflow/scripts", capture_output=True, text=True, check=True
    )
    assert not {"numpy", "pandas", "sklearn", "scipy", "joblib", "tensorflow", "pydantic"} & {*answer.stdout.split()}
