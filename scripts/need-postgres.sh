#!/bin/sh
# Makes sure that the tests find a PostgreSQL server: one that PGTEST_URL
# names, or server programs to start one with (internal/pgtest looks in the
# same places). Installs them on Debian and its kin, as root.
set -eu

have_server() {
	[ -n "${PGTEST_URL:-}" ] && return 0
	for dir in "$(pg_config --bindir 2>/dev/null || true)" \
		$(echo "$PATH" | tr ':' ' ') \
		/usr/lib/postgresql/*/bin \
		/usr/pgsql-*/bin \
		/usr/local/pgsql/bin \
		/opt/homebrew/opt/postgresql*/bin \
		/usr/local/opt/postgresql*/bin \
		/home/linuxbrew/.linuxbrew/opt/postgresql*/bin \
		/Applications/Postgres.app/Contents/Versions/*/bin; do
		[ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ] && [ -x "$dir/postgres" ] && return 0
	done
	return 1
}

have_server && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	echo "No PostgreSQL server here: installing one."
	apt-get update
	DEBIAN_FRONTEND=noninteractive apt-get install -y postgresql
	have_server && exit 0
fi

cat >&2 <<'END'
The tests need a PostgreSQL server, 13 or newer. Install its programs
    Debian, Ubuntu   sudo apt-get install -y postgresql
    Fedora           sudo dnf install postgresql-server
    macOS            brew install postgresql
(the tests start a server of their own), or set PGTEST_URL to the URL of a
server on which they may create databases.
END
exit 1
