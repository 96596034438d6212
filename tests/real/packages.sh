#!/bin/sh
# Installs the Debian packages that tests/real drive; without root it says which, and stops.
set -eu
wanted="chromium dovecot-imapd dovecot-lmtpd fonts-noto-color-emoji poppler-utils postfix postgresql prometheus qpdf systemd"
missing=""
for package in $wanted; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" != 0 ]; then
  echo "These tests drive servers from Debian packages. Install them, then run make test-real again:" >&2
  echo "  sudo DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends$missing" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
# No service may start by itself: the tests start their own, with their own configuration.
policy=/usr/sbin/policy-rc.d
made=""
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod +x "$policy"
  made=yes
fi
trap '[ -z "$made" ] || rm -f "$policy"' EXIT
apt-get update -q >&2
# Postfix asks what it shall be; ours are told so by a folder of their own.
echo "postfix postfix/main_mailer_type select No configuration" | debconf-set-selections
# shellcheck disable=SC2086
apt-get install -y -q --no-install-recommends $missing >&2
