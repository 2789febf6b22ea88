# The project's commands. A machine needs Python 3.11 or newer, make, and a package registry for the first run.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: install dev browser demo test check bench lock clean
.DEFAULT_GOAL := install

install: $(VENV)/.installed  ## the program in .venv
dev: $(VENV)/.dev            ## the program and its tools

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Aftercare Desk needs Python 3.11 or newer; try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing; on Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/.installed: requirements.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

demo: install  ## three phones and a clock on 127.0.0.1
	$(BIN)/aftercare demo

browser:  ## a Chromium for the tests of the pages
	@sh .ci/browser

test: dev browser  ## everything
	$(BIN)/python -m pytest

check: dev  ## lint, types, the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: dev  ## figures against floors measured in the same run
	$(BIN)/python -m tests.bench

lock: dev  ## pins anew, with hashes and without any address
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-tools
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header --no-annotate \
	    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements.txt --extra build pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header --no-annotate \
	    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements-dev.txt --extra dev --extra build pyproject.toml

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
