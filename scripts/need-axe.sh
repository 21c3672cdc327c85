#!/bin/sh
# Makes sure that axe-core is there, in the version that is locked, for the
# browser tests.
set -eu

cd explorer/testdata/axe

if ! command -v npm >/dev/null; then
	echo "The browser tests check accessibility by axe-core, which npm installs: install Node.js with npm." >&2
	exit 1
fi
npm ls axe-core >/dev/null 2>&1 || npm ci --no-audit --no-fund --ignore-scripts
