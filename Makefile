# make up       everything it takes, and then the product, in the foreground
# make test     everything it takes, and then every test
# make wheel    one wheel with the UI inside, in dist/
# make help     the rest

SHELL := /bin/sh
PYTHON ?= python3
DATA ?= ./data
STACK ?= ./stack
ARGS ?=
UV ?= uv

BIN := .venv/bin
WEB := $(shell find web -type d \( -name node_modules -o -name .next -o -name out -o -name coverage -o -name test-results -o -name playwright-report \) -prune -o -type f ! -name '*.tsbuildinfo' -print 2>/dev/null)

export PYTHON
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export NEXT_TELEMETRY_DISABLED := 1
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

.PHONY: help up test stack test-stack wheel build-ui install lint format lock bench-ingest bench-search bench-live bench-footprint bench-engines bench-pipeline bench-patterns bench-anomalies bench-alerts bench-dashboards exam-cluster clean
.DELETE_ON_ERROR:

up: .make/installed .make/ui ## start the product (DATA=folder, ARGS="--web-port 9000")
	@exec $(BIN)/elkvision up --data-dir $(DATA) $(ARGS)

test: .make/test-installed .make/ui .make/test-machine ## format, lint, types, contracts, all tests, coverage
	@$(BIN)/python tools/test.py $(ARGS)

stack: .make/test-installed .make/ui .make/stack-machine ## the whole stack without containers (STACK=folder, ARGS="--https-port 8443")
	@exec $(BIN)/python -m tools.stack up --data $(STACK) $(ARGS)

test-stack: .make/test-installed .make/ui .make/stack-machine ## journeys, restarts and kills of the whole stack
	@$(BIN)/python tools/test.py stack

wheel: .make/installed .make/ui ## one wheel with the UI inside
	@rm -rf dist && $(BIN)/python -m hatchling build -t wheel
	@ls -l dist/*.whl

build-ui: .make/ui ## the UI's files, for web to serve

install: .make/installed .make/ui ## everything but the start

lint: .make/test-installed .make/node ## what can be said without running anything
	@$(BIN)/python tools/test.py lint

format: .make/test-installed .make/node ## bring code into shape
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix . && npm --prefix web run --silent format

lock: ## write the lock files anew (needs uv)
	@$(UV) pip compile pyproject.toml --group build $(LOCK) -o requirements.lock
	@$(UV) pip compile pyproject.toml --group build --group dev -c requirements.lock $(LOCK) -o requirements-test.lock

LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

bench-ingest bench-search bench-live bench-footprint bench-engines bench-pipeline bench-patterns bench-anomalies bench-alerts bench-dashboards: bench-%: .make/test-installed .make/ui ## a figure of the README, measured here
	@$(BIN)/python -m benchmarks.$* $(ARGS)

bench-engines: .make/test-machine

exam-cluster: .make/test-installed .make/test-machine ## three nodes of Elasticsearch killed under load: nothing lost, nothing twice
	@$(BIN)/python -m tests.system.cluster $(ARGS)

clean: ## away with everything that was built, but not with the data
	@rm -rf .venv .make dist build web/node_modules web/.next web/out src/elkvision/server/ui

help: ## this list
	@awk -F ':.*## ' '/^[a-z%-][a-z %-]*:.*## / { sub(/:.*/, "", $$1); printf "  %-50s %s\n", "make " $$1, $$2 }' $(MAKEFILE_LIST)

# Stamps: each says that what it is named after was done since the files it depends on changed.

.make/venv:
	@tools/versions
	@tools/need venv:python3-venv
	@mkdir -p .make && { test -x $(BIN)/python || $(PYTHON) -m venv .venv; } && touch $@

.make/installed: requirements.lock pyproject.toml | .make/venv
	@echo "Installing the Python parts …"
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.make/test-installed: requirements-test.lock .make/installed
	@echo "Installing what the tests need …"
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-test.lock
	@touch $@

.make/test-machine: tools/need tools/servers/distribution.py tools/servers/mongo.py .make/installed
	@tools/need chromium:chromium curl:curl nc:netcat-openbsd go:golang-go fc-list:fontconfig pango-view:pango1.0-tools java:default-jre-headless javac:default-jdk-headless mvn:maven promtool:prometheus amtool:prometheus-alertmanager nginx:nginx-light
	@echo "Fetching Elasticsearch …" && $(BIN)/python -m tools.servers.elasticsearch fetch
	@echo "Fetching a MongoDB for tests …" && $(BIN)/python -m tools.servers.mongo fetch
	@touch $@

.make/stack-machine: tools/need .make/test-machine
	@tools/need redis-server:redis-server pg_ctlcluster:postgresql prometheus:prometheus prometheus-alertmanager:prometheus-alertmanager rsyslogd:rsyslog
	@touch $@

.make/node: web/package-lock.json
	@tools/versions node
	@echo "Installing the UI's parts …"
	@mkdir -p .make && npm --prefix web ci --loglevel error --no-audit --no-fund && touch $@

.make/ui: .make/node $(WEB)
	@echo "Building the UI …"
	@npm --prefix web run --silent build
	@rm -rf src/elkvision/server/ui && cp -R web/out src/elkvision/server/ui && touch $@
