"""Finds layers that do not fit their data by letting Keras build them, once per network, in a process of its own."""

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from refit.errors import RefitError
from refit.params import Network, to_params


@dataclass(frozen=True)
class NetworkFault:
    """Why a network cannot be built; `layer` is the index of the layer to blame, where there is one."""

    layer: int | None
    message: str


def network_faults(networks: Mapping[str, Network], cache: Path | None) -> dict[str, NetworkFault]:
    """Build each network that is not known to be sound, and tell which cannot be built.

    Args:
        networks: by experiment, as `Study.network` gives them.
        cache: folder with an empty file for each network that was built without a fault; None: remember nothing.

    Raises:
        RefitError: Keras could not be started.
    """
    known = {path.name for path in cache.glob("*")} if cache else set()
    unknown = {name: network for name, network in networks.items() if _digest(network) not in known}
    if not unknown:
        return {}
    if importlib.util.find_spec("keras") is None:
        print("Keras is not installed beside Snakemake: layers are checked when they train.", file=sys.stderr)
        return {}
    print(f"Building {len(unknown)} new network(s) once to check them …", file=sys.stderr)
    command = [sys.executable, "-m", "refit.training.network_check"]
    asked = json.dumps({name: to_params(network) for name, network in unknown.items()})
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "TF_CPP_MIN_LOG_LEVEL": "3"}
    answer = subprocess.run(command, input=asked, capture_output=True, text=True, env=environment)
    if answer.returncode != 0:
        last = answer.stderr.strip().splitlines()[-1:] or ["no message"]
        raise RefitError(
            f"The networks could not be checked, because Keras did not start: {last[0]}. "
            "Install the packages of envs/requirements.txt, or run `make report`."
        )
    faults = {name: NetworkFault(**fault) for name, fault in json.loads(answer.stdout).items()}
    if cache:
        cache.mkdir(parents=True, exist_ok=True)
        for name in unknown.keys() - faults.keys():
            (cache / _digest(unknown[name])).touch()
    return faults


def _digest(network: Network) -> str:
    return hashlib.sha256(json.dumps(to_params(network), sort_keys=True).encode()).hexdigest()[:32]
