# `make` alone lists the targets.
SHELL := /bin/bash
PY := .venv/bin/python
PORT ?= 8000
APPLICANTS ?= 903
ROUNDS ?= 1000
KILLS ?= 200
ELECTIONS ?= 500
PANELS ?= 100000
REQUESTS ?= 0
STEPS ?= 100000
WORKERS ?= 2
# A test of the suite is stopped after five minutes; a campaign is not.
AS_LONG_AS_IT_TAKES := -o faulthandler_timeout=0
export PORT

.DEFAULT_GOAL := targets
.PHONY: targets install install-test run test check demo bench bench-certificates bench-register bench-calibration rankings races fuzz interference machine links kills certificates-long shots lock format clean

targets: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 20

install: ## Install what the system needs: Debian packages and .venv
	@scripts/system-packages run
	@scripts/environment run

install-test: ## Install what the suite needs as well: PostgreSQL, Redis, Chromium, the checking tools
	@scripts/system-packages test
	@scripts/environment test

run: install ## Serve on 127.0.0.1:8000 with a small demonstration inside (PORT=8000)
	@exec $(PY) -m scripts.serve

test: install-test ## Run the whole suite on SQLite and PostgreSQL (WORKERS=2)
	$(PY) -m pytest -n $(WORKERS) --dist loadgroup

check: install-test ## Run ruff, mypy --strict, djlint and the import contracts
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) -m djlint --lint --quiet templates
	.venv/bin/lint-imports --no-cache

demo: install ## Drive a whole cycle to its certificates (APPLICANTS=903)
	$(PY) -m flask --app wsgi demo --applicants $(APPLICANTS)

bench: install-test ## Measure ours against a bare application, on PostgreSQL with two web workers
	$(PY) -m benchmarks

bench-certificates: install-test ## Print certificates with naive WeasyPrint, ours and Typst in turn; print the ratios
	$(PY) -m benchmarks.certificates

bench-register: install-test ## Search and match among 10,000 people and 15,000 honours, on both databases
	$(PY) -m benchmarks.register

bench-calibration: install-test ## Rank simulated panels four ways; count how many of the true 120 each chooses
	$(PY) -m benchmarks.calibration

rankings: install-test ## Rank random panels twice, by two implementations (PANELS=100000)
	PANELS=$(PANELS) $(PY) -m pytest $(AS_LONG_AS_IT_TAKES) tests/rules/test_scoring.py

races: install-test ## Run the race campaign at full size (ROUNDS=1000)
	RACE_ROUNDS=$(ROUNDS) $(PY) -m pytest $(AS_LONG_AS_IT_TAKES) -m race

fuzz: install-test ## Send every hostile request to every route, as everybody (REQUESTS=0 for all)
	FUZZ=$(REQUESTS) $(PY) -m pytest $(AS_LONG_AS_IT_TAKES) tests/faults/test_every_route.py

interference: install-test ## Ask every route in two worlds that differ only in another expert's scores, as everybody below the city
	INTERFERENCE=all $(PY) -m pytest $(AS_LONG_AS_IT_TAKES) tests/faults/test_interference.py

machine: install-test ## Walk random definitions at random to their end (STEPS=100000)
	MACHINE=$(STEPS) $(PY) -m pytest $(AS_LONG_AS_IT_TAKES) -s tests/programmes/test_machine.py

links: install-test ## Hold secret elections and try to link ballots to voters (ELECTIONS=500)
	ELECTIONS=$(ELECTIONS) $(PY) -m pytest $(AS_LONG_AS_IT_TAKES) tests/committee/test_linking.py

kills: install-test ## Kill the server at random moments and look for what was lost (KILLS=200)
	KILLS=$(KILLS) $(PY) -m pytest $(AS_LONG_AS_IT_TAKES) tests/faults/test_kills.py

certificates-long: install-test ## Kill the printing of 1,000 certificates at the 500th; examine 1,000 genuine ones
	CERTIFICATES=1000 GENUINE=1000 $(PY) -m pytest $(AS_LONG_AS_IT_TAKES) tests/certificates -k "killed or genuine_certificates_are_sound"

shots: install-test ## Take a picture of every main page, in 1440 and 390 pixels, into screenshots/
	$(PY) -m scripts.shots

lock: install-test ## Write requirements.txt and requirements-dev.txt anew from their .in files
	scripts/lock

format: install-test ## Format the code and put right what can be put right
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

clean: ## Remove .venv, caches and everything the system has stored in var/
	rm -rf .venv var screenshots .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
