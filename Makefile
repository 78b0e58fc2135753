.DEFAULT_GOAL := help
PYTHON ?= .venv/bin/python

.PHONY: help install test lint types layers check docs schema picture translations benchmark

help: ## list what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  %-10s %s\n", $$1, $$2}'

install: ## make the virtual environment and install the program with its development tools
	python3 -m venv .venv && .venv/bin/pip install -e '.[dev]'

test: ## run the tests
	$(PYTHON) -m pytest -n auto

lint: ## look for slips, and for lines that are not formatted
	$(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check .

types: ## check the types
	$(PYTHON) -m mypy

layers: ## check that imports run one way
	.venv/bin/lint-imports

check: test lint types layers ## all of the above: what CI runs

docs: schema picture ## write the generated reference pages anew
	$(PYTHON) docs/generate.py

schema: ## write the JSON Schema anew
	$(PYTHON) -m sstc_survey schema > schema/questionnaire.schema.json

picture: ## draw the README's screens anew
	$(PYTHON) docs/draw.py

translations: ## bring the catalogues of the program's own words up to date
	$(PYTHON) tools/catalogues.py

benchmark: ## measure speed side by side with peers (needs the benchmarks extra), and whether it is linear
	$(PYTHON) benchmarks/run.py
	$(PYTHON) benchmarks/linear.py
	$(PYTHON) benchmarks/banner.py
	$(PYTHON) benchmarks/export.py
	$(PYTHON) benchmarks/any_size.py
