# `make help` lists what there is. Everything lives in .venv and instance/.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/flask --app wsgi
export PORT ?= 8000

.DEFAULT_GOAL := help

help: ## what there is
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

install: $(VENV)/.run ## the environment, in .venv

run: $(VENV)/.run ## the program with demonstration data, at http://127.0.0.1:$(PORT)
	@bin/with-development-settings $(FLASK) db upgrade
	@bin/with-development-settings $(FLASK) demo --if-empty
	@echo "Sillage: http://127.0.0.1:$(PORT)"
	@bin/with-development-settings $(BIN)/honcho start --no-prefix web worker

test: $(VENV)/.dev ## all tests, on SQLite and PostgreSQL, with a browser
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: $(VENV)/.dev ## format, lint, types, templates, import rules, translations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet app/templates
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/.dev ## measure, and hold the figures against bench/goals.toml
	$(BIN)/python -m bench

prove: $(VENV)/.dev ## what is too long for every run: thousands of cases, every page on the other database
	@bin/system-packages prove
	$(BIN)/python -m pytest -m prove -n 2 --dist loadgroup
	$(BIN)/python bin/audit.py $(BIN)/pip-audit requirements.lock

faults: $(VENV)/.dev ## kill the program amid its work, again and again; `make prove` does a little of it
	$(BIN)/python -m pytest -m faults -n 2 --dist loadgroup

translations: $(VENV)/.dev ## read the French strings again, and compile the English ones
	bin/translations $(BIN)

lock: ## settle the versions anew (needs uv)
	uv export --quiet --no-header --no-annotate --no-emit-project --no-dev --extra postgres --extra s3 -o requirements.lock
	uv export --quiet --no-header --no-annotate --no-emit-project --all-extras -o requirements-dev.lock

$(VENV)/.run: requirements.lock pyproject.toml bin/system-packages
	@bin/system-packages run
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@bin/system-packages dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: help install run test check bench prove faults translations lock
