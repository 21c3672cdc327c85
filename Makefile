# What there is to do here; `make` alone lists it.

GOLANGCI_LINT_VERSION := v2.15.0
GOVULNCHECK_VERSION := v1.9.0
FUZZTIME ?= 30s
BENCH := go test ./internal/bench -run '^$$' -bench . -benchtime 1x

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: ## start the example on a database in memory
	go run ./example

# The race detector needs cgo, which Go turns off silently where it finds no
# compiler.
.PHONY: test
test: ## vet, then run all tests with the race detector (installs PostgreSQL where it can)
	@scripts/need-postgres.sh
	@scripts/need-pgbouncer.sh
	@scripts/need-cc.sh
	go vet ./...
	CGO_ENABLED=1 go test -race -timeout 60m ./...

FAULTS := CGO_ENABLED=1 go test -race -v -count 1 -timeout 1h ./internal/faults -run

.PHONY: faults
faults: ## have the server, and the line to it, fail under load, each for FAULT_SECONDS (60)
	@scripts/need-postgres.sh
	@scripts/need-cc.sh
	FAULT_SECONDS=$(or $(FAULT_SECONDS),60) $(FAULTS) 'Faults$$'

.PHONY: soak
soak: ## load an application for SOAK_SECONDS (300) under the race detector, and look whether its heap grows
	@scripts/need-postgres.sh
	@scripts/need-cc.sh
	SOAK_SECONDS=$(or $(SOAK_SECONDS),300) $(FAULTS) '^TestSoak$$'

.PHONY: isolation
isolation: ## draw CHECKS (10000) sequences of requests of two tenants, on each database
	@scripts/need-postgres.sh
	go test -v -count 1 -timeout 2h ./internal/isolation -run '^TestTenantsAreIsolated$$' -rapid.checks $(or $(CHECKS),10000)

.PHONY: slow
slow: ## have clients misbehave beside others: slow bodies, unread pages and streams, a thousand connections
	@scripts/need-postgres.sh
	@scripts/need-cc.sh
	CGO_ENABLED=1 go test -race -v -count 1 ./example -run 'Slow|Unread|Thousand'

# The browser tests write the screenshots that README.md shows.
.PHONY: test-browser
test-browser: ## drive the explorer and /docs in Chromium (installs it where it can), and take the screenshots
	@scripts/need-chromium.sh
	@scripts/need-axe.sh
	SCREENSHOTS=$(CURDIR)/docs/explorer go test -tags browser -run '^TestBrowser$$' -count 1 -timeout 20m -p 1 ./explorer ./openapi

.PHONY: lint
lint: ## check format, go.mod and style (builds the linter on the first run)
	@scripts/need-golangci-lint.sh $(GOLANGCI_LINT_VERSION)
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || \
		{ echo "not formatted, run gofmt -w:"; echo "$$unformatted"; exit 1; }
	go mod tidy -diff
	.bin/golangci-lint run ./...

.PHONY: lint-api
lint-api: ## check the OpenAPI documents with Redocly and Spectral (npx; needs Node.js)
	@scripts/lint-api.sh

.PHONY: test-clients
test-clients: ## have generated clients (Go, TypeScript) and the data providers of docs/clients use the example (npm)
	@scripts/test-clients.sh

.PHONY: bench
bench: ## measure whole requests beside hand-written ones, on ROWS (1000000), into docs/benchmarks
	@scripts/need-postgres.sh
	ROWS=$(or $(ROWS),1000000) BENCH_SECONDS=$(or $(BENCH_SECONDS),15) BENCH_WRITE=1 $(BENCH) -timeout 4h

.PHONY: bench-quick
bench-quick: ## the same on 100,000 rows through fewer transports, in five minutes, only printed
	@scripts/need-postgres.sh
	ROWS=100000 BENCH_SECONDS=2 BENCH_QUICK=1 $(BENCH) -timeout 20m

.PHONY: bench-scale
bench-scale: ## measure what choosing among replicas costs a request, into docs/benchmarks/scale.md
	@scripts/need-postgres.sh
	BENCH_REPORT=$(CURDIR)/docs/benchmarks/scale.md go test ./internal/replication -run '^$$' -bench Scale -benchtime 1x -timeout 10m

.PHONY: fuzz
fuzz: ## run every fuzz test in turn, each for FUZZTIME (30s)
	@scripts/fuzz.sh $(FUZZTIME)

.PHONY: sqlmap
sqlmap: ## have sqlmap try to inject SQL into the example, for at most SQLMAP_SECONDS (1800), into SQLMAP_ONLY (all)
	@scripts/sqlmap.sh

# It needs the database of known vulnerabilities, which the machines that run .ci/run may not reach.
.PHONY: vulncheck
vulncheck: ## look for known vulnerabilities in what is called of other modules (needs the internet)
	go run golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK_VERSION) ./...
