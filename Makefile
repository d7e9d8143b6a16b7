# make serve: the page on http://127.0.0.1:8000   make test: set up and run every test   make check: lint, format, types
PYTHON ?= python3.11
PORT ?= 8000
BIN := .venv/bin

.PHONY: serve test check audit benchmarks benchmarks-openfisca benchmarks-search tune-search ablation calibrate tables screenshots
.PHONY: benchmarks-web benchmarks-slow-network benchmarks-cases benchmarks-hotline benchmarks-numbers
.PHONY: set-up set-up-tests lock clean

serve: set-up
	$(BIN)/assistant serve --port $(PORT)

test: set-up-tests
	$(BIN)/pytest -n 2 --dist loadfile $(TESTS)

check: set-up-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

benchmarks: set-up-tests
	$(BIN)/python -m tests.benchmarks

# Side by side with openfisca-core, in an environment of its own: its licence (AGPL) stays out of the product.
benchmarks-openfisca: .venv-bench/stamp
	.venv-bench/bin/python -m tests.benchmarks.against_openfisca

# Side by side with rank-bm25, bm25s, tantivy and SQLite, up to a million clauses (a quarter of an hour, 12 GB).
benchmarks-search: .venv-bench/stamp
	.venv-bench/bin/python -m tests.benchmarks.search_engines

# The server side by side with a bare page, its latency under load, and killed workers (half an hour; PostgreSQL too).
benchmarks-web: set-up-tests
	$(BIN)/python -m tests.benchmarks.web

# Search over 200,000 cases on SQLite and PostgreSQL (ten minutes, most of them to make the cases).
benchmarks-cases: set-up-tests
	$(BIN)/python -m tests.benchmarks.case_search

# The first page and an answer at 3G speeds on a slow phone.
benchmarks-slow-network: set-up-tests
	$(BIN)/python -m tests.benchmarks.slow_network

# From a key to the painted results at the hotline desk while nineteen others type (ten minutes; PostgreSQL too).
benchmarks-hotline: set-up-tests
	$(BIN)/python -m tests.benchmarks.hotline

# The numbers of a month with 500,000 turns and 200,000 cases of a year (ten minutes; PostgreSQL too).
benchmarks-numbers: set-up-tests
	$(BIN)/python -m tests.benchmarks.numbers

# The weights of search, what each part is worth, and the points of “is this an answer” (corpus/ranking.yaml).
tune-search: set-up-tests
	$(BIN)/python -m tests.retrieval.tune

ablation: set-up-tests
	$(BIN)/python -m tests.retrieval.ablation

calibrate: set-up-tests
	$(BIN)/python -m tests.retrieval.calibrate

# Known holes in what is installed with the product; asks the network.
audit: set-up-tests
	$(BIN)/pip-audit --strict --require-hashes --disable-pip --requirement requirements.lock

# The tables of sounds and of traditional characters, from pypinyin and OpenCC.
tables: set-up-tests
	$(BIN)/python -m tests.language.make_tables

screenshots: set-up-tests
	$(BIN)/python -m tests.browser.screenshots

set-up: .venv/serve.stamp

set-up-tests: .venv/tests.stamp
	@sh tests/set_up.sh

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "找不到 $(PYTHON)。Debian：apt-get install python3.11 python3.11-venv"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "建不了虚拟环境。Debian：apt-get install python3.11-venv"; exit 1; }

.venv/serve.stamp: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@$(BIN)/assistant search 补贴 --json >/dev/null || true  # makes the index, so that the first search needn't
	@touch $@

.venv/tests.stamp: requirements-dev.lock .venv/serve.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.venv-bench/stamp: requirements-bench.lock
	@$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@

# Locks are made anew with uv (pip install uv), which nothing else here needs.
lock:
	uv pip compile --quiet --generate-hashes --no-annotate --no-header --no-emit-index-url pyproject.toml -o requirements.lock
	uv pip compile --quiet --generate-hashes --no-annotate --no-header --no-emit-index-url --group dev pyproject.toml -o requirements-dev.lock
	uv pip compile --quiet --generate-hashes --no-annotate --no-header --no-emit-index-url --group bench pyproject.toml -o requirements-bench.lock

clean:
	rm -rf .venv .venv-bench dist build
