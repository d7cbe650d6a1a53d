"""What failed, what is missing for want of it, and why."""

import json
import subprocess
import sys

from conftest import ROOT

from refit.failures import name_of, told_by, unforced

SNAKEFILE = """
import json, sys
sys.path.insert(0, {scripts!r})
from snakemake.io import flag
from refit.failures import DISPENSABLE, not_made

rule all:
    input: "results/page.html", "results/sum.txt"

rule broken:
    output: "results/runs/{{name}}/record.json", "results/runs/{{name}}/model"
    log: "results/logs/broken/{{name}}.log"
    shell: "test {{wildcards.name}} = good && touch {{output}}"

rule drawn:
    input: "results/runs/{{name}}/model"
    output: "results/{{name}}.svg"
    log: "results/logs/drawn/{{name}}.log"
    shell: "touch {{output}}"

rule sum:
    input: flag(["results/runs/bad/record.json", "results/runs/good/record.json"], DISPENSABLE)
    output: "results/sum.txt"
    log: "results/logs/sum.log"
    shell: "touch {{output}}"

rule page:
    input: drawn="results/bad.svg", more=flag(["results/good.svg", "results/sum.txt"], DISPENSABLE)
    output: "results/page.html"
    log: "results/logs/page.log"
    shell: "touch {{output}}"

onerror:
    missing = not_made(workflow.dag, workflow.scheduler.failed, ["results"])
    print(json.dumps(missing), file=open("missing.json", "w"))
"""


def test_what_needs_a_file_of_a_failed_job_is_missing_too_unless_it_can_go_without(tmp_path):
    (tmp_path / "Snakefile").write_text(SNAKEFILE.format(scripts=str(ROOT / "workflow/scripts")))
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "--keep-going", "--quiet"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    log = "results/logs/broken/bad.log"
    assert json.loads((tmp_path / "missing.json").read_text()) == {
        "results/runs/bad/record.json": log,
        "results/runs/bad/model": log,
        "results/bad.svg": log,
        "results/page.html": log,
    }


def test_a_log_tells_why_in_the_sentence_above_its_last_line(tmp_path):
    log = tmp_path / "x.log"
    log.write_text("".join(f"line {number}\n" for number in range(40)) + f"\nit is broken.\nMend it.\nMore in {log}.\n")
    told = told_by(str(log))
    assert told["sentence"] == "it is broken."
    assert told["end"].splitlines()[0] == "line 29"
    assert told["end"].splitlines()[-1] == f"More in {log}."


def test_a_log_without_such_a_sentence_tells_its_last_line_and_none_tells_nothing(tmp_path):
    log = tmp_path / "killed.log"
    log.write_text("Epoch 1\nEpoch 2\n\n")
    assert told_by(str(log))["sentence"] == "Epoch 2"
    (tmp_path / "empty.log").write_text("\n")
    assert told_by(str(tmp_path / "empty.log"))["sentence"] == "Its log says nothing."
    assert told_by("") == {"log": "", "sentence": "It has no log.", "end": ""}
    assert told_by("none.log")["sentence"] == "The reason is in its log, in the storage."


def test_a_job_is_called_by_its_rule_and_what_it_is_about():
    assert name_of("results/s/logs/train/mine_0.1/seed-1.log", "results/s") == "train mine_0.1 seed-1"
    assert name_of("results/s/logs/judge_claims.log", "results/s") == "judge_claims"


def test_what_is_finished_is_not_forced_to_run_again_for_the_report():
    given = ["--cores", "2", "-F", "-R", "train", "evaluate", "--configfile", "x.yaml", "--forceall", "all"]
    assert unforced(given) == ["--cores", "2", "--configfile", "x.yaml", "all"]
