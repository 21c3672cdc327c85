#!/bin/sh
# Makes sure that there is a Chromium, or a Chrome, for the browser tests. They
# look for it under the same names (chromedp's). Installs it on Debian and its
# kin, as root or by sudo.
set -eu

have_chromium() {
	for name in headless_shell headless-shell chromium chromium-browser google-chrome google-chrome-stable; do
		command -v "$name" >/dev/null && return 0
	done
	[ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ]
}

have_chromium && exit 0

as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
	echo "No Chromium here: installing it for the browser tests."
	$as_root apt-get update
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium fonts-dejavu-core
	have_chromium && exit 0
fi

cat >&2 <<'END'
The browser tests need Chromium. Install it
    Debian           sudo apt-get install -y chromium
    Fedora           sudo dnf install chromium
    macOS            brew install --cask google-chrome
END
exit 1
