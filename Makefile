# make is the manual: `make help` lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
RUN_PACKAGES := libsqlite3-mod-spatialite
TEST_PACKAGES := 'postgresql-*-postgis-3' redis-server nginx chromium chromium-headless-shell firefox-esr
# Tests wait more than they work, so one more at a time than most machines have cores.
JOBS ?= 3
# Tests start hundreds of processes, and each would compile the code anew.
COMPILED := env --unset=PYTHONDONTWRITEBYTECODE
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

SOURCES := $(shell find pwa/src pwa/public pwa/scripts -type f 2>/dev/null) \
  pwa/index.html pwa/kiosk.html pwa/control-room.html pwa/vite.config.ts pwa/package-lock.json backend/data/municipalities.json \
  backend/data/vocabulary.nl.json backend/data/vocabulary.en.json

# What `make bench` compares with, or measures with, has packages of its own.
BENCH := tests/bench/lighthouse tests/bench/webpush
# What writes the API's types likewise: it wants an older TypeScript than the screens.
API_TYPES := pwa/scripts/api-types

GALLERY := $(shell find pwa/gallery -type f 2>/dev/null) pwa/gallery.html pwa/gallery-room.html

.PHONY: help install app gallery run test lint lint-server lint-app types api-types format settings bench cluster screenshots lock clean run-packages test-packages

help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1\t\2/p' Makefile | expand -t 16

install: run-packages .venv/installed ## what running needs: Debian packages, .venv from the lock, burgernet itself

app: pwa/dist/index.html ## the app, the kiosk and the control room, built into pwa/dist

gallery: pwa/gallery-dist/gallery.html ## every state of every screen, built into pwa/gallery-dist

run: install app ## the demo: a town of simulated phones; http://localhost:8000
	@exec $(BIN)/burgernet demo

test: test-packages ## lint, then every test (ARGS="-k outcome" to choose)
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint app gallery
	@$(COMPILED) $(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

lint: lint-server lint-app ## style, types and import rules, of server and app
	@$(BIN)/python .ci/audit

lint-server: install
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

lint-app: install pwa/node_modules/installed $(API_TYPES)/node_modules/installed
	@$(BIN)/python .ci/api-types --check
	@cd pwa && npm run --silent check

types: install ## mypy --strict on backend/
	@$(BIN)/mypy

format: install ## rewrite the files in house style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

api-types: install $(API_TYPES)/node_modules/installed ## rewrite pwa/src/api/schema.d.ts from what the server tells of its API
	@$(BIN)/python .ci/api-types

settings: install ## rewrite the README's table of settings from backend/settings/table.py
	@$(BIN)/python .ci/settings

bench: test-packages install app $(BENCH:=/node_modules/installed) ## the measurements of tests/bench (ARGS= is passed on)
	@$(BIN)/python -m tests.bench $(ARGS)

screenshots: test-packages install gallery ## pictures of every screen and state, into screenshots/ (ARGS="home alert" to choose)
	@$(BIN)/python -m tests.browser.screenshots $(ARGS)

cluster: test-packages install app ## many processes behind nginx, on loopback: PostgreSQL, Redis, two web, two workers
	@exec $(BIN)/python -m tests.support.installation

lock: .tools/bin/uv ## resolve pyproject.toml into requirements.lock (ARGS=--upgrade for newer versions)
	@.tools/bin/uv pip compile pyproject.toml --extra dev --generate-hashes --universal --python-version 3.11 \
	  --no-emit-index-url --no-emit-find-links --no-header --quiet $(ARGS) -o requirements.lock

clean: ## remove what make made; var/ (your data) stays
	@rm -rf .venv .tools build pwa/node_modules $(BENCH:=/node_modules) $(API_TYPES)/node_modules pwa/dist pwa/gallery-dist screenshots burgernet.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -not -path '*/node_modules/*' -prune -exec rm -rf {} +

run-packages:
	@.ci/packages $(RUN_PACKAGES)

test-packages:
	@.ci/packages $(TEST_PACKAGES)

# No prerequisites: only its absence (or a Python that has gone away) makes a new environment.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; make PYTHON=python3.11 names another one." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || .ci/packages python3-venv
	@$(PYTHON) -m venv --clear .venv

.venv/locked: requirements.lock | .venv/bin/python
	@echo "Installing the packages of requirements.lock into .venv"
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

.venv/installed: pyproject.toml .venv/locked
	@$(PIP) install --no-deps -e .
	@touch $@

pwa/node_modules/installed: pwa/package.json pwa/package-lock.json
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(+(a < 20 || (a == 20 && b < 19)))' \
	  || { echo "Node 20.19 or newer is needed, with npm, to build the app." >&2; exit 1; }
	@echo "Installing the packages of pwa/package-lock.json"
	@cd pwa && npm ci --loglevel=error --no-audit --no-fund
	@touch $@

$(addsuffix /node_modules/installed,$(BENCH) $(API_TYPES)): %/node_modules/installed: %/package.json %/package-lock.json
	@echo "Installing the packages of $*/package-lock.json"
	@cd $* && npm ci --loglevel=error --no-audit --no-fund
	@touch $@

pwa/dist/index.html: pwa/node_modules/installed $(SOURCES)
	@echo "Building the app"
	@cd pwa && npm run --silent build
	@touch $@

pwa/gallery-dist/gallery.html: pwa/node_modules/installed $(SOURCES) $(GALLERY)
	@echo "Building the gallery"
	@cd pwa && npm run --silent gallery:build -- --logLevel error
	@touch $@

.tools/bin/uv:
	@$(PYTHON) -m venv .tools
	@.tools/bin/python -m pip --quiet --disable-pip-version-check install uv
