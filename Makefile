# The two commands of the README are `make run` and `make test`; `make help` lists the rest.
# Everything lands in .venv, var and build inside this folder; `make clean` takes it away again.

.POSIX:
.SILENT:
.PHONY: help run test both-engines check read-source audit bench endurance spark papers lock core-alone catalogues digits format docs pictures clean installed-run installed-test

# Containers often forbid Python to keep what it compiled. Then each worker of a test run compiles all tests anew, 21
# seconds of the processor instead of 11, and so does each program that a test or the demonstration starts.
export PYTHONDONTWRITEBYTECODE =

# Each of these may be given before or after the word make: `make run PORT=9000`, `PORT=9000 make run`.
# PORT is read by the program itself; PYTHON (which interpreter builds .venv) by requirements/install.
#   make run DEMO='--precincts 500 --speed max'      arguments for `hattama demo`
#   make test PYTEST='-k protocols'                  arguments for pytest
#   make lock UPGRADE=--upgrade                      arguments for the resolver

help: ## List what can be made
	awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

run: installed-run catalogues ## Install what is needed and start the demonstration on 127.0.0.1:8000 (PORT=...)
	.venv/bin/hattama demo $(DEMO)

test: core-alone both-engines ## Run the tests of the day: on PostgreSQL; with SQLite, too, a third of what databases differ in

both-engines: installed-test catalogues
	.venv/bin/python -m tests.real.parts
	sh tests/both-engines $(PYTEST)

check: core-alone read-source ## Style, types, walls between the rooms, known mistakes and holes, and the core on its own

read-source: installed-test catalogues
	.venv/bin/python -m tests.architecture.budget
	nice sh tests/at-once '.venv/bin/ruff check .' '.venv/bin/ruff format --check .' .venv/bin/mypy \
	    '.venv/bin/lint-imports --no-cache' '.venv/bin/python requirements/audit.py'

audit: installed-test ## Ask for known holes in the locked packages (AUDIT=must fails where nobody answers)
	AUDIT='$(AUDIT)' .venv/bin/python requirements/audit.py

core-alone: installed-test catalogues ## Build the package, install it without anything else, run the tests of the core
	nice sh tests/core-alone

bench: installed-test catalogues ## Measure against the alternatives and print the ratios
	.venv/bin/python -m bench.run

digits: installed-test ## Train the reader of digits anew and measure it (src/hattama/scanning/digits)
	.venv/bin/python -m training.digits

endurance: installed-test catalogues ## Many examples, every flipped byte, kills on both engines, half an hour of faults, a crawl of every state, axe-core on all pages
	HATTAMA_ENDURANCE=1 .venv/bin/python -m pytest -q --workers 2 tests/core tests/formats tests/verification tests/publish tests/cli
	HATTAMA_ENDURANCE=1 .venv/bin/python -m pytest -q -s tests/web/kernel/log/test_kills.py
	HATTAMA_ENDURANCE=1 .venv/bin/python -m tests.real.postgres -- .venv/bin/python -m pytest -q -s tests/web/kernel/log/test_kills.py
	HATTAMA_ENDURANCE=1 .venv/bin/python -m pytest -q -s tests/faults
	HATTAMA_ENDURANCE=1 .venv/bin/python -m pytest -q tests/web/open_data/api/test_fuzzing.py
	HATTAMA_ENDURANCE=1 .venv/bin/python -m pytest -q -s tests/web/kernel/log/test_accepted_is_true.py tests/web/results/test_huge_sums.py
	HATTAMA_ENDURANCE=1 .venv/bin/python -m pytest -q tests/attack tests/deploy tests/web/operations/static_site tests/demonstration/test_scan.py tests/scanning/digits/test_card.py tests/web/norms \
	    tests/web/kernel/pages/test_bounded_requests.py tests/web/protocols/life/test_four_eyes.py \
	    tests/web/protocols/life/test_blind_pages.py
	.venv/bin/python -m pytest -q --workers 2 -m 'both_engines and not endurance' tests
	HATTAMA_ENDURANCE=1 .venv/bin/python -m pytest -q tests/crawl
	HATTAMA_ENDURANCE=1 .venv/bin/python -m pytest -q tests/journeys

spark: installed-test ## Ask Apache Spark for the duplicates of a register, beside DuckDB (brings Spark, 450 MB)
	.venv/bin/pip install -q -r requirements/spark.txt
	HATTAMA_ENDURANCE=1 .venv/bin/python -m pytest -q tests/voters/test_spark.py

papers: installed-test ## Photograph 300 made-up forms badly, read them, and say which failed
	HATTAMA_ENDURANCE=1 .venv/bin/python -m pytest -q -s tests/scanning/test_synthetic_set.py

pictures: installed-test catalogues ## Take the handbooks' pictures anew, from a small demonstration in the browser
	.venv/bin/python -m tests.real.parts
	.venv/bin/python -m tests.journeys.handbook_pictures

docs: installed-test ## Build all documents as pages in build/docs; a link that leads nowhere stops it
	.venv/bin/python -m venv build/docs-venv
	build/docs-venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/docs.txt
	build/docs-venv/bin/sphinx-build -q -n -W -E -c docs -b html . build/docs
	echo 'build/docs/index.html'

format: installed-test ## Lay out the source and mend what can be mended by itself
	.venv/bin/ruff check --fix-only --quiet .
	.venv/bin/ruff format .

lock: installed-test ## Write the locks in requirements/ anew (UPGRADE=--upgrade for newer versions)
	UPGRADE='$(UPGRADE)' sh requirements/lock

catalogues: ## Compile the translations that changed
	.venv/bin/python hatch_build.py

clean: ## Remove .venv and everything that was built (the data folder var stays)
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests bench -name '__pycache__' -type d -prune -exec rm -rf {} +
	find src -name '*.mo' -exec rm -f {} +

installed-run:
	sh requirements/install run

installed-test:
	sh requirements/install test
