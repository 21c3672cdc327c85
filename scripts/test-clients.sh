#!/bin/sh
# Generates clients from the example's document, in Go and in TypeScript, and has
# each walk a cursor to the end; and drives the data providers of docs/clients, in
# the types of react-admin and refine. What is generated stays in a folder that goes.
set -eu
cd "$(dirname "$0")/.."
scripts/need-node.sh
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
go build -o "$work/example" ./example
ADDR=127.0.0.1:0 SEED_ROWS=400 "$work/example" >"$work/said" 2>&1 &
server=$!
base=
for _ in $(seq 100); do
	base=$(sed -n 's/^Serving on \(http:[^,]*\),.*/\1/p' "$work/said")
	[ -z "$base" ] || break
	sleep 0.1
done
[ -n "$base" ] || { cat "$work/said" >&2; exit 1; }
cp -r scripts/clients/. "$work"
cp docs/clients/*.ts "$work/providers"
node -e 'fetch(process.argv[1]).then(async r => require("fs").writeFileSync(process.argv[2], await r.text()))' \
	"$base/openapi.json" "$work/openapi.json"
(
	cd "$work/typescript"
	npm install --no-audit --no-fund --silent
	npx openapi-typescript ../openapi.json -o api.d.ts >/dev/null
	npx tsc --strict --target es2022 --module nodenext --moduleResolution nodenext --outDir out walk.ts
	cp package.json out
	node out/walk.js "$base"
)
(
	cd "$work/providers"
	npm install --no-audit --no-fund --silent --ignore-scripts
	npx tsc --strict --exactOptionalPropertyTypes --noUncheckedIndexedAccess --skipLibCheck \
		--target es2022 --module nodenext --moduleResolution nodenext --outDir out providers.test.ts
	cp package.json out
	BASE=$base node --test --test-reporter=spec out/providers.test.js >said || { cat said; exit 1; }
	echo "react-admin and refine: the data providers of docs/clients"
)
(
	cd "$work/go"
	mkdir api
	GOFLAGS=-mod=mod go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2 \
		-generate types,client -package api -o api/api.go ../openapi.json
	GOFLAGS=-mod=mod go mod tidy 2>/dev/null
	go run . "$base"
)
