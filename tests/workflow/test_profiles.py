"""Snakemake takes each profile, and asks for what training needs."""

import importlib.util

import pytest
import yaml
from conftest import ROOT

pytestmark = pytest.mark.long

CLUSTERS = ("slurm", "gridengine", "pbs", "lsf", "htcondor")


@pytest.mark.parametrize("profile", CLUSTERS)
def test_a_profile_is_taken_and_asks_for_a_gpu_where_a_network_trains(profile, workspace):
    executor = yaml.safe_load((ROOT / f"profiles/{profile}/config.yaml").read_text())["executor"]
    plugin = f"snakemake_executor_plugin_{executor.replace('-', '_')}"
    if importlib.util.find_spec(plugin) is None:
        pytest.skip(f"no {plugin}")
    outcome = workspace.dry_run("--profile", f"profiles/{profile}", "--config", "experiments=[iris_mlp]")
    (training,) = [block for block in outcome.blocks() if block.startswith("train:")]
    asked = training.split("    resources: ", 1)[1].splitlines()[0]
    assert {"gpu=1", "mem_mb=3000"} <= set(asked.split(", ")) or "htcondor_request_mem_mb=3000" in asked
