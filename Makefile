# `make report` and `make test` set up everything they need in .venv, or in an environment that several clones share
# (make report VENV=/a/folder), from pinned and hashed requirements.
PYTHON ?= python3
VENV ?= .venv
RUN := "$(VENV)/bin/python" -m

# What a cluster's modules have on Python's path is of other versions.
unexport PYTHONPATH
unexport PYTHONHOME
# Where there is no home folder, or it cannot be written, caches go beside the results.
export HOME := $(shell mkdir -p "$$HOME/.cache" 2> /dev/null && echo "$$HOME" || echo "$$PWD/.snakemake/home")

.PHONY: report test test-long test-slurm test-gridengine test-bucket bench against lint format generate lock clean \
  environment requirements requirements-dev requirements-cluster requirements-bucket

report: requirements ## the default study, to results/quick/report.html
	@$(RUN) snakemake --cores all && echo "The report: results/quick/study.html; with how everything was made: results/quick/report.html"

test: requirements-dev ## all quick tests
	$(RUN) pytest

test-long: requirements-dev requirements-cluster ## the tests that take long: on the real data, where it is, and on Slurm and Grid Engine
	$(RUN) pytest -m long --durations=15

test-slurm: requirements-dev requirements-cluster ## the tests on a throw-away Slurm, where Debian's slurmctld, slurmd, slurm-client and munge are
	$(RUN) pytest -m long --numprocesses 0 tests/slurm

test-gridengine: requirements-dev requirements-cluster ## the tests on a throw-away Grid Engine, where Debian's gridengine-master, -exec and -client are
	$(RUN) pytest -m long --numprocesses 0 tests/gridengine

test-bucket: requirements-bucket ## the test of nodes that share nothing but a bucket, which moto's server has
	"$(VENV)/bucket/bin/python" -m pytest -m long --numprocesses 0 -k bucket tests/workflow/test_storage.py

bench: requirements ## how fast networks train, to results/bench/training.csv and docs/speed.md
	PYTHONPATH=workflow/scripts $(RUN) refit.bench

against: requirements ## what differs between two results folders: make against A=results/quick B=other/results/quick
	PYTHONPATH=workflow/scripts $(RUN) refit.against $(A) $(B)

lint: requirements-dev ## ruff, snakefmt, mypy, snakemake --lint
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) snakefmt --check Snakefile workflow
	$(RUN) mypy
	$(RUN) snakemake --lint

format: requirements-dev
	$(RUN) ruff check --fix .
	$(RUN) ruff format .
	$(RUN) snakefmt Snakefile workflow

generate: requirements-dev ## the files that are made from the code: schema, its page in the docs, Keras' names, a test's digests
	PYTHONPATH=workflow/scripts $(RUN) refit.libraries
	PYTHONPATH=workflow/scripts $(RUN) refit.configuration.docs
	"$(VENV)/bin/python" tests/unit/digests.py --store

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock"

lock: requirements-dev ## newest versions of all requirements, pinned and hashed
	for name in requirements requirements-dev requirements-cluster requirements-cuda requirements-kubernetes requirements-bucket; do \
	  $(RUN) $(LOCK) --upgrade envs/$$name.in -o envs/$$name.txt || exit 1; done

clean: ## the environment; results stay
	rm -rf "$(VENV)"

environment:
	@"$(VENV)/bin/python" -c '' 2> /dev/null || { \
	  $(PYTHON) -c 'import sys; (3, 11) <= sys.version_info < (3, 14) or sys.exit("Refit needs Python 3.11, 3.12 or 3.13 (for later ones there is no TensorFlow yet), but $(PYTHON) is " + sys.version.split()[0] + ". Name another: make $(MAKECMDGOALS) PYTHON=python3.12")' || exit 1; \
	  $(PYTHON) -c 'import ensurepip' 2> /dev/null || { echo "$(PYTHON) has no venv module. Install it (on Debian and Ubuntu: apt install python3-venv) and run make again."; exit 1; }; \
	  $(PYTHON) -m venv "$(VENV)" || { echo "Name another folder for the environment: make $(MAKECMDGOALS) VENV=/a/folder"; exit 1; }; }

# What is installed is told by a digest in the environment, not by the times of files, which each clone has its own of.
DIGEST := 'import hashlib, sys; print(*sys.version_info[:2], hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())'

requirements requirements-dev requirements-cluster: environment
	@digest=$$("$(VENV)/bin/python" -c $(DIGEST) envs/$@.txt); \
	if [ "$$digest" != "$$(cat "$(VENV)/$@.digest" 2> /dev/null)" ]; then \
	  [ -w "$(VENV)" ] || { echo "The environment $(VENV) is not as envs/$@.txt says, and you may not write it. Ask its owner for: make $@ VENV=$(VENV). Or leave VENV out for an environment of your own."; exit 1; }; \
	  echo "Installing envs/$@.txt into $(VENV) (about 2 GB in all, once) …"; \
	  $(RUN) pip install --quiet --disable-pip-version-check --require-hashes -r envs/$@.txt && echo "$$digest" > "$(VENV)/$@.digest"; \
	fi

requirements-dev requirements-cluster: requirements

# Over the environment of all other tests, whose releases boto does not take.
requirements-bucket: requirements-dev requirements-cluster
	@[ -e "$(VENV)/bucket" ] || { $(RUN) venv "$(VENV)/bucket" && \
	  "$(VENV)/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))' > "$$(echo "$(VENV)/bucket/lib/"python3*)/site-packages/all.pth"; }
	"$(VENV)/bucket/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r envs/$@.txt
