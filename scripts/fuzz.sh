#!/bin/sh
# Runs every fuzz test in turn, each for the time given: Go itself runs only one
# of them at once. They are found in the files, since to ask Go for them is to
# build the tests of every package. With a second argument only tests of that name.
set -eu

time=$1
only=${2:-'[A-Za-z0-9_]*'}
said=$(mktemp)
trap 'rm -f "$said"' EXIT

# Go reports a run that its own clock ends in the middle of an input as failed, by
# these words and no input.
ended_by_clock() {
	grep -q '^ *context deadline exceeded$' "$said" && ! grep -q 'Failing input written' "$said"
}

grep -rEo --include='*_test.go' "^func Fuzz$only\(" . | sort | while IFS=: read -r file found; do
	package=$(dirname "$file")
	test=${found#func }
	test=${test%(}
	echo "$package $test"
	if ! go test -run '^$' -fuzz "^$test\$" -fuzztime "$time" -fuzzminimizetime 10x "$package" </dev/null >"$said" 2>&1 &&
		! ended_by_clock; then
		cat "$said"
		exit 1
	fi
	grep 'elapsed' "$said" | tail -n 1
done
