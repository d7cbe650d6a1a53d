"""A program that reads networks by name as JSON, and writes the faults of those that have one."""

import json
import sys

from refit.params import Network, from_params
from refit.training.models import NetworkError, build_network

if __name__ == "__main__":
    faults = {}
    for name, network in json.load(sys.stdin).items():
        try:
            build_network(from_params(Network, network))
        except NetworkError as error:
            faults[name] = {"layer": error.layer, "message": str(error)}
    json.dump(faults, sys.stdout)
