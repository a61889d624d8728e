# Everything that is done often. `make try` and `make test` need nothing but Python 3.11 and make.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

VENV := .venv
BIN := $(VENV)/bin
# The first that is new enough; a PYTHON given on the command line goes before.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; \
	done)
ARGS ?=
# One more than the machine has cores, because many tests wait for another process.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) + 1)

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST)

.PHONY: try
try: $(VENV)/run.stamp ## try the bot in a browser, with no token
	@$(BIN)/python -m bot try $(ARGS)

.PHONY: test
test: $(VENV)/dev.stamp ## run every test
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

.PHONY: check
check: $(VENV)/dev.stamp ## lint, formatting, types, and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: format
format: $(VENV)/dev.stamp ## put the code into its form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: bench
bench: $(VENV)/dev.stamp ## measure, against the budgets
	@$(BIN)/python -m tests.bench $(ARGS)

COMPILE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" pyproject.toml --extra embeddings --python-version 3.11 $(ARGS)

.PHONY: lock
lock: $(VENV)/dev.stamp ## write the dependencies down with their hashes; newer ones with ARGS=--upgrade
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --group dev --constraint requirements.lock --output-file requirements-dev.lock

.PHONY: clean
clean: ## remove what was made here, the virtual environment included
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find bot handlers tests -name __pycache__ -type d -prune -exec rm -rf {} +

INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

# What pip does for the libraries, so that the first start is as quick as the second.
COMPILE_BOT = $(BIN)/python -m compileall -q bot handlers

# The stamps say which lock an environment holds, so that a second call has nothing to do.
$(VENV)/run.stamp: requirements.lock | $(VENV)/bin/python
	@echo "Installing what the bot needs into $(VENV), once; this takes a minute."
	@$(INSTALL) -r $<
	@$(COMPILE_BOT)
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock | $(VENV)/bin/python
	@echo "Installing what the tests and linters need into $(VENV), once; this takes a minute."
	@$(INSTALL) -r $<
	@$(COMPILE_BOT)
	@touch $@ $(VENV)/run.stamp

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed. On Debian or Ubuntu: sudo apt install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing. On Debian or Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
