#!/bin/sh
# Has sqlmap try to inject SQL into each parameter of the example, which runs on a
# throw-away PostgreSQL (or on DATABASE_URL). Fails when it finds a place, when
# an answer was 500, and when it could not try. SQLMAP_SECONDS bounds all of it, in
# equal shares for each parameter; SQLMAP_ONLY names some of the parameters.
set -eu
cd "$(dirname "$0")/.."

seconds=${SQLMAP_SECONDS:-1800}
all='search filter_by[status] filter_by[views][gt] filter order_by page cursor fields include facets id
items_per_page pagination_type count order_dir facet_counts'
only=${SQLMAP_ONLY:-$all}

work=$(mktemp -d)
example=
server=
end() {
	[ -z "$example" ] || kill "$example" 2>/dev/null || true
	[ -z "$example" ] || wait "$example" || true
	[ -z "$server" ] || kill -INT "$server" 2>/dev/null || true # a fast shutdown
	[ -z "$server" ] || wait "$server" || true
	rm -rf "$work"
}
trap end EXIT
trap 'exit 1' INT TERM

# PostgreSQL refuses to run as root.
as_postgres=
[ "$(id -u)" != 0 ] || as_postgres="setpriv --reuid=postgres --regid=postgres --clear-groups"

# start_postgres starts a server on a socket in the work folder, and on no port.
start_postgres() {
	scripts/need-postgres.sh
	bin=
	for dir in "$(pg_config --bindir 2>/dev/null || true)" /usr/lib/postgresql/*/bin /usr/pgsql-*/bin \
		/opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin; do
		[ ! -x "$dir/initdb" ] || bin=$dir
	done
	[ -n "$bin" ] || { echo "no initdb found" >&2; exit 1; }
	mkdir "$work/database"
	chmod 755 "$work"
	[ -z "$as_postgres" ] || chown postgres "$work/database"
	(cd / && $as_postgres "$bin/initdb" -D "$work/database/data" -U postgres -A trust -E UTF8 --no-sync >/dev/null)
	(cd / && exec $as_postgres "$bin/postgres" -D "$work/database/data" -k "$work/database" -c listen_addresses= -c fsync=off) \
		>"$work/postgres.log" 2>&1 &
	server=$!
	for _ in $(seq 100); do
		"$bin/pg_isready" -q -h "$work/database" && break
		sleep 0.1
	done
	DATABASE_URL="postgres:///postgres?host=$work/database&user=postgres"
}

# start_example starts it on a free port of loopback, and finds its address.
start_example() {
	go build -o "$work/example" ./example
	ADDR=127.0.0.1:0 SEED_ROWS=200 DATABASE_URL=$DATABASE_URL "$work/example" >"$work/said" 2>&1 &
	example=$!
	base=
	for _ in $(seq 200); do
		base=$(sed -n 's/^Serving on \(http:[^,]*\),.*/\1/p' "$work/said")
		[ -z "$base" ] || return 0
		sleep 0.1
	done
	cat "$work/said" "$work/postgres.log" >&2
	exit 1
}

# value FIELD reads a text of the first article, or of its list.
value() {
	python3 -c 'import json, sys, urllib.request
page = json.load(urllib.request.urlopen(sys.argv[1] + "/articles/cursor?items_per_page=5"))
print(page["pagination"]["next_cursor"] if sys.argv[2] == "cursor" else page["items"][0]["id"])' "$base" "$1"
}

# target PARAMETER is a request in which it has a value that is taken.
target() {
	case $1 in
	search) echo "/articles?items_per_page=5&search=the" ;;
	'filter_by[status]') echo "/articles?items_per_page=5&filter_by[status]=draft" ;;
	'filter_by[views][gt]') echo "/articles?items_per_page=5&filter_by[views][gt]=10" ;;
	filter) echo "/articles?items_per_page=5&filter=views%20%3E%2010" ;;
	order_by) echo "/articles?items_per_page=5&order_by=title" ;;
	page) echo "/articles?items_per_page=5&page=1" ;;
	cursor) echo "/articles/cursor?items_per_page=5&cursor=$(value cursor)" ;;
	fields) echo "/articles?items_per_page=5&fields=title" ;;
	include) echo "/articles?items_per_page=5&include=category" ;;
	facets) echo "/articles?items_per_page=5&facets=status" ;;
	items_per_page) echo "/articles?items_per_page=5" ;;
	pagination_type) echo "/articles?items_per_page=5&pagination_type=offset" ;;
	count) echo "/articles?items_per_page=5&count=exact" ;;
	order_dir) echo "/articles?items_per_page=5&order_by=title&order_dir=desc" ;;
	facet_counts) echo "/articles?items_per_page=5&facet_counts=true" ;;
	id) echo "/articles/$(value id)*" ;;
	*) echo "no parameter $1; there are: $all" >&2; exit 1 ;;
	esac
}

# try PARAMETER TARGET SECONDS: what sqlmap has found.
try() {
	which="-p $1"
	[ "$1" != id ] || which= # it is where the star is
	code=0
	# shellcheck disable=SC2086 # two words, or none
	timeout -s INT -k 10 "$3" sqlmap --batch --disable-coloring --level 3 --risk 2 --dbms postgresql --threads 4 --flush-session \
		--ignore-code 400,404,406,414,422 --output-dir "$work/sqlmap" $which -u "$base$2" </dev/null >"$work/tried" 2>&1 || code=$?
	if grep -qE 'identified the following injection point|is vulnerable' "$work/tried"; then
		cat "$work/tried"
		echo "$1: INJECTABLE"
		return 1
	fi
	if grep -q '500 (Internal Server Error)' "$work/tried"; then
		cat "$work/tried"
		echo "$1: the server failed"
		return 1
	fi
	if grep -q 'do not appear to be injectable' "$work/tried"; then
		echo "$1: not injectable, by all tests"
	elif [ "$code" -ge 124 ] && grep -q ' testing ' "$work/tried"; then
		echo "$1: not injectable, by the $(grep -c ' testing ' "$work/tried") tests that there was time for"
	else
		cat "$work/tried"
		echo "$1: sqlmap could not try"
		return 1
	fi
}

scripts/need-sqlmap.sh
[ -n "${DATABASE_URL:-}" ] || start_postgres
start_example
# shellcheck disable=SC2086 # a list of words without blanks or stars
set -f -- $only
share=$((seconds / $#))
failed=0
for parameter; do
	try "$parameter" "$(target "$parameter")" "$share" || failed=1
done
kill -0 "$example" || { cat "$work/said" >&2; failed=1; } # the example has to outlive it
exit "$failed"
