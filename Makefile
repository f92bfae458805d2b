# `make run` and `make test` do everything on a fresh machine with Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
# A file of tests stays in one process, and so does all that starts clusters, which begins first
# (tests/process_groups.py); by itself the plugin would begin with what has most tests.
PARALLEL := -n logical --maxprocesses 4 --dist loadgroup --no-loadscope-reorder
# Each process has a server with a worker, which loads TensorFlow, and a Chromium.
BROWSERS := -n logical --maxprocesses 2 --dist worksteal

.PHONY: run test test-fast check docs messages bench bench-browser bench-classroom format clean

run: $(VENV)/.installed
	$(BIN)/python -m streamlit run streamlit_app.py --server.port $(PORT)

test: $(VENV)/.installed-dev
	$(BIN)/python -m tests.browser.chromium --install
	$(BIN)/python -m tests.nncore.runs.databases --install
	# The browser apart: its loop stays in the thread of the tests, where others run theirs.
	$(BIN)/python -m pytest $(PARALLEL) --ignore=tests/browser
	$(BIN)/python -m pytest $(BROWSERS) tests/browser

test-fast: $(VENV)/.installed-dev
	$(BIN)/python -m pytest $(PARALLEL) -m "not slow" --ignore=tests/browser

check: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

docs: $(VENV)/.installed-docs
	rm -rf docs/_build
	$(BIN)/python -m sphinx --fail-on-warning -q -d docs/_build/doctrees docs docs/_build/html
	@echo "docs/_build/html/index.html"

# What a catalogue of a new language is begun with: pybabel init -D nncore -i build/nncore.pot ...
# Brings the catalogues up to date: what is new in them is empty, and waits to be translated.
messages: $(VENV)/.installed-dev
	mkdir -p build
	$(BIN)/python -m babel.messages.frontend extract -F pyproject.toml -o build/nncore.pot \
		--project "Neural Calculus Lab" --add-location file --sort-by-file nncore pages
	$(BIN)/python -m babel.messages.frontend update -i build/nncore.pot -D nncore \
		-d nncore/messages/locale -w 100 --ignore-obsolete --no-fuzzy-matching --ignore-pot-creation-date

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks

bench-browser: $(VENV)/.installed-dev
	$(BIN)/python -m tests.browser.chromium --install
	$(BIN)/python -m benchmarks.browser
	$(BIN)/python -m benchmarks.explore

bench-classroom: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks.classroom

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-docs: requirements-docs.txt requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-docs.txt
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
