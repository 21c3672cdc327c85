#!/bin/sh
# Runs every fuzz test of every package in turn, each for the time given: Go
# itself runs only one of them at once.
set -eu

time=$1

for package in $(go list ./...); do
	# Not in a pipe, whose end would hide that a package does not compile.
	tests=$(go test -list '^Fuzz' "$package")
	for test in $(echo "$tests" | grep '^Fuzz' || true); do
		echo "$package $test"
		go test -run '^$' -fuzz "^$test\$" -fuzztime "$time" -fuzzminimizetime 10x "$package"
	done
done
