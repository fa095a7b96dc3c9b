# `make help` says what can be done. Needs make and Python 3.11 or newer, nothing else.

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/requirements.lock
STRICT := --warn-error-options '{"error": "all", "warn": ["LogTestResult"]}'
ON_POSTGRES := $(BIN)/python integration_tests/postgres_server.py
BENCHMARK := integration_tests/benchmark
RIVALS := .venv_rivals
SPARK := integration_tests/spark
ON_SPARK := .venv_spark
SIZE ?= 1000000
FOLDER ?= target/benchmark
LOCK := uv pip compile --quiet --universal --generate-hashes --no-strip-extras

export DBT_PROFILES_DIR := $(CURDIR)

.DEFAULT_GOAL := help
.PHONY: help build test lint check check-postgres pytest science histories spark bench docs lock clean

help: ## Say what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Unit tests mock what a model reads, so they say the same in every build; make test runs them.
build: $(INSTALLED) ## Set up, build the demo on DuckDB and show three of its tables
	$(BIN)/dbt build --exclude-resource-type unit_test
	@$(BIN)/python scripts/show_marts.py

test: lint pytest ## Check everything, on DuckDB and on PostgreSQL

lint: $(INSTALLED) ## Check the style of the SQL
	$(BIN)/python scripts/lint.py

check: $(INSTALLED) ## Only parse and build the demo on DuckDB, every warning an error
	$(BIN)/dbt $(STRICT) parse
	$(BIN)/dbt $(STRICT) build

check-postgres: $(INSTALLED) ## The same on a PostgreSQL that pip installed
	$(ON_POSTGRES) $(BIN)/dbt $(STRICT) parse --target postgres --target-path target/postgres
	$(ON_POSTGRES) $(BIN)/dbt $(STRICT) build --target postgres --target-path target/postgres

# The tests build the demo themselves, on both databases with every warning an error.
pytest: $(INSTALLED) ## Run the Python tests, one process a core
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4

science: $(INSTALLED) ## Read thousands of simulated worlds of known truth (about an hour), on DuckDB
	$(BIN)/python -m pytest integration_tests/test_science.py --science full -s

histories: $(INSTALLED) ## Load a million raw rows in ten loads and compare with a full refresh, on DuckDB
	$(BIN)/python -m pytest integration_tests/test_incremental_histories.py --histories full -k long -s

spark: $(INSTALLED) $(ON_SPARK)/requirements.lock ## Build the demo on a Spark of one process too and compare (Java 17)
	$(BIN)/dbt build --exclude-resource-type unit_test
	$(ON_SPARK)/bin/python $(SPARK)/build.py

bench: $(INSTALLED) $(RIVALS)/requirements.lock ## Measure speed and memory as ratios (SIZE=10000000 ONLY=day,rivals)
	$(BIN)/python $(BENCHMARK)/run.py --size $(SIZE) --only '$(ONLY)' --folder $(FOLDER) \
		--rivals-python $(CURDIR)/$(RIVALS)/bin/python

docs: $(INSTALLED) ## Build the demo and its documentation, one page to open in a browser
	$(BIN)/dbt build --exclude-resource-type unit_test
	$(BIN)/dbt docs generate --static
	@echo "Open target/static_index.html#!/overview/cro in a browser."

lock: $(INSTALLED) ## Write requirements.lock from pyproject.toml (maintainers)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/$(LOCK) pyproject.toml -o requirements.lock
	$(BIN)/$(LOCK) --python-version 3.11 $(BENCHMARK)/requirements.in -o $(BENCHMARK)/requirements.lock
	$(BIN)/$(LOCK) --python-version 3.11 $(SPARK)/requirements.in -o $(SPARK)/requirements.lock
	@! grep -n '://' requirements.lock $(BENCHMARK)/requirements.lock $(SPARK)/requirements.lock || { echo "A lock must name no address."; exit 1; }

clean: ## Remove what the other commands made
	rm -rf .venv $(RIVALS) $(ON_SPARK) target dbt_packages logs .pytest_cache .hypothesis integration_tests/consumer_project/target \
		integration_tests/consumer_project/dbt_packages integration_tests/consumer_project/logs

# Installs again only when the lock has changed; the copy in .venv remembers what is installed.
$(INSTALLED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null || { \
		echo "cro needs Python 3.11 or newer ($(PYTHON) is $$($(PYTHON) --version 2>&1 || echo missing)):" \
		"install it, or name one you have: make build PYTHON=python3.12" >&2; exit 1; }
	@echo "Installing the pinned tools into .venv (a few minutes the first time, then never again)"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --requirement requirements.lock
	@cp requirements.lock $(INSTALLED)

# What the package is compared with has tools of its own, which nothing else needs.
$(RIVALS)/requirements.lock: $(BENCHMARK)/requirements.lock
	@echo "Installing the tools to compare with into $(RIVALS) (once)"
	$(PYTHON) -m venv $(RIVALS)
	$(RIVALS)/bin/python -m pip install --disable-pip-version-check --require-hashes --requirement $(BENCHMARK)/requirements.lock
	@cp $(BENCHMARK)/requirements.lock $@

# Another adapter than those that the tests need, and Spark itself.
$(ON_SPARK)/requirements.lock: $(SPARK)/requirements.lock
	@echo "Installing Spark into $(ON_SPARK) (once)"
	$(PYTHON) -m venv $(ON_SPARK)
	$(ON_SPARK)/bin/python -m pip install --disable-pip-version-check --require-hashes --requirement $(SPARK)/requirements.lock
	@cp $(SPARK)/requirements.lock $@
