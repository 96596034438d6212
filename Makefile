# Everything a newcomer needs; `make` alone lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
OPENAPI := $(VENV)/openapi/ksef.json
PORT ?= 8080
# What leans on the books hardest, and whole stories of each kind; `make test-postgresql` runs everything that keeps books.
ON_POSTGRESQL := tests/storage tests/app/test_several_processes.py tests/app/test_limits_of_two_workers.py \
	$(patsubst %,tests/services/test_%.py,four_eyes a_freeze_and_a_tap_at_once repeats_and_crashes \
	changes_and_crashes the_limit_of_10_000 secrets_wait_sealed companies_apart duplicates the_turn_of_the_year) \
	$(patsubst %,tests/stories/test_%.py,faktura_dla_nip_5260250274 ksef_nie_dziala korekta przelom_roku cztery_oczy \
	bez_telegrama znajdz_fakture zabij_mnie_w_dowolnej_chwili klucz_nie_na_czacie)
TIMES ?= 20
# Compiled once at the set-up: where PYTHONDONTWRITEBYTECODE is set, every start would do it again, for a second.
ROOMS := app bot invoicing knowledge ksef mailer sandbox storage templates web

.DEFAULT_GOAL := help
.PHONY: help setup sandbox run upgrade test test-real test-postgresql lint format bench bench-parse bench-knowledge mutants fuzz chaos golden lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 17

setup: $(STAMP) ## environment in .venv, console script at .venv/bin/latarnik

$(STAMP): requirements-dev.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what requirements-dev.lock lists; the first time this takes about a minute." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --use-pep517 --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@$(BIN)/python -m compileall -q $(ROOMS) || true
	@touch $@
	@$(MAKE) --no-print-directory $(OPENAPI) || echo "The tests will ask for that document again; the sandbox does without." >&2

# The Ministry's document, out of the source archive of ksef-client with a pinned hash; it is not ours to commit.
$(OPENAPI): tests/openapi/requirements.txt
	@$(BIN)/python tests/openapi/fetch.py $@

sandbox: setup ## Latarnik and stand-ins for Telegram, KSeF and mail; prints one link
	@$(BIN)/latarnik sandbox --port $(PORT)

run: setup ## the app with the settings of .env
	@$(BIN)/latarnik run

test: setup $(OPENAPI) ## all tests that need no servers from Debian
	@$(BIN)/python -m pytest -q -n 3 --dist loadfile

test-real: setup ## tests that drive Chromium, Dovecot, Postfix, PostgreSQL, Prometheus, qpdf and poppler from Debian's packages
	@sh tests/real/packages.sh
	@$(BIN)/python -m pytest -q tests/real
	@$(BIN)/python -m pytest -q -n 3 --dist loadfile --books postgresql $(ON_POSTGRESQL)
	@$(BIN)/python -m tests.chaos --together --set-up sqlite --set-up postgresql --invoices 60 --kills 6

test-postgresql: setup ## every test that keeps books, with the books in PostgreSQL
	@sh tests/real/packages.sh
	@$(BIN)/python -m pytest -q -n 3 --dist loadfile --books postgresql
	@$(BIN)/python -m pytest -q tests/real/test_postgresql_goes_away.py tests/real/test_duties_on_a_server.py \
		tests/real/test_another_machine.py tests/real/test_backup_on_postgresql.py

upgrade: setup ## the books of .env to this version: a copy, migrations, a look; on failure back to the copy
	@$(BIN)/latarnik upgrade
	@$(BIN)/latarnik doctor

lint: setup ## ruff, mypy, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: setup ## put the code in shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: setup ## what we claim about speed, beside peers in the same run
	@$(BIN)/python -m benchmarks.fa3
	@$(BIN)/python -m benchmarks.reading
	@$(BIN)/python -m benchmarks.drawing
	@$(BIN)/python -m benchmarks.batch
	@$(BIN)/python -m benchmarks.path
	@$(BIN)/python -m benchmarks.draining
	@$(BIN)/python -m benchmarks.due
	@$(BIN)/python -m benchmarks.turns
	@$(BIN)/python -m benchmarks.push
	@$(BIN)/python -m benchmarks.flood
	@sh tests/real/packages.sh
	@$(BIN)/python -m benchmarks.first_work
	@$(BIN)/python -m benchmarks.mail
	@$(MAKE) --no-print-directory bench-parse

bench-parse: setup ## how much is understood of what many mouths say, and how fast
	@$(BIN)/python -m benchmarks.parsing

bench-knowledge: setup ## how often the knowledge base finds what was asked for, and admits when it does not
	@$(BIN)/python -m benchmarks.knowledge

mutants: setup ## change invoicing/model in small ways and see the tests notice
	@$(BIN)/python tests/house/mutants.py

chaos: setup ## kill the app in the middle of everything, in each set-up; 300 invoices, 30 kills each
	@sh tests/real/packages.sh
	@$(BIN)/python -m tests.chaos --invoices 300 --kills 30

fuzz: setup ## random people, files, letters and updates, TIMES=20 as many as `make test` tries, other ones each time
	@LATARNIK_FUZZ=$(TIMES) $(BIN)/python -m pytest -q -n 2 --dist load tests/fuzz

golden: setup ## write the golden files anew; review the diff
	@LATARNIK_GOLDEN=write $(BIN)/python -m pytest -q tests/templates tests/ksef

lock: ## resolve the versions anew (needs uv)
	uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-annotate --no-header pyproject.toml -o requirements.lock
	uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-annotate --no-header --extra dev pyproject.toml -o requirements-dev.lock

clean: ## remove the environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis mutants build
