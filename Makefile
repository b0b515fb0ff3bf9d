# `make help` lists what there is. Everything lives in .venv and instance/.

# Another Python beside the usual one: `make test PYTHON=python3.13 VENV=.venv-3.13`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/flask --app wsgi
export PORT ?= 8000
# Compiled files are kept: each process of the tests starts three times as fast.
unexport PYTHONDONTWRITEBYTECODE
# What to test; all that there is by default.
TESTS ?=
# Where a newer Python differs first: it finds what stays open at other moments.
MAIL_AND_DATABASE_TESTS := tests/mail tests/onboarding/dialogue tests/onboarding/la_poste \
  tests/overview/test_invariants.py tests/program tests/ranges tests/renewals/reserve \
  tests/renewals/test_forwarded_certificates.py tests/test_upgrades.py

.DEFAULT_GOAL := help

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

install: $(VENV)/.run ## install what the program needs, in .venv

run: $(VENV)/.run ## run the program with demonstration data, at http://127.0.0.1:$(PORT)
	@bin/with-development-settings $(FLASK) db upgrade
	@bin/with-development-settings $(FLASK) demo --if-empty
	@echo "Sillage: http://127.0.0.1:$(PORT)"
	@bin/with-development-settings $(BIN)/honcho start --no-prefix web worker

test: $(VENV)/.dev ## run all tests, on SQLite and PostgreSQL, with a browser
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(TESTS)

test-newest: $(VENV)/.dev ## run those of mails and databases on the newest other Python of this machine
	@newest=$$(bin/newest-python $(BIN)/python); \
	if [ -n "$$newest" ]; then \
	  $(MAKE) test PYTHON="$$newest" VENV=".venv-$$(basename "$$newest")" TESTS="$(MAIL_AND_DATABASE_TESTS)"; \
	else \
	  echo "There is no Python here that is newer than $$($(BIN)/python --version): nothing to test on it."; \
	fi

check: check-format check-lint check-types check-templates check-imports ## check format, lint, types, templates, import rules

check-format: $(VENV)/.dev
	$(BIN)/ruff format --check .

check-lint: $(VENV)/.dev
	$(BIN)/ruff check .

check-types: $(VENV)/.dev
	$(BIN)/mypy

check-templates: $(VENV)/.dev
	$(BIN)/djlint --lint --quiet app/templates
	@echo "no line of a template is over 120 characters"
	@! LC_ALL=C.UTF-8 grep --recursive --line-number --extended-regexp --include='*.html' '.{121,}' app/templates

check-imports: $(VENV)/.dev
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/.dev ## measure, and compare the figures with bench/goals.toml
	$(BIN)/python -m bench

prove: $(VENV)/.dev ## what is too long for every run: thousands of cases, every page on the other database
	@bin/system-packages prove
	$(BIN)/python -m pytest -m prove -n 2 --dist loadgroup
	$(BIN)/python bin/audit.py $(BIN)/pip-audit requirements.lock

faults: $(VENV)/.dev ## kill the program amid its work, again and again; `make prove` does a little of it
	$(BIN)/python -m pytest -m faults -n 2 --dist loadgroup

translations: $(VENV)/.dev ## extract the French strings and compile the English catalogue
	bin/translations $(BIN)

lock: ## lock the versions again (needs uv)
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

.PHONY: help install run test test-newest check check-format check-lint check-types check-templates check-imports \
  bench prove faults translations lock
