# Everything a person does with a checkout. `make` alone prints what there is.

SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
#: How many processes share the tests: a number, or `auto` for one on each core.
JOBS ?= auto
#: Handed on: `make test ARGS="tests/test_keys.py -k arrows"`, `make run ARGS="--keymap vi"`.
ARGS ?=

BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
PYTEST := $(BIN)/python -m pytest

# The stamp holds the path it was made for: a checkout that was moved, or an interpreter that is gone, makes
# the environment anew instead of failing in it.
READY := $(shell [[ -x $(BIN)/python && "$$(cat $(STAMP) 2>/dev/null)" == "$(CURDIR)" ]] \
                 && $(BIN)/python -c '' 2>/dev/null && echo yes)

.DEFAULT_GOAL := help
.PHONY: help run demo test check setup peers prove bench docs test-all clean python

help:  ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

run: terminal $(STAMP)  ## open the panel in this terminal
	@$(BIN)/p800 $(ARGS)

demo: $(STAMP)  ## perform the manual's driver encryption key procedure, key by key; needs no terminal
	@$(BIN)/p800 demo $(ARGS)

test: $(STAMP)  ## the tests; names at the end the programs that were missing
	@$(PYTEST) -n $(JOBS) --dist loadgroup $(ARGS)

check: $(STAMP)  ## format, lint, types, import contracts; no tests
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: $(STAMP)  ## make or refresh the private environment in .venv

peers: python  ## install the Debian programs that tests talk to (root)
	@$(PYTHON) tests/peers.py

prove: $(STAMP)  ## the long proofs that the tests have only a slice of
	@$(PYTEST) -n $(JOBS) --dist loadgroup -m prove --hypothesis-profile prove $(ARGS)

bench: $(STAMP)  ## the benchmarks, one after another
	@for each in benchmarks/[a-z]*.py; do \
	  echo "== $$each"; $(BIN)/python -m "benchmarks.$$(basename "$$each" .py)" || exit 1; \
	done

docs: $(STAMP)  ## write docs/fidelity.md and docs/guide anew, from what is in the code and in the examples
	@$(BIN)/python -m docs.make_fidelity
	@$(BIN)/p800 keys guide examples -o docs/guide

test-all:  ## the tests on every Python found, each in an environment of its own
	@for each in 3.11 3.12 3.13 3.14; do \
	  python$$each -c 'import venv, ensurepip' 2>/dev/null || continue; \
	  echo "== Python $$each"; \
	  $(MAKE) --no-print-directory test PYTHON=python$$each VENV=.venv-$$each || exit 1; \
	done

clean:  ## remove the environments and everything that tools leave behind
	@rm -rf .venv .venv-3.* build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find panel device tests benchmarks examples -name __pycache__ -prune -exec rm -rf {} +

$(STAMP): pyproject.toml | python
ifneq ($(READY),yes)
	@echo "Setting up the private environment in $(VENV): about half a minute."
	@$(PYTHON) -m venv --clear $(VENV)
endif
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --editable '.[dev]'
	@echo "$(CURDIR)" > $(STAMP)

ifneq ($(READY),yes)
.PHONY: $(STAMP)
endif

# What a person may have to do first, said in one line.
python:
	@command -v $(PYTHON) >/dev/null \
	  || { echo "$(PYTHON) was not found: apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "$(PYTHON) is older than Python 3.11, or does not run; name one that does: make PYTHON=python3.11 ..."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
	  || { echo "$(PYTHON) cannot make environments yet: apt install python3-venv"; exit 1; }

.PHONY: terminal
terminal:
	@[[ -t 0 && -t 1 ]] || { echo "make run needs a terminal; to see the panel without one: make demo"; exit 1; }
