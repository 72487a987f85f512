# make demo   builds the graph from the articles in kg/demo/ and serves it
# make test   installs what the tests need and runs them all
PYTHON ?= python3
BIN    := .venv/bin
PORT   ?= 8000
PIP    := $(BIN)/pip install --quiet --disable-pip-version-check
LOCK   := --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --quiet

.PHONY: demo test lint static browser bench lock clean
.DELETE_ON_ERROR:

demo: .venv/.run static
	$(BIN)/communique build --store data kg/demo
	$(BIN)/communique serve --store data --host 127.0.0.1 --port $(PORT)

# Many tests wait for servers, browsers and clients: three workers keep two processors busy. The files come in the order
# of tests/conftest.py, and bytecode is kept even where a machine forbids it: hundreds of processes start from it.
test: .venv/.test static browser lint
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

lint: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The scripts of the query page, map and graph. Pages work without them, so a machine without them goes on.
static: .venv/.run
	@$(BIN)/python -m server.assets || echo "static: scripts could not be built; the pages are served without them"

# A browser for the page tests, where the machine lets us install one; the tests say so and skip where not.
browser:
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
	  && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; } \
	  || echo "browser: no chromium here; browser tests will be skipped"

.venv/bin/pip:
	$(PYTHON) -m venv .venv

.venv/.run: requirements.lock pyproject.toml | .venv/bin/pip
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.test: requirements-test.lock .venv/.run
	$(PIP) --require-hashes -r requirements-test.lock
	@touch $@

# Writes both lock files anew from pyproject.toml.
lock: .venv/.test
	printf 'hatchling==1.33.0\neditables\n' | $(BIN)/uv pip compile pyproject.toml - $(LOCK) -o requirements.lock \
	  --extra web --extra assets
	printf 'hatchling==1.33.0\neditables\n' | $(BIN)/uv pip compile pyproject.toml - $(LOCK) -o requirements-test.lock \
	  --extra web --extra assets --extra java --extra test

clean:
	rm -rf .venv data build dist server/static/vendor .mypy_cache .ruff_cache .pytest_cache

# What the benchmarks compare us with: benchmarks/requirements.lock, never part of the product.
bench: .venv/.run
	test -d .venv-bench || $(PYTHON) -m venv .venv-bench
	.venv-bench/bin/pip install --quiet --disable-pip-version-check --require-hashes -r benchmarks/requirements.lock
	$(BIN)/python -m benchmarks.endpoint
