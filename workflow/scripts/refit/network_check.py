"""`python -m refit.network_check`: networks by name as JSON on standard input, those with a fault on standard output."""

import json
import sys

from refit.models import NetworkError, build_network

if __name__ == "__main__":
    faults = {}
    for name, network in json.load(sys.stdin).items():
        try:
            build_network(**network)
        except NetworkError as error:
            faults[name] = {"layer": error.layer, "message": str(error)}
    json.dump(faults, sys.stdout)
