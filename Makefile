# What you can do here. Each target sets up what it needs, once; a second call starts at once.
#
#   make demo    a living organisation on http://localhost:8000 (PORT=9000 for another door, CHAIN=1 with a local chain)
#   make test    every promise, checked; a real browser included where one can be had
#   make check   style, types and the import law
#   make oracles compare our counting with that of others as well, in the tests from then on
#   make bench   how fast the log and the law run on this machine
#   make lock    choose the newest versions and write them down
#   make clean   forget everything that was set up

PORT ?= 8000
JOBS ?= auto
ARGS ?=

BIN := .venv/bin
MEMBERS_NEED := .venv/.ready-runtime
CHAIN_NEEDS := .venv/.ready-chain
BUILDERS_NEED := .venv/.ready-dev
CHOSEN := pyproject.toml requirements.lock tools/setup

.PHONY: demo test check oracles bench lock clean help
.DEFAULT_GOAL := help

help:
	@sed -n 's/^#  //p' Makefile

$(MEMBERS_NEED): $(CHOSEN)
	@tools/setup runtime

$(BUILDERS_NEED): $(CHOSEN)
	@tools/setup dev

$(CHAIN_NEEDS): $(CHOSEN)
	@tools/setup chain

demo: $(if $(CHAIN),$(CHAIN_NEEDS),$(MEMBERS_NEED))
	@exec $(BIN)/daso demo --port $(PORT) $(if $(CHAIN),--chain "$$(tools/find-anvil)") $(ARGS)

test: $(BUILDERS_NEED)
	@DASO_CHROMIUM="$$(tools/find-chromium)" DASO_ANVIL="$$(tools/find-anvil)" $(BIN)/pytest -q -n $(JOBS) --maxprocesses 8 \
		--dist loadfile --no-loadscope-reorder $(ARGS)

check: $(BUILDERS_NEED)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "Run: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

oracles:
	@tools/setup oracles

bench: $(BUILDERS_NEED)
	@$(BIN)/python -m bench

lock:
	@tools/lock

clean:
	@rm -rf .venv .demo .demo-* .tools .hypothesis .pytest_cache .mypy_cache .ruff_cache .import_linter_cache dist
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
