# `make` alone lists what there is to do.

python := .venv/bin/python
jobs := $(shell nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)
processes = $(jobs)

# Python keeps what it has compiled, also where the environment has it not: tests start many processes.
export PYTHONDONTWRITEBYTECODE =

.PHONY: help setup browser pack desk test types tests test-fast test-nightly hooks look gallery schemas stress bench mutants lock format clean

help: ## Show this list
	@awk -F ': .*## ' '/^[a-z-]+: .*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## Install what is missing: system libraries, and .venv from requirements.lock
	@tools/setup.sh

browser: ## Install what the tests need besides: Chromium
	@tools/setup.sh browser

pack: setup ## Print a first pack: handouts for one session and one group
	@$(python) generate.py pack power/who-has-it --band 11-14 --people 24

desk: setup ## Open the desk: find, order and print packs in a browser
	@$(python) generate.py desk

test: browser ## Run every check: style, types, tests
	$(python) -m ruff check
	$(python) -m ruff format --check
	@$(python) -m compileall -q printroom
	@$(MAKE) --no-print-directory -j 2 types tests

types: # one process for half a minute with an empty cache: it runs beside the tests
	$(python) -m mypy

tests: processes = $(shell expr $(jobs) + 1) # some tests wait for others
tests:
	$(python) -m pytest -n $(processes) -q --dist worksteal

test-fast: setup ## Run the tests that print nothing and wait for no process, in about a minute
	$(python) -m pytest -n $(processes) -q --dist worksteal -m "not nightly and not slow" --hypothesis-profile few tests/fast

test-nightly: browser stress mutants ## Run all that takes long: all nations and editions, stress, mutants, plain engine
	$(python) tools/compare_engine.py
	$(python) -m pytest -n $(processes) -q --dist worksteal -m "" --hypothesis-profile nightly --cache-clear

hooks: ## Run style, types and the quick tests before each commit
	@git config core.hooksPath tools/hooks

look: setup ## Turn packs into pictures of their pages, to look at
	@$(python) tools/look.py

gallery: setup ## Print one specimen of every kind of activity, to design against
	@$(python) tools/gallery.py

schemas: setup ## Tell editors anew what may be written in which file
	@$(python) tools/schemas.py

stress: setup ## Lay every activity out in a thousand ways, and see that each is right
	@$(python) tools/stress

bench: setup ## Measure packs and terms; BASE=REVISION measures that one beside
	@$(python) tools/bench.py --peers $(if $(BASE),--base $(BASE))

mutants: setup ## Break program, materials and templates, and see that it is noticed; MINUTES=30: some
	@$(python) tools/mutants.py $(if $(MINUTES),--minutes $(MINUTES))
	@$(python) tools/wrong_edits.py --tiny --count 1000
	@$(python) tools/wrong_edits.py --count 100

lock: ## Write requirements.lock anew, with the newest packages that pyproject.toml allows
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && \
	python3 -m venv "$$scratch" && \
	"$$scratch/bin/python" -m pip install --quiet --disable-pip-version-check uv && \
	"$$scratch/bin/uv" pip compile pyproject.toml --quiet --upgrade --extra dev \
		--universal --generate-hashes --only-binary :all: \
		--no-header --no-emit-index-url --output-file requirements.lock

format: setup ## Put the code into the agreed form
	$(python) -m ruff check --fix
	$(python) -m ruff format

clean: ## Remove caches, printed test packs too, and output/ after asking
	@rm -rf .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -path ./.venv -prune -o -name __pycache__ -prune -exec rm -rf {} +
	@[ ! -e output ] || { printf 'Remove output/ with all packs in it? [y/N] ' && \
		read -r answer && [ "$$answer" = y ] && rm -rf output; } || true
