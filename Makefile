# `make help` lists what there is. Everything works from a fresh clone with git, make and a Python 3.

PYTHON := .venv/bin/python
UV := .tools/uv/bin/uv
# Each has its own PostgreSQL; what needs the whole running system shares one. 0: without them.
WORKERS := 2
COMPILE := pip compile --quiet --generate-hashes --no-emit-index-url --no-header --no-annotate

# Compiled once, every later start is twice as fast.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run simulator test lint types bench clean lock services train format

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

setup: ## install both environments; does nothing when they match their locks
	@python3 runner/bootstrap.py

run: setup ## start everything and print the addresses; Ctrl-C stops it
	@exec $(PYTHON) -m runner run

simulator: setup ## the WeChat platform and a phone alone; CALLBACK=http://your-server/path PORT=9000
	@exec $(PYTHON) -m simulator $(if $(CALLBACK),--callback-url $(CALLBACK)) $(if $(PORT),--port $(PORT))

services: setup ## start PostgreSQL and Valkey only and print their addresses
	@exec $(PYTHON) -m runner services

train: setup ## train the assistant's model if its files changed
	@$(PYTHON) -m runner train

test: setup ## every test, after preparing the machine and the model; WORKERS=2
	@$(PYTHON) -m runner prepare-tests
	@$(PYTHON) -m runner train
	$(PYTHON) -m pytest -n $(WORKERS)
	cd nlu && .venv/bin/python -m pytest

lint: setup ## style, formatting, and who may import whom
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports

format: setup ## let ruff put the code in order
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

types: setup ## mypy, strict, in both environments
	.venv/bin/mypy
	cd nlu && ../.venv/bin/mypy --python-executable .venv/bin/python

bench: setup ## measure speed and memory, print the table
	@$(PYTHON) -m runner train
	$(PYTHON) -m benchmarks

lock: setup ## resolve both environments again and write their locks
	$(UV) $(COMPILE) pyproject.toml --extra dev --python-version 3.12 --upgrade -o requirements.lock
	cd nlu && ../$(UV) $(COMPILE) requirements.in --python-version 3.10 --upgrade -o requirements.lock

clean: ## remove environments, caches, models and the development data
	rm -rf .venv nlu/.venv .tools nlu/models nlu/.mypy_cache .data .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
