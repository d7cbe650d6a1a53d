"""Scikit-learn estimators: a run has the same files as a network's run where they apply."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refit.files import file_digest
from refit.machine import Meter, cpu_name
from refit.models.base import ModelKind
from refit.params import Fitting
from refit.predictions import check_finite
from refit.records import write_record
from refit.wording import call

if TYPE_CHECKING:  # kinds of models are known when Snakemake starts, which NumPy would slow down
    import numpy as np
    from numpy.typing import NDArray


def build_estimator(name: str, arguments: Mapping[str, Any], seed: int) -> Any:
    """A classifier or regressor by its scikit-learn name; `random_state` is the seed, if it takes one."""
    from sklearn.utils import all_estimators

    estimator = dict(all_estimators(type_filter=["classifier", "regressor"]))[name](**arguments)
    if "random_state" in estimator.get_params() and "random_state" not in arguments:
        estimator.set_params(random_state=seed)
    return estimator


def scores(estimator: Any, rows: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """What an estimator gives: shape (examples, classes) or (examples, 1).

    Class probabilities where it has them, else the values of its decision function; a regressor's values.
    """
    import numpy as np

    if hasattr(estimator, "predict_proba"):
        found = estimator.predict_proba(rows)
    elif hasattr(estimator, "decision_function"):
        found = estimator.decision_function(rows)
        if found.ndim == 1:  # two classes: the sign tells
            found = np.stack([-found, found], axis=1)
    else:
        found = estimator.predict(rows)[:, None]
    return np.asarray(found, np.float32)


def run(fitting: Fitting, seed: int, view: Mapping[str, Path], output: Mapping[str, Path]) -> None:
    """Fit one estimator and write all that is kept of it.

    Args:
        fitting: which estimator.
        seed: for estimators that draw at random.
        view: paths of the view's `train`, `validation`, `test` and `normalization`.
        output: paths for `model`, `validation`, `test` (predictions) and `record`.
    """
    import joblib
    import numpy as np

    from refit.data.parts import read_normalization, read_part

    normalization = read_normalization(view["normalization"])
    parts = {name: read_part(view[name]) for name in ("train", "validation", "test")}
    estimator = build_estimator(fitting.name, fitting.arguments, seed)
    print(f"Fitting {estimator} to {len(parts['train']):,} examples", flush=True)
    rows = {name: normalization(part.x).reshape(len(part), part.x[0].size) for name, part in parts.items() if len(part)}
    meter = Meter()
    estimator.fit(rows["train"], parts["train"].y)
    cost = meter.read()
    joblib.dump(estimator, output["model"])
    test = scores(estimator, rows["test"])
    validation = scores(estimator, rows["validation"]) if "validation" in rows else test[:0]
    for name, values in (("test", test), ("validation", validation)):
        check_finite(values, name)
        np.save(output[name], values)
    write_record(
        output["record"],
        {
            "seed": seed,
            "fitting": asdict(fitting),
            "parameters": sum(np.size(getattr(estimator, name, ())) for name in ("coef_", "intercept_")) or None,
            "epochs": int(np.max(estimator.n_iter_)) if hasattr(estimator, "n_iter_") else None,
        },
        cost,
        f"CPU ({cpu_name()})",
        1,
        ("scikit-learn", "numpy"),
        {
            **{name: file_digest(path) for name, path in view.items()},
            **{f"{name}_predictions": file_digest(output[name]) for name in ("validation", "test")},
        },
    )


def describe(record: Mapping[str, Any]) -> dict[str, str]:
    """How a run was trained, in words."""
    return {"estimator": call(record["fitting"]["name"], record["fitting"]["arguments"])}


ESTIMATOR = ModelKind(
    name="estimator",
    words="a scikit-learn estimator",
    chosen_by=("estimator",),
    model_file="model.joblib",
    describe=describe,
)
