#!/bin/sh
# Builds golangci-lint, in the version given, into .bin, unless it is there.
set -eu

version=$1
bin=$PWD/.bin

# The words differ between releases and builds; the number is in all of them.
if "$bin/golangci-lint" version 2>/dev/null | grep -qwF "${version#v}"; then
	exit 0
fi

echo "Building golangci-lint $version into .bin, once; this takes some minutes."
GOBIN=$bin go install "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$version"
