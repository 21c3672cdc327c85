#!/bin/sh
# Makes sure that there is a PgBouncer for the tests of poolers, which start one
# of their own. Installs it on Debian and its kin, as root or by sudo.
set -eu

have_pgbouncer() {
	command -v pgbouncer >/dev/null && return 0
	for file in /usr/sbin/pgbouncer /usr/local/sbin/pgbouncer /opt/homebrew/bin/pgbouncer; do
		[ -x "$file" ] && return 0
	done
	return 1
}

have_pgbouncer && exit 0

as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
	echo "No PgBouncer here: installing it."
	$as_root apt-get update
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends pgbouncer
	have_pgbouncer && exit 0
fi

cat >&2 <<'END'
The tests need PgBouncer. Install it
    Debian, Ubuntu   sudo apt-get install -y pgbouncer
    Fedora           sudo dnf install pgbouncer
    macOS            brew install pgbouncer
END
exit 1
