#!/bin/sh
# Makes sure that there is Node.js 20.19 or newer, with npm. Installs it on Debian
# and its kin, as root or by sudo, where the version there is new enough.
set -eu

new_enough() { # new_enough MAJOR.MINOR…
	major=${1%%.*}
	minor=${1#*.}
	minor=${minor%%[!0-9]*}
	[ "$major" -gt 20 ] || { [ "$major" -eq 20 ] && [ "${minor:-0}" -ge 19 ]; }
}

have_node() {
	command -v npm >/dev/null && command -v node >/dev/null || return 1
	version=$(node --version)
	new_enough "${version#v}"
}

have_node && exit 0

as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if ! command -v node >/dev/null && command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
	$as_root apt-get update >/dev/null
	there=$(LC_ALL=C apt-cache policy nodejs | sed -n 's/^ *Candidate: *\([0-9]*:\)\{0,1\}\([0-9][0-9.]*\).*/\2/p')
	if [ -n "$there" ] && new_enough "$there"; then
		echo "No Node.js here: installing it."
		$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends nodejs npm
		have_node && exit 0
	fi
fi

found=none
! command -v node >/dev/null || found=$(node --version)
command -v npm >/dev/null || found="$found, no npm"
cat >&2 <<END
This needs Node.js 20.19 or newer, with npm; found: $found. Install it
    any system       https://nodejs.org/en/download
    nvm              nvm install 22
    Debian           sudo apt-get install -y nodejs npm   (where apt-cache policy nodejs says 20.19 or newer)
    Fedora           sudo dnf install nodejs npm
    macOS            brew install node
END
exit 1
