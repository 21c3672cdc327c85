#!/bin/sh
# Checks the golden OpenAPI documents, which tests hold against the code, with
# linters of other people. Warnings are failures.
set -eu
cd "$(dirname "$0")/.."
scripts/need-node.sh
documents="example/testdata/openapi.json openapi/testdata/library.json"
said=$(mktemp)
trap 'rm -f "$said"' EXIT
# shellcheck disable=SC2086 # they are several
npx --yes @redocly/cli@2.77.0 lint --config scripts/api/redocly.yaml $documents >"$said" 2>&1 || { cat "$said"; exit 1; }
if grep -q 'You have [0-9]* warning' "$said"; then cat "$said"; exit 1; fi
# shellcheck disable=SC2086 # as above
npx --yes @stoplight/spectral-cli@6.16.3 lint --fail-severity=warn --ruleset scripts/api/spectral.yaml $documents
