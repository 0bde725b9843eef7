# A bare `make` lists the targets. The first one that needs it makes .venv, with locked versions.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
	$(name) -c 'import sys; sys.version_info >= (3, 11) and print(sys.executable)' 2>/dev/null)))
BIN := .venv/bin
CODE := $(wildcard app migrations tests bench)
STYLED := $(CODE) clients
READY := .venv/ready
PACKAGES := frontend/node_modules/ready
CLIENTS_BIN := clients/.venv/bin
CLIENTS := clients/.venv/ready
CHECKS := clients/checks/node_modules/ready
# Node comes with the development tools; the service itself needs none.
NODE := PATH="$(CURDIR)/$(BIN):$$PATH"
DIR ?= data/afghanistan

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | \
		awk -F'|' '{ printf "make %-12s %s\n", $$1, $$2 }'

.PHONY: run
run: $(READY) ## start the service with its own database and the theatre of Afghanistan
	@$(BIN)/frontline serve --load data/afghanistan

.PHONY: test
test: $(READY) $(PACKAGES) browser ## run all tests, on a throw-away database and in Chromium, installed if missing
	@$(BIN)/pytest

.PHONY: testweb
testweb: $(READY) $(PACKAGES) browser ## run the dashboard's tests alone
	@$(BIN)/pytest tests/dashboard

.PHONY: test-clients
test-clients: $(READY) $(CLIENTS) $(CHECKS) browser gdal ## point the clients that people have at the service, and run their tests
	@$(CLIENTS_BIN)/mypy --config-file clients/mypy.ini
	@$(NODE) $(CLIENTS_BIN)/pytest -c clients/pytest.ini clients/checks clients/python/tests

.PHONY: torture
torture: $(READY) beside ## kill, freeze and starve the service and its database under load (minutes; best as root)
	@$(BIN)/pytest tests/torture

.PHONY: frontend
frontend: $(READY) $(PACKAGES) ## build the dashboard into app/web
	@cd frontend && $(NODE) npm run --silent build

.PHONY: check
check: $(READY) $(PACKAGES) ## run linters, types, layers, the migrations both ways, and the house's own rules
	$(BIN)/ruff check $(STYLED)
	$(BIN)/ruff format --check $(STYLED)
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports
	$(BIN)/frontline openapi | diff -u openapi.json -
	$(BIN)/pytest -q tests/test_house.py tests/test_packaging.py tests/test_migrations.py tests/test_dashboard_files.py

.PHONY: format
format: $(READY) ## let ruff put the code in order
	$(BIN)/ruff check --fix $(STYLED)
	$(BIN)/ruff format $(STYLED)

.PHONY: migrate
migrate: $(READY) ## bring the database to this release's schema
	@$(BIN)/frontline migrate

.PHONY: load
load: $(READY) ## load a theatre's folder (DIR=data/afghanistan), or what is new in it
	@$(BIN)/frontline load $(DIR)

.PHONY: bench
bench: $(READY) ## measure how the queries grow with the ledger, or posts (WHAT=writes)
	@$(BIN)/python -m bench $(WHAT)

.PHONY: openapi
openapi: $(READY) ## write the HTTP contract to openapi.json
	$(BIN)/frontline openapi > openapi.json

.PHONY: sbom
sbom: $(READY) ## write what service and dashboard are made of to dist, as CycloneDX
	@mkdir -p dist
	@$(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible \
		--output-file dist/service.cdx.json 2>/dev/null
	@cd frontend && $(NODE) npm sbom --sbom-format cyclonedx --package-lock-only --silent > ../dist/dashboard.cdx.json
	@echo "dist/service.cdx.json and dist/dashboard.cdx.json were written."

# Without --strict, pip-audit leaves out what it could not ask about, and calls the rest sound.
.PHONY: audit
audit: $(READY) ## ask PyPI and npm for known weaknesses in what is locked
	@failed=; \
	$(BIN)/pip-audit --strict --disable-pip --require-hashes --progress-spinner off -r requirements.lock \
		|| failed=1; \
	(cd frontend && $(NODE) npm audit --package-lock-only) || failed=1; \
	test -z "$$failed" || { echo "Nothing is proven: a weakness is known, or not all could be asked about;" \
		"see above. It takes the services of PyPI and npm." >&2; exit 1; }

LOCK_CLIENTS = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	--no-emit-index-url
LOCK = $(LOCK_CLIENTS) pyproject.toml

.PHONY: lock
lock: $(READY) ## pin the newest versions that fit; a lock names no registry
	$(LOCK) --upgrade --group dev --output-file requirements-dev.lock >/dev/null
	$(LOCK_CLIENTS) --upgrade clients/requirements.in --output-file clients/requirements.lock >/dev/null
	$(LOCK) --upgrade --constraint requirements-dev.lock --output-file requirements.lock >/dev/null

.PHONY: clean
clean: ## remove what was built; the database in .frontline stays
	rm -rf .venv clients/.venv frontend/node_modules clients/checks/node_modules .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find app migrations tests -name __pycache__ -prune -exec rm -rf {} +

# Debian parts venv from Python: the first try may fail, and leave a folder without pip.
$(READY): requirements-dev.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later was not found: install it." >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 \
		|| $(PYTHON) -m venv --clear .venv >/dev/null 2>&1 \
		|| { $(MAKE) --no-print-directory venv-package && $(PYTHON) -m venv --clear .venv; }
	@echo "Installing what the lock names into .venv …"
	@sed -n '/^uv==/,/[^\\]$$/p' requirements-dev.lock > .venv/uv.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.lock
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements-dev.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

$(PACKAGES): frontend/package-lock.json | $(READY)
	@echo "Installing what the lock names into frontend/node_modules …"
	@cd frontend && $(NODE) npm ci --silent --no-audit --no-fund
	@touch $@

$(CLIENTS): clients/requirements.lock | $(READY)
	@echo "Installing what the lock names into clients/.venv …"
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python clients/.venv
	@$(BIN)/uv pip sync --quiet --python $(CLIENTS_BIN)/python --require-hashes $<
	@touch $@

$(CHECKS): clients/checks/package-lock.json | $(READY)
	@echo "Installing what the lock names into clients/checks/node_modules …"
	@cd clients/checks && $(NODE) npm ci --silent --no-audit --no-fund
	@touch $@

.PHONY: gdal
gdal:
	@command -v ogr2ogr >/dev/null || $(MAKE) --no-print-directory package NAME=gdal-bin

.PHONY: beside
beside:
	@PATH="$$PATH:/usr/sbin"; for package in pgbouncer:pgbouncer nginx:nginx-light faketime:faketime; do \
		command -v $${package%:*} >/dev/null || $(MAKE) --no-print-directory package NAME=$${package#*:}; done

.PHONY: browser
browser:
	@for name in chromium chromium-browser google-chrome; do \
		command -v $$name >/dev/null && exit; done; \
		$(MAKE) --no-print-directory package NAME=chromium

.PHONY: venv-package
venv-package:
	@command -v apt-get >/dev/null && { test "$$(id -u)" = 0 || command -v sudo >/dev/null; } || { \
		echo "$(PYTHON) can't make a virtual environment: install its venv and ensurepip." >&2; exit 1; }
	@$(MAKE) --no-print-directory package NAME=python3-venv

.PHONY: package
package:
	@command -v apt-get >/dev/null && { test "$$(id -u)" = 0 || command -v sudo >/dev/null; } || { \
		echo "$(NAME) was not found, and only apt-get as root installs it from here: install it first." >&2; \
		exit 1; }
	@echo "Installing $(NAME) with apt-get …"
	@as_root=; test "$$(id -u)" = 0 || as_root=sudo; \
		$$as_root apt-get -qq update && \
		$$as_root env DEBIAN_FRONTEND=noninteractive \
			apt-get -qq -o Dpkg::Use-Pty=0 install --yes --no-install-recommends $(NAME) >/dev/null
