# Hengjian 衡鉴. `make run` starts a demo city, `make test` proves the build.
SHELL := /bin/bash
CITY ?= weihai
DATA ?= ./data
ADDR ?= :8080
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GO_SOURCES := $(shell find . -name '*.go' -not -path './web/node_modules/*' -not -path './data/*')

.PHONY: run test soak build check bench peer help web licences clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | sort

run: build ## build, make a demo city in ./data if there is none, serve on :8080
	./bin/hengjian demo --if-empty --data $(DATA) --city $(CITY)
	./bin/hengjian serve --data $(DATA) --addr $(ADDR)

build: bin/hengjian ## the web UI and the one binary bin/hengjian

bin/hengjian: web/dist/desk/index.html $(GO_SOURCES) $(shell find kernel practice sector view city platform app -type f -not -name '*.go' 2>/dev/null)
	go build -o bin/hengjian ./cmd/hengjian

web/node_modules/.done: web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/desk/index.html: web/node_modules/.done $(shell find web/src web/public web/index.html web/desk web/business web/vite.config.ts -type f 2>/dev/null)
	cd web && npm run --silent build

web: web/dist/desk/index.html ## the web UI only

test: build check ## everything that must pass, on SQLite, PostgreSQL and in Chromium
	test/tools/with-postgres go test -timeout 15m ./...
	test/tools/need browser
	test/tools/browser

soak: build ## the long ones: 100 kills, long fuzzing, 100,000 expressions, 3 million rows
	HENGJIAN_SOAK=1 test/tools/with-postgres test/tools/soak

check: web/node_modules/.done ## format, vet, lint, import rules, types of the web
	@test -z "$$(gofmt -l $(GO_SOURCES))" || { echo "not gofmt-ed:"; gofmt -l $(GO_SOURCES); exit 1; }
	go vet ./...
	go run $(STATICCHECK) ./...
	go test ./test/arch
	go run ./test/tools/licences -check
	cd web && npx tsc --noEmit

licences: web/node_modules/.done ## list third-party licences in docs/third-party.md
	go run ./test/tools/licences

bench: ## benchmarks of the packages
	go test -run '^$$' -bench . -benchmem ./...

peer: build ## the same rows and requests beside PocketBase, in a module of its own
	cd bench/peer && go run . -hengjian ../../bin/hengjian

clean: ## what was built
	rm -rf bin web/dist/*
