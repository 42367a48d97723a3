# make demo   installs, indexes the sample archive and serves it
# make test   installs and runs all tests
# make eval   measures all test sets, fails where a score has dropped; ARGS="--update --page" writes
# make coverage  runs all tests and prints which branches none of them takes
# make docs   builds docs/ as a site in site/
# make hooks  runs ruff and mypy before every commit from now on
# The environment lies in .venv; nothing is installed outside it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INDEX ?= index_data/current
HOST ?= 127.0.0.1
PORT ?= 8000
# PyTorch's CPU build is pinned where a package of it exists; elsewhere the README says how to get one.
CONSTRAINTS := constraints.txt

.PHONY: demo install index serve test lint types check coverage docs eval hooks clean

demo: index
	$(BIN)/kashshaf serve --index $(INDEX) --host $(HOST) --port $(PORT)

index: $(VENV)/installed
	$(BIN)/kashshaf index index_data/sample --index $(INDEX)

serve: $(VENV)/installed
	$(BIN)/kashshaf serve --index $(INDEX) --host $(HOST) --port $(PORT)

install: $(VENV)/installed

$(VENV)/installed: pyproject.toml $(CONSTRAINTS)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade --constraint $(CONSTRAINTS) pip
	$(BIN)/python -m pip install --quiet --constraint $(CONSTRAINTS) --editable '.[dictionaries]'
	touch $@

$(VENV)/developing: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --constraint $(CONSTRAINTS) --editable '.[dev]'
	touch $@

$(VENV)/evaluating: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --constraint $(CONSTRAINTS) --editable '.[eval]'
	touch $@

test: $(VENV)/developing
	$(BIN)/python -m pytest $(PYTEST)

coverage: $(VENV)/developing
	$(BIN)/python -m pytest --cov --cov-report=term $(PYTEST)

docs: $(VENV)/developing
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

lint: $(VENV)/developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/developing
	$(BIN)/mypy

check: lint types test

# The test sets lie in $$KASHSHAF_SHARED, else in ../shared; ARGS=--help names the options.
eval: $(VENV)/evaluating
	$(BIN)/python -m benchmarks.evaluate $(ARGS)

hooks: $(VENV)/developing
	$(BIN)/pre-commit install

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist site *.egg-info
