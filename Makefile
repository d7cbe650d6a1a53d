# `make report` and `make test` set up everything they need in .venv, from pinned and hashed requirements.
PYTHON ?= python3
BIN := .venv/bin
PIP_INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: report test test-long test-slurm test-gridengine test-bucket bench against lint format generate lock clean

report: .venv/installed ## the default study, to results/quick/report.html
	@$(BIN)/snakemake --cores all && echo "The report: results/quick/study.html; with how everything was made: results/quick/report.html"

test: .venv/installed-dev ## all quick tests
	$(BIN)/pytest

test-long: .venv/installed-dev .venv/installed-cluster ## the tests that take long: on the real data, where it is, and on Slurm and Grid Engine
	$(BIN)/pytest -m long --durations=15

test-slurm: .venv/installed-dev .venv/installed-cluster ## the tests on a throw-away Slurm, where Debian's slurmctld, slurmd, slurm-client and munge are
	$(BIN)/pytest -m long --numprocesses 0 tests/slurm

test-gridengine: .venv/installed-dev .venv/installed-cluster ## the tests on a throw-away Grid Engine, where Debian's gridengine-master, -exec and -client are
	$(BIN)/pytest -m long --numprocesses 0 tests/gridengine

test-bucket: .venv/bucket/installed ## the test of nodes that share nothing but a bucket, which moto's server has
	.venv/bucket/bin/python -m pytest -m long --numprocesses 0 -k bucket tests/workflow/test_storage.py

bench: .venv/installed ## how fast networks train, to results/bench/training.csv and docs/speed.md
	PYTHONPATH=workflow/scripts $(BIN)/python -m refit.bench

against: .venv/installed ## what differs between two results folders: make against A=results/quick B=other/results/quick
	PYTHONPATH=workflow/scripts $(BIN)/python -m refit.against $(A) $(B)

lint: .venv/installed-dev ## ruff, snakefmt, mypy, snakemake --lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check Snakefile workflow/rules
	$(BIN)/mypy
	$(BIN)/snakemake --lint

format: .venv/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/snakefmt Snakefile workflow/rules

generate: .venv/installed-dev ## the files that are made from the code: schema, its page in the docs, Keras' names
	PYTHONPATH=workflow/scripts $(BIN)/python -m refit.libraries
	PYTHONPATH=workflow/scripts $(BIN)/python -m refit.configuration.docs

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock"

lock: .venv/installed-dev ## newest versions of all requirements, pinned and hashed
	cd envs && for name in requirements requirements-dev requirements-cluster requirements-cuda requirements-kubernetes requirements-bucket; do \
	  ../$(BIN)/$(LOCK) --upgrade $$name.in -o $$name.txt || exit 1; done

clean: ## the environment; results stay
	rm -rf .venv

.venv/bin/python:
	@$(PYTHON) -c 'import sys; (3, 11) <= sys.version_info < (3, 14) or sys.exit("Refit needs Python 3.11, 3.12 or 3.13 (for later ones there is no TensorFlow yet), but $(PYTHON) is " + sys.version.split()[0] + ". Name another: make $(MAKECMDGOALS) PYTHON=python3.12")'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "$(PYTHON) has no venv module. Install it (on Debian and Ubuntu: apt install python3-venv) and run make again."; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: envs/requirements.txt | .venv/bin/python
	@echo "Installing the requirements into .venv (about 2 GB, once) …"
	$(PIP_INSTALL) -r envs/requirements.txt
	@touch $@

.venv/installed-cluster: envs/requirements-cluster.txt .venv/installed
	$(PIP_INSTALL) -r envs/requirements-cluster.txt
	@touch $@

# Over the environment of all other tests, whose releases boto does not take.
.venv/bucket/installed: envs/requirements-bucket.txt .venv/installed-dev .venv/installed-cluster
	$(BIN)/python -m venv .venv/bucket
	$(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))' > $$(echo .venv/bucket/lib/python3*/site-packages)/all.pth
	.venv/bucket/bin/pip install --quiet --disable-pip-version-check --require-hashes -r envs/requirements-bucket.txt
	@touch $@

.venv/installed-dev: envs/requirements-dev.txt .venv/installed
	$(PIP_INSTALL) -r envs/requirements-dev.txt
	@touch $@
