# The commands of Samverk; `make help` lists them. Variables given here reach the product as they are:
# make run PORT=8123 DATA_DIR=/some/folder EMAIL_URL=smtp://127.0.0.1:2525
PYTHON ?= python3
VENV := .venv

.PHONY: help run demo-reset test check lint next bench truth mutants messages sbom requirements

help: ## Show the commands
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

run: $(VENV)/.base ## Start the product with example data: web, worker, beat and a local mailbox
	@DEMO=1 exec $(VENV)/bin/python manage.py serve

demo-reset: ## Throw away the example data
	@$(PYTHON) scripts/demo_reset.py

test: $(VENV)/.dev ## Run all checks: lint, types, tests on SQLite, PostgreSQL and Redis, browser, faults, truth
	@exec $(VENV)/bin/python -m scripts.test

check: $(VENV)/.dev ## Run lint, types, migrations and the fast tests on SQLite, in under two minutes
	@exec $(VENV)/bin/python -m scripts.test lint types migrations fast

lint: $(VENV)/.dev ## Run only lint, types and the check for missing migrations
	@exec $(VENV)/bin/python -m scripts.test lint types migrations

next: $(VENV)/.dev ## Run the fast tests on Django's newest release (Python 3.12 or later), or list what is deprecated
	@exec $(VENV)/bin/python -m scripts.next

bench: $(VENV)/.dev ## Measure mail throughput, request times, start time and memory
	@exec $(VENV)/bin/python -m tests.load.bench

truth: $(VENV)/.dev ## Prove over a simulated decade that each calendar is what the database says; SEED=… repeats a run
	@exec $(VENV)/bin/python -m scripts.test decade

mutants: $(VENV)/.dev ## Break the rules that matter, line by line, and list the breaks that no test notices; ONLY=consent for one rule
	@exec nice $(VENV)/bin/python -m scripts.mutants $(ONLY)

messages: $(VENV)/.dev ## Collect texts to translate and compile the translations (needs gettext)
	@exec scripts/translate.sh

sbom: ## Write sbom.json: every package of the product, with hashes, as CycloneDX
	@exec scripts/sbom.sh $(PYTHON)

requirements: $(VENV)/.dev ## Pin all dependencies anew from pyproject.toml
	@exec scripts/compile_requirements.sh

$(VENV)/.%: requirements/%.txt
	@scripts/install.sh $(PYTHON) $(VENV) $*
