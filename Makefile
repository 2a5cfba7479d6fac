# geoquiz: `make run` starts the server, `make test` runs everything that CI runs. `make help` lists the rest.

PYTHON ?= python3
PY = .venv/bin/python
PIP = $(PY) -m pip --disable-pip-version-check install --quiet
.DEFAULT_GOAL = help

.PHONY: help run test check fmt bench bench-quick bench-data trials shots ui-report schema wheel lock clean browser pytest

help:  ## List the commands
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/run  ## Start the server on http://127.0.0.1:8000 (settings: docs/operations.md)
	@exec $(PY) -m geoquiz run

test: .venv/dev check browser pytest  ## Run every check and every test, as CI does

# The browser tests need Chromium; with CI set they never pass by leaving themselves out.
browser: .venv/dev
	@$(PY) scripts/browser.py

pytest: .venv/dev
	@$(PY) -m pytest -q -n 2 --dist loadfile

check: .venv/dev  ## Run the linters, the type checker, the import contracts and the banks' own linter
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-cache
	@$(PY) -m geoquiz bank check questions

fmt: .venv/dev  ## Sort imports and mend what ruff can mend by itself
	@$(PY) -m ruff check --fix .

# The simulated learners and the servers are no benchmarks, and the exam's full form takes minutes: `make bench-exam` runs it.
BENCHES = $(filter-out __init__ learners serving exam quick,$(basename $(notdir $(wildcard benchmarks/*.py))))

bench: .venv/dev  ## Run the benchmarks and print their tables (some minutes); bench-NAME runs one in full
	@for name in $(BENCHES); do echo; echo "== $$name"; $(PY) -m benchmarks.$$name || exit 1; done
	@echo; echo "== exam (quick)"; $(PY) -m benchmarks.exam --quick

bench-quick: .venv/dev  ## Run what takes seconds, and fail where it is worse than half of what is asked (under a minute)
	@$(PY) -m benchmarks.quick

bench-data: .venv/dev  ## Make the large databases that bench-queue reads, in .benchmarks/ (once, some minutes)
	@$(PY) -m benchmarks.queue --sizes 1000,10000,100000,1000000 --only-data

bench-%: .venv/dev
	@$(PY) -m benchmarks.$*

trials: .venv/dev  ## Kill, damage and fuzz in full, and show that the trials notice (some ten minutes); see docs/reliability.md
	@for name in kills backups fuzz_files fuzz_forms mutations; do echo; echo "== $$name"; $(PY) -m tests.trials.$$name || exit 1; done

shots: .venv/dev browser  ## Make the screenshots of README and docs anew
	@$(PY) scripts/shots.py

routes: .venv/dev  ## Try every route as every role, and write docs/routes.md anew
	@GEOQUIZ_WRITE_ROUTES=1 $(PY) -m pytest -q tests/web/test_routes.py

ui-report: .venv/dev browser  ## Print what the pages weigh, and what Lighthouse and axe say of them (some minutes)
	@$(PY) scripts/ui_report.py

wheel: .venv/dev  ## Build the wheel into dist/
	@$(PY) -m hatchling build -t wheel

lock: .venv/dev  ## Resolve the dependencies anew and write both lock files
	@$(PY) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --extra build pyproject.toml -o requirements.lock
	@$(PY) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --extra build --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:  ## Remove the environment and all caches; the data in instance/ stays
	rm -rf .venv dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks .screens

schema: .venv/dev  ## Write questions/bank.schema.json anew from the models
	@$(PY) -m geoquiz bank schema > questions/bank.schema.json

.venv/python:
	@"$(PYTHON)" scripts/python_version.py
	@"$(PYTHON)" -m venv .venv || { echo "A virtual environment could not be made: on Debian, install the package python3-venv." >&2; rm -rf .venv; exit 1; }
	@touch .venv/python

.venv/run: .venv/python requirements.lock pyproject.toml
	@echo "Installing what geoquiz needs (once) ..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch .venv/run

.venv/dev: .venv/run requirements-dev.lock
	@echo "Installing what the tests need (once) ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch .venv/dev
