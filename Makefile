# Chores. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help run test check bench soak texts lock
MAKEFLAGS += --no-print-directory
PYTEST := TMPDIR=$$(.ci/tmp) .venv/bin/python -m pytest
PARALLEL := -n 2 --dist worksteal
ifdef PORT
export INTAKE_PORT := $(PORT)
endif
ifdef INTAKE_INSTANCE_DIR
export INTAKE_INSTANCE_DIR
endif

help:  ## List these chores
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-12s %s\n", $$1, $$2}'

run:  ## Set up, make a demonstration desk if there is nothing yet, and serve (PORT=8080 INTAKE_INSTANCE_DIR=/somewhere)
	@.ci/venv run
	@exec .venv/bin/intake serve --demo

test:  ## Set up, then every rule on both databases (ARGS="tests/vault -k pad" for some)
	@.ci/venv dev
	@.ci/chromium
	@.ci/java
	@.ci/exiftool
	@.ci/strace
	@.ci/clamav
	@$(PYTEST) $(PARALLEL) -m "not soak" $(ARGS)

check:  ## Lint, types and the fast tests on SQLite, in about two minutes
	@.ci/venv dev
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@$(PYTEST) $(PARALLEL) -q -m "not slow and not browser and not realdata and not soak" \
		-k "not postgresql" $(ARGS)

bench:  ## Measure the budgets, each as a ratio
	@.ci/venv dev
	@.venv/bin/python -m tests.bench $(ARGS)

soak:  ## Complete in number: every string in every field, matrices, floods (up to two hours)
	@.ci/venv dev
	@.ci/chromium
	@.ci/java
	@.ci/exiftool
	@.ci/strace
	@.ci/clamav
	@$(PYTEST) $(PARALLEL) -p tests.soak.summary -m soak --timeout 7200 $(ARGS)

texts:  ## Collect the pages' words, bring the catalogs up to them and compile them
	@.ci/venv dev
	@$(BABEL) extract -F $(WORDS)/babel.cfg -k _l -k lazy_gettext --no-wrap --sort-by-file --omit-header \
		-o $(WORDS)/messages.pot .
	@$(BABEL) update -i $(WORDS)/messages.pot -d $(WORDS) --no-fuzzy-matching --ignore-obsolete --no-wrap \
		--ignore-pot-creation-date
	@$(BABEL) compile -d $(WORDS)

WORDS := intake/web/translations
BABEL := .venv/bin/pybabel -q

lock:  ## Resolve the dependencies of pyproject.toml into the two hashed locks (ARGS=--upgrade for newer ones)
	@.ci/venv dev
	@$(LOCK) $(ARGS) --group dev --output-file requirements-dev.lock
	@$(LOCK) --group build --constraint requirements-dev.lock --output-file requirements.lock

LOCK := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header pyproject.toml
