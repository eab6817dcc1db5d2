# Every verb is done by scripts/dev.py; this file only gives them short names.
PYTHON ?= python3
DEV = $(PYTHON) scripts/dev.py

.DEFAULT_GOAL := help
.PHONY: help run setup test check fix api bench build lock

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  ARGS passes words on: make run ARGS='--port 8000', make test ARGS='python -- -k runs'"

run: ## Install and build what is missing, start Fabula and open it in the browser
	@$(DEV) run $(ARGS)

setup: ## Install and build what is missing, start nothing
	@$(DEV) setup

test: ## Run the Python tests, the web tests and the journeys in a real browser
	@$(DEV) test $(ARGS)

check: ## Lint, types, import rules, locks and generated files; fast
	@$(DEV) check $(ARGS)

fix: ## Mend what a machine can mend: lint and format
	@$(DEV) fix

api: ## Write what is made from the code: the web app's API types and docs/settings.md
	@$(DEV) api

bench: ## Run the benchmarks; ARGS names one of them
	@$(DEV) bench $(ARGS)

build: ## Make the wheel with the web app inside, in dist/
	@$(DEV) build

lock: ## Choose the newest versions of all packages again and write the lock files
	@$(DEV) lock
