# The two commands are `make up` and `make test`; both begin with `make env`.
.PHONY: env up test check fmt bench train lock browser help
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

help:      ## say what there is
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*##/\t/' | expand -t 10

env: $(STAMP)   ## make .venv with everything in it, the frontdoor command too
	@:

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "frontdoor needs Python 3.11 or newer: install it, or say make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "this Python has no venv or ensurepip: on Debian or Ubuntu, apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing into .venv what frontdoor needs. The first time this takes some minutes; later starts take seconds."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement constraints.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $(STAMP)

up: env    ## make the environment, then start everything and say where to look
	@exec $(BIN)/frontdoor up

check: env ## format, lint, types, import contracts, migrations, settings table: what needs no running house
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/frontdoor migrate --check
	$(BIN)/frontdoor settings --check

test: check   ## everything that CI runs
	@PATH="$(CURDIR)/$(BIN):$$PATH" .ci/tests

fmt: env   ## put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: env ## how fast, beside what a user would pick instead
	$(BIN)/python -m tests.benchmarks

train: env ## train the model from classifiers/training/assets
	$(BIN)/frontdoor train

lock: env  ## pin every dependency again, with hashes, in constraints.txt
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["dev"], sep="\n")' > .venv/dev.in
	$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --output-file constraints.txt pyproject.toml .venv/dev.in
