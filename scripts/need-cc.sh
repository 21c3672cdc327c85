#!/bin/sh
# Makes sure that there is a C compiler with its headers, for the race detector.
set -eu

have_cc() {
	# CC may hold options too.
	# shellcheck disable=SC2046
	printf '#include <stdlib.h>\n' | $(go env CC) -E -x c - >/dev/null 2>&1
}

have_cc && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	echo "No C compiler here: installing one for the race detector."
	apt-get update
	DEBIAN_FRONTEND=noninteractive apt-get install -y gcc libc6-dev
	have_cc && exit 0
fi

cat >&2 <<'END'
The tests run under the race detector, which needs a C compiler. Install one
    Debian, Ubuntu   sudo apt-get install -y gcc libc6-dev
    Fedora           sudo dnf install gcc glibc-devel
    macOS            xcode-select --install
END
exit 1
