# Dialogue. `make help` lists what can be asked for.

VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# Stamps: each is as new as what it was made from, so a second `make setup` does nothing.
PYTHON_READY := $(VENV)/.python-ready
NODE_READY := node_modules/.ready
ASSETS_READY := static/built/manifest.json

ASSET_SOURCES := $(shell find static -path static/built -prune -o -type f -print 2>/dev/null)
CATALOGUES := $(wildcard dialogue/translations/*/LC_MESSAGES/messages.po)
TESTS ?= tests

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run check format test browser services bench shots pictures docs lock languages texts clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: $(PYTHON_READY) $(NODE_READY) $(ASSETS_READY) $(CATALOGUES:.po=.mo)  ## install everything, build the assets

run: setup  ## start the server and print its links
	@$(BIN)/dialogue demo --once
	@exec $(BIN)/python wsgi.py

check: setup  ## linters, types, and known holes in what is installed
	ruff check
	ruff format --check
	mypy
	npm run --silent lint
	npm run --silent types
	@$(BIN)/python -m tests.audit

format: setup  ## put the code into its standard form
	ruff check --fix-only
	ruff format
	npm run --silent format

test: check browser services  ## everything: checks, all tests, then again on PostgreSQL (TESTS=tests/x.py for some)
	$(BIN)/python -m pytest $(TESTS)
	@# What a browser shows does not depend on the database. 5: there was nothing else to test.
	TEST_DATABASE=postgresql $(BIN)/python -m pytest $(TESTS) --ignore tests/browser || [ $$? = 5 ]

bench: setup  ## measure, and print a table
	$(BIN)/python -m bench

shots: setup browser  ## pictures of every surface, state and colour into shots/ (ONLY="console screen" for some)
	@$(BIN)/python -m tests.shots $(ONLY)

pictures: setup browser  ## make the pictures of the README again
	@$(BIN)/python -m tests.shots.pictures

docs: $(PYTHON_READY)  ## bring the tables of docs/protocol.md and docs/security.md up to the code
	@$(BIN)/python -m dialogue.reference
	@$(BIN)/python -m dialogue.who_may

# ---- Python -------------------------------------------------------------------------------

$(BIN)/python:
	@python= ; \
	for each in python3.13 python3.12 python3.11 python3; do \
	  if $$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$each; break; fi; \
	done; \
	if [ -z "$$python" ]; then echo "Dialogue needs Python 3.11 or newer: install it and try again." >&2; exit 1; fi; \
	if ! $$python -c 'import ensurepip' 2>/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -q && apt-get install -qy python3-venv; \
	fi; \
	$$python -m venv $(VENV) || \
	  { echo "Dialogue needs Python's venv (on Debian: apt install python3-venv)." >&2; rm -rf $(VENV); exit 1; }

# Hashes are checked for every package. The build tool is one of them, so nothing else is fetched.
$(PYTHON_READY): requirements-dev.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --no-compile --require-hashes --requirement requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# ---- Browser code -------------------------------------------------------------------------

$(NODE_READY): package.json package-lock.json .npmrc requirements-node.lock | $(PYTHON_READY)
	@command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' || \
	  $(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-node.lock
	npm ci --silent
	@touch $@

$(ASSETS_READY): build.mjs $(ASSET_SOURCES) $(NODE_READY)
	@npm run --silent build

# ---- Languages ----------------------------------------------------------------------------

%.mo: %.po | $(PYTHON_READY)
	@pybabel --quiet compile --input-file $< --output-file $@

TEXTS := dialogue/translations
POT := $(TEXTS)/messages.pot
KEYWORDS := _l N_ Refused counted:1,2 both bothOf:1,2

languages: texts  ## collect every text into the catalogues (ADD=sw starts a language)
	@if [ -n "$(ADD)" ]; then pybabel --quiet init --input-file $(POT) --output-dir $(TEXTS) --locale $(ADD); fi
	@if ls $(TEXTS)/*/LC_MESSAGES/messages.po >/dev/null 2>&1; then \
	  pybabel --quiet update --ignore-pot-creation-date --no-fuzzy-matching --ignore-obsolete --input-file $(POT) --output-dir $(TEXTS); \
	fi

texts: $(PYTHON_READY) $(NODE_READY)
	@# Babel reads no template literals, so it gets JavaScript that has none.
	@rm -rf static/built/texts && mkdir -p $(TEXTS)
	@node_modules/.bin/esbuild $(filter %.js,$(ASSET_SOURCES)) --supported:template-literal=false \
	  --charset=utf8 --outbase=static --outdir=static/built/texts --log-level=warning
	@pybabel --quiet extract --mapping pyproject.toml $(KEYWORDS:%=--keywords %) --sort-by-file --add-location file \
	  --project Dialogue --version 1 --copyright-holder 'the people of Dialogue' --output-file $(POT) .

# ---- The browser the tests drive ------------------------------------------------------------

browser: $(PYTHON_READY)
	@for each in chromium chromium-browser google-chrome; do command -v $$each >/dev/null && exit 0; done; \
	ls $${PLAYWRIGHT_BROWSERS_PATH:-$(HOME)/.cache/ms-playwright}/chromium*/*/* >/dev/null 2>&1 && exit 0; \
	if [ "$$(id -u)" = 0 ] && [ -e /etc/debian_version ]; then \
	  apt-get update -q && apt-get install -qy chromium && exit 0; \
	fi; \
	playwright install chromium && exit 0; \
	echo "The tests need a browser: install Chromium (on Debian: apt install chromium)." >&2; exit 1

# ---- The servers the tests start beside Dialogue ---------------------------------------------

services:
	@export PATH="$$PATH:/usr/sbin:$$(echo /usr/lib/postgresql/*/bin | tr ' ' ':')"; missing=; \
	for each in postgres:postgresql redis-server:redis-server nginx:nginx systemd-analyze:systemd openssl:openssl soffice:libreoffice-writer-nogui; do \
	  command -v $${each%:*} >/dev/null || missing="$$missing $${each#*:}"; \
	done; \
	[ -z "$$missing" ] && exit 0; \
	if [ "$$(id -u)" = 0 ] && [ -e /etc/debian_version ]; then \
	  apt-get update -q && apt-get install -qy --no-install-recommends $$missing && exit 0; \
	fi; \
	echo "The tests need other servers: install$$missing (on Debian: apt install$$missing)." >&2; exit 1

# ---- Upkeep -------------------------------------------------------------------------------

# Newest versions that fit pyproject.toml: make lock UPGRADE=--upgrade
PIN := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url $(UPGRADE)
lock: | $(PYTHON_READY)  ## pin dependencies again after an edit of pyproject.toml or package.json
	$(PIN) pyproject.toml --output-file requirements.lock
	$(PIN) pyproject.toml --all-extras --group dev --constraint requirements.lock --output-file requirements-dev.lock
	$(PIN) --group node --output-file requirements-node.lock
	npm install --package-lock-only --silent
	@! grep -n '://' requirements*.lock package-lock.json | grep -v '"url": "https://' || \
	  { echo "A lock file names a host; that does not belong there." >&2; exit 1; }

clean:  ## remove what was installed and built; var/ (the data) stays
	rm -rf $(VENV) node_modules static/built *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
