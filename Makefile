# Two commands are enough: `make demo` to try it, `make test` to prove it.
# Needed beforehand: Python 3.11 or newer with pip, make, Node with npm.

PYTHON ?= python3
BIN := .venv/bin
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header
SET_UP := .venv/.set-up
FRONT := node_modules/.set-up

# What one process has compiled, the next need not: demo and tests start many.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup demo demo-reset down test check bench texts openapi messages chromium lock
.DEFAULT_GOAL := help

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 22

setup: $(SET_UP) $(FRONT) ## Install everything into .venv and node_modules

demo: setup ## Serve the invented demo town on http://127.0.0.1:8000 (JIKIMI_PORT)
	@$(BIN)/jikimi demo

demo-reset: setup ## Throw the demo town away, tell it anew, serve it
	@$(BIN)/jikimi demo --reset

down: setup ## Stop whatever runs on the data folder
	@$(BIN)/jikimi down

test: setup messages chromium ## Run all tests, browser tests included
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

check: setup messages ## Format, lint, types, imports, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	DJANGO_SETTINGS_MODULE=jikimi.settings $(BIN)/python -W ignore::RuntimeWarning \
		-m django makemigrations --check --dry-run

bench: setup messages ## Measure, and print one table
	$(BIN)/python -m bench

texts: setup ## Bring the words of both languages in line with the code
	$(BIN)/python -m tools.texts

messages: setup
	@$(BIN)/pybabel --quiet compile --directory src/jikimi/locale --domain django

chromium:
	@for name in chromium chromium-browser google-chrome; do \
		command -v $$name >/dev/null && exit 0; \
	done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && apt-get install -qq --yes --no-install-recommends chromium; \
	else \
		echo "The browser tests need Chromium: install the package chromium, try again." >&2; exit 1; \
	fi

lock: setup ## Choose versions anew and write requirements/*.lock
	$(LOCK) --upgrade requirements/bootstrap.in --output-file requirements/bootstrap.lock
	$(LOCK) --upgrade pyproject.toml --output-file requirements/base.lock
	$(LOCK) --upgrade pyproject.toml --all-extras --output-file requirements/all.lock

$(SET_UP): pyproject.toml requirements/bootstrap.lock requirements/all.lock
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else \
		"Python 3.11 or newer is needed: make PYTHON=python3.11 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		--requirement requirements/bootstrap.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes \
		--requirement requirements/all.lock \
		|| $(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/all.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --no-build-isolation --editable .
	@touch $@

$(FRONT): package.json package-lock.json
	@command -v npm >/dev/null || \
		{ echo "Node with npm is needed: install it, then try again." >&2; exit 1; }
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

openapi: setup ## Write what other systems are told about our interfaces to docs
	DJANGO_SETTINGS_MODULE=jikimi.settings $(BIN)/python -m tools.openapi
