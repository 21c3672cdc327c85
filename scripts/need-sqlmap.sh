#!/bin/sh
# Makes sure that there is sqlmap. Installs it on Debian and its kin, as root or by
# sudo.
set -eu

have_sqlmap() { command -v sqlmap >/dev/null; }

have_sqlmap && exit 0

as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
	echo "No sqlmap here: installing it."
	$as_root apt-get update
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends sqlmap
	have_sqlmap && exit 0
fi

cat >&2 <<'END'
This needs sqlmap. Install it
    Debian, Ubuntu   sudo apt-get install -y sqlmap
    Fedora           sudo dnf install sqlmap
    macOS            brew install sqlmap
    any system       pipx install sqlmap
END
exit 1
