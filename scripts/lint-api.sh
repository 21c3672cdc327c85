#!/bin/sh
# Checks the golden OpenAPI documents, which tests hold against the code, with
# linters of other people. Warnings are failures.
set -eu
cd "$(dirname "$0")/.."
command -v npx >/dev/null || { echo "lint-api needs Node.js 20.19 or newer, with npm" >&2; exit 1; }
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || a === 20 && b >= 19 ? 0 : 1)' ||
	{ echo "lint-api needs Node.js 20.19 or newer; this is $(node --version)" >&2; exit 1; }
documents="example/testdata/openapi.json openapi/testdata/library.json"
said=$(mktemp)
trap 'rm -f "$said"' EXIT
# shellcheck disable=SC2086 # they are several
npx --yes @redocly/cli@2.77.0 lint --config scripts/api/redocly.yaml $documents >"$said" 2>&1 || { cat "$said"; exit 1; }
if grep -q 'You have [0-9]* warning' "$said"; then cat "$said"; exit 1; fi
# shellcheck disable=SC2086 # as above
npx --yes @stoplight/spectral-cli@6.16.3 lint --fail-severity=warn --ruleset scripts/api/spectral.yaml $documents
