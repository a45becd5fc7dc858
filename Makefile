# make run: a server on http://127.0.0.1:8000 from nothing but Python 3.11+.   make test: the whole suite.
# DATABASE_URL=postgres://… before either uses PostgreSQL instead of SQLite.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
PYTEST := $(BIN)/python -m pytest -n auto --dist loadgroup

# Containers often set it. Without it hundreds of processes of the tests need not compile the project each: 2.0 s → 1.45 s.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run demo test test-next prove clients axe bench bench-orm bench-many lint types migrations check lock messages clean

run: export DEBUG ?= 1
run: $(VENV)/run
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py seed_demo --offer
	@echo "Wheelbarrow is on http://127.0.0.1:$(PORT)/login/ (Ctrl+C ends it)"
	@$(BIN)/python manage.py run_scheduler & scheduler=$$!; trap "kill $$scheduler 2>/dev/null" EXIT INT TERM; \
	  $(BIN)/python manage.py runserver --noreload 127.0.0.1:$(PORT)

demo: export DEBUG ?= 1
demo: $(VENV)/run
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py seed_demo

test: $(VENV)/dev
	$(PYTEST) $(TESTS)

test-next: .venv-next/dev
	.venv-next/bin/python -m pytest -n auto --dist loadgroup $(TESTS)

prove: $(VENV)/dev
	PROVE=1 $(PYTEST) $(TESTS)

# What tests/proofs/test_clients.py generates and checks TypeScript clients with. Needs npm.
clients:
	mkdir -p .cache/clients
	cp tests/proofs/clients/package.json .cache/clients/
	cd .cache/clients && npm install --silent --no-audit --no-fund

# The rules that tests/journeys/test_admin.py reads pages by; MPL-2.0, and so not in this tree. Needs npm.
axe: .cache/axe.min.js

.cache/axe.min.js:
	mkdir -p .cache
	cd .cache && npm pack --silent axe-core@4.14.1
	tar -xzf .cache/axe-core-4.14.1.tgz -C .cache --strip-components 1 package/axe.min.js
	rm .cache/axe-core-4.14.1.tgz
	@touch $@

# make bench BENCH="--only today --rounds 1"; needs wrk and PostgreSQL. PEERS=folder adds the peers A and B.
bench: $(VENV)/run
	$(BIN)/python -m tests.benchmarks.http $(if $(PEERS),--peers $(PEERS)) $(BENCH)

# On either database, by DATABASE_URL; BENCH=1 in full.
bench-orm: $(VENV)/dev
	BENCH=$(or $(BENCH),1) $(BIN)/python -m pytest -q --benchmark-quiet tests/benchmarks/orm

# make bench-many MANY="--accounts 1000 --seconds 60"; needs PostgreSQL, which it fills. docs/scale.md
bench-many: $(VENV)/run
	$(BIN)/python -m tests.benchmarks.many $(MANY)

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet --ignore H043

types: $(VENV)/dev
	$(BIN)/mypy

migrations: $(VENV)/dev
	DEBUG=1 $(BIN)/python manage.py makemigrations --check --dry-run

check: lint types migrations test

lock: $(VENV)/dev
	UV_PYTHON_DOWNLOADS=never UV_CUSTOM_COMPILE_COMMAND="make lock" sh -c '\
	  $(BIN)/uv pip compile -q --universal --no-strip-extras --python-version 3.11 --generate-hashes requirements.in -o requirements.txt && \
	  $(BIN)/uv pip compile -q --universal --no-strip-extras --python-version 3.11 --generate-hashes requirements-dev.in -o requirements-dev.txt && \
	  $(BIN)/uv pip compile -q --universal --no-strip-extras --python-version 3.12 --generate-hashes requirements-next.in -o requirements-next.txt'

messages: $(VENV)/dev
	DEBUG=1 $(BIN)/python manage.py makemessages --locale ko --extension html,txt,py,jinja --no-wrap --no-location --no-obsolete --ignore 'tests/*' --ignore '.venv*' --verbosity 0
	cd wheelbarrow && DEBUG=1 ../$(BIN)/python ../manage.py compilemessages --verbosity 0

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Wheelbarrow needs Python 3.11 or newer: make PYTHON=python3.x") if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	@touch $@

$(VENV)/dev: requirements-dev.txt $(VENV)/run
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

.venv-next/dev: requirements-next.txt
	$(or $(PYTHON_NEXT),python3.13) -m venv .venv-next
	.venv-next/bin/python -m pip install --quiet --require-hashes -r requirements-next.txt
	@touch $@

clean:
	rm -rf $(VENV) .venv-next .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .bench staticfiles
