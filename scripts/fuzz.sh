#!/bin/sh
# Runs every fuzz test in turn, each for the time given: Go itself runs only one
# of them at once. They are found in the files, since to ask Go for them is to
# build the tests of every package.
set -eu

time=$1

grep -rEo --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' . | sort | while IFS=: read -r file found; do
	package=$(dirname "$file")
	test=${found#func }
	echo "$package $test"
	go test -run '^$' -fuzz "^$test\$" -fuzztime "$time" -fuzzminimizetime 10x "$package" </dev/null
done
