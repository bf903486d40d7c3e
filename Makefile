# make run, make test: all the set-up either needs, on a machine with Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.PHONY: run install test lint format audit bench load soak replicas train clean

run: install
	$(BIN)/streamlit run app.py $(ARGS)

install: $(VENV)/.app

test: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev
	$(BIN)/python -m tests.bench $(ARGS)

# Fifty visitors at once, on this machine; ARGS="--visitors 30".
load: $(VENV)/.dev
	$(BIN)/python -m tests.load $(ARGS)

# Twenty minutes of visitors who come and go.
soak: $(VENV)/.dev
	$(BIN)/python -m tests.load.soak $(ARGS)

# Three copies behind nginx, one of which is killed. Needs nginx.
replicas: $(VENV)/.dev
	$(BIN)/python -m tests.load.replicas $(ARGS)

# Known vulnerabilities of all that is installed, asked of pypi.org; fails where that cannot tell of each.
audit: $(VENV)/.dev $(VENV)/audit/bin/pip-audit
	$(BIN)/python -m pip list --format freeze | sed 's/+.*//' > $(VENV)/installed.txt
	$(VENV)/audit/bin/pip-audit --strict --no-deps --disable-pip --requirement $(VENV)/installed.txt

# Rebuilds every checkpoint. ARGS="--data-dir DIR" uses MNIST files already on this machine.
train: $(VENV)/.app
	for cell in lstm gru rnn; do $(BIN)/python -m rnndemo train digits --cell $$cell $(ARGS) || exit; done
	$(BIN)/python -m rnndemo train digits --recipe tutorial $(ARGS)
	$(BIN)/python -m rnndemo train recall

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# Apart from the app's environment, whose packages it shall not change.
$(VENV)/audit/bin/pip-audit: | $(VENV)/bin/python
	$(BIN)/python -m venv $(VENV)/audit
	$(VENV)/audit/bin/python -m pip install --quiet pip-audit==2.10.1

$(VENV)/.app: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	$(BIN)/python -m tests.browser.install
	touch $(VENV)/.app $@
