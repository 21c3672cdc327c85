#!/bin/sh
# Generates clients from the example's document, in Go and in TypeScript, and has
# each walk a cursor to the end. What is generated stays in a folder that goes.
set -eu
cd "$(dirname "$0")/.."
command -v npm >/dev/null || { echo "test-clients needs Node.js 20.19 or newer, with npm" >&2; exit 1; }
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
	cd "$work/go"
	mkdir api
	GOFLAGS=-mod=mod go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2 \
		-generate types,client -package api -o api/api.go ../openapi.json
	GOFLAGS=-mod=mod go mod tidy 2>/dev/null
	go run . "$base"
)
