# Everything from a bare checkout: python3 >= 3.11 with its venv module, and make.
#
#   make demo       set up, then the main job: counterpoise run iraq-2003
#   make test       set up, then lint, types, layers and tests: the one test command
#   make soak       the long tests
#   make bench      benchmarks, each beside a peer or a limit
#   make baselines  refresh the stored runs and print the difference
#   make docs       regenerate docs/reference from the code
#   make format     let ruff put the code in order
#   make lock       resolve the dependencies anew into requirements.lock
#   make clean      remove the environment and the caches

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
CHECKED ?= src tests docs benchmarks examples notebooks
PRESENT = $(wildcard $(CHECKED))

.PHONY: setup demo test lint soak bench baselines docs format lock clean
.DELETE_ON_ERROR:

setup: $(READY)

$(BIN)/uv: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "counterpoise needs Python 3.11 or newer; $(PYTHON) is `$(PYTHON) --version`. Use: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@awk '/^uv==/ {on=1} on {print} on && !/\\$$/ {exit}' requirements.lock > $(VENV)/uv.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.lock
	@touch $@

$(READY): $(BIN)/uv requirements.lock pyproject.toml
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)
	$(BIN)/counterpoise run iraq-2003

lint: $(READY)
	$(BIN)/ruff check $(PRESENT)
	$(BIN)/ruff format --check $(PRESENT)
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	$(BIN)/pytest -n 2 --dist worksteal --durations 40

soak: $(READY)
	$(BIN)/pytest -m soak

bench: $(READY)
	$(BIN)/python -m benchmarks

baselines: $(READY)
	$(BIN)/python -m tests.baselines.refresh

docs: $(READY)
	$(BIN)/python docs/generate.py

format: $(READY)
	$(BIN)/ruff check --fix $(PRESENT)
	$(BIN)/ruff format $(PRESENT)

lock: $(BIN)/uv
	$(BIN)/uv export --quiet --all-extras --all-groups --no-emit-project -o requirements.lock > /dev/null

clean:
	rm -rf $(VENV) .cache .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache uv.lock .coverage
