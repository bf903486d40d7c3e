# make run, make test: each first installs what it needs, on a machine with Python 3.11 to 3.14 and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TOOLS := $(VENV)/tools/bin
ARGS ?=

.PHONY: run install lint test format constraints audit tree messages screenshots bench load soak replicas train clean

run: install
	$(BIN)/streamlit run app.py $(ARGS)

install: $(VENV)/.app

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 3 --dist loadgroup $(ARGS)

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The tree in README.md, from the docstrings.
tree: $(VENV)/.dev
	$(BIN)/python -m tests.tree

# One version of every package, for every system, in constraints.txt; then pip checks that they fit together.
# ARGS=--upgrade takes the newest versions. uv must not read pyproject.toml here: it would ask for CPU builds.
constraints: $(VENV)/.tools
	$(TOOLS)/uv pip compile --no-config --universal --python-version 3.11 --no-emit-index-url \
	    --custom-compile-command "make constraints" --annotation-style line --quiet $(ARGS) \
	    --group dev --output-file constraints.txt requirements.txt
	$(TOOLS)/python -m pip install --dry-run --quiet --ignore-installed \
	    --constraint constraints.txt --requirement requirements.txt --group dev

# Every sentence that is said, in each catalogue, and the catalogues compiled; a new sentence is empty there.
messages: $(VENV)/.dev
	$(BIN)/python -m tests.messages

# README's pictures, one of them moving, from the running app.
screenshots: $(VENV)/.dev
	$(BIN)/python -m tests.screenshots

# Known vulnerabilities of all installed packages. pip-audit asks the public package index about each.
audit: $(VENV)/.dev $(VENV)/.tools
	$(BIN)/python -m pip list --format freeze | sed 's/+.*//' > $(VENV)/installed.txt
	@$(TOOLS)/pip-audit --strict --no-deps --disable-pip --requirement $(VENV)/installed.txt \
	    > $(VENV)/audit.txt 2>&1; status=$$?; \
	if [ $$status = 0 ] || grep -q "^Found .* known vulnerabilit" $(VENV)/audit.txt; then \
	    cat $(VENV)/audit.txt; exit $$status; \
	fi; \
	echo "No answer: the package index could not be asked about every package, so nothing is known." \
	    "Its words are in $(VENV)/audit.txt." >&2; exit $$status

bench: $(VENV)/.dev
	$(BIN)/python -m tests.bench $(ARGS)

# Fifty visitors at once, on this machine; ARGS="--visitors 30".
load: $(VENV)/.dev
	$(BIN)/python -m tests.load $(ARGS)

# Twenty minutes of visitors who come and go.
soak: $(VENV)/.dev
	$(BIN)/python -m tests.load.soak $(ARGS)

# Three copies behind nginx, one of which is killed.
replicas: $(VENV)/.dev
	$(BIN)/python -m tests.load.replicas $(ARGS)

# Trains every checkpoint again. ARGS="--data-dir DIR" uses MNIST files already on this machine.
train: $(VENV)/.app
	for cell in lstm gru rnn; do $(BIN)/python -m rnndemo train digits --cell $$cell $(ARGS) || exit; done
	$(BIN)/python -m rnndemo train digits --recipe tutorial $(ARGS)
	$(BIN)/python -m rnndemo train pen $(ARGS)
	$(BIN)/python -m rnndemo train both $(ARGS)
	$(BIN)/python -m rnndemo train tutorial $(ARGS)
	$(BIN)/python -m rnndemo train order $(ARGS)
	$(BIN)/python -m rnndemo train recall

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# Tools in an environment of their own: they must not change the app's packages.
$(VENV)/.tools: Makefile | $(VENV)/bin/python
	$(BIN)/python -m venv $(VENV)/tools
	$(TOOLS)/python -m pip install --quiet "pip>=25.1" pip-audit==2.10.1 uv==0.13.9
	touch $@

$(VENV)/.app: requirements.txt constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --constraint constraints.txt --requirement requirements.txt
	touch $@

# pip knows --group since 25.1.
$(VENV)/.dev: requirements.txt constraints.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install "pip>=25.1"
	$(BIN)/python -m pip install --constraint constraints.txt --requirement requirements.txt --group dev
	$(BIN)/python -m tests.browser.install
	touch $(VENV)/.app $@
