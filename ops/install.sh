#!/bin/sh
# Installs Latarnik on Debian 12 or later; run as root from a copy of the sources. Run again, it brings everything up
# to these sources and touches neither settings nor data.
#
#   sh ops/install.sh                      the system: user latarnik, /opt/latarnik, /etc/latarnik, /var/lib/latarnik
#   ROOT=/tmp/try sh ops/install.sh        the same below a folder, for whoever runs it: no user, no packages
set -eu
umask 022
ROOT="${ROOT:-}"
PYTHON="${PYTHON:-python3}"
SOURCES="$(cd "$(dirname "$0")/.." && pwd)"
HOME_DIR="$ROOT/opt/latarnik"
SETTINGS="$ROOT/etc/latarnik/latarnik.env"
DATA="$ROOT/var/lib/latarnik"

say() { printf '%s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

[ -n "$ROOT" ] || [ "$(id -u)" = 0 ] || stop "Run this as root: sudo sh ops/install.sh"
case "$ROOT" in ""|/*) ;; *) stop "ROOT must begin with a slash." ;; esac
# its folder belongs to the user it runs as, who could lead root elsewhere
[ ! -L "$SETTINGS" ] || stop "$SETTINGS is a link, and is not followed. Put the file itself there, then run this again."

# --- Python from Debian ---
if [ -z "$ROOT" ] && command -v apt-get >/dev/null && ! "$PYTHON" -c 'import ensurepip' 2>/dev/null; then
  apt-get update -q >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends ca-certificates python3 python3-venv >&2
fi
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || stop "Latarnik needs Python 3.11 or newer."
"$PYTHON" -c 'import ensurepip' 2>/dev/null || stop "Install python3-venv first."

# --- the user it runs as, and folders that nobody else reads ---
if [ -z "$ROOT" ]; then
  OWNER=latarnik
  getent passwd latarnik >/dev/null ||
    useradd --system --user-group --home-dir /var/lib/latarnik --no-create-home --shell /usr/sbin/nologin latarnik
else
  OWNER="$(id -un)"
fi
GROUP="$(id -gn "$OWNER")"
install -d -m 755 "$HOME_DIR" "$ROOT/usr/local/bin" "$ROOT/etc/systemd/system"
install -d -m 700 -o "$OWNER" -g "$GROUP" "$ROOT/etc/latarnik" "$DATA"
# what lies in their folders is made by that user: root would follow a link there
as_owner() (cd / && if [ -z "$ROOT" ]; then exec runuser -u "$OWNER" -- "$@"; else exec "$@"; fi)
as_owner mkdir -p -m 700 "$DATA/log"

# --- the program: owned by whoever installs, so that the app cannot change itself ---
[ -x "$HOME_DIR/venv/bin/python" ] || "$PYTHON" -m venv "$HOME_DIR/venv"
copy="$(mktemp -d)"
trap 'rm -rf "$copy"' EXIT
cd "$SOURCES"
cp -R pyproject.toml README.md LICENSE app bot invoicing knowledge ksef mailer sandbox storage templates web "$copy"
pip() { "$HOME_DIR/venv/bin/python" -m pip --disable-pip-version-check --no-input "$@" >&2; }
pip install --quiet --use-pep517 --require-hashes -r requirements.lock
pip install --quiet --force-reinstall --no-build-isolation --no-deps "$copy"
rm -rf "$HOME_DIR/docs"
cp -R docs "$HOME_DIR/docs"
cp .env.example "$HOME_DIR/docs/settings.env.example"
rm -rf "$HOME_DIR/ops"
install -d -m 755 "$HOME_DIR/ops"
cp -R ops/prometheus ops/grafana "$HOME_DIR/ops"  # for who watches it: docs/operations.md names them there

# --- settings: first lines, which `latarnik setup` adds to ---
if [ ! -e "$SETTINGS" ]; then
  # never over what came meanwhile
  as_owner sh -c 'umask 077 && set -C && printf "LATARNIK_DATA_DIR=%s\nLATARNIK_LOG_FILE=%s\n" "$1" "$1/log/latarnik.log" \
    > "$2"' sh "$DATA" "$SETTINGS"
fi

# --- the command, always with these settings and as that user ---
cat > "$ROOT/usr/local/bin/latarnik" <<END
#!/bin/sh
# Latarnik's commands with the settings of this installation, as the user who owns its data.
export LATARNIK_SETTINGS_FILE=$SETTINGS
[ "\$(id -un)" = $OWNER ] && exec $HOME_DIR/venv/bin/latarnik "\$@"
[ "\$(id -u)" = 0 ] || { echo "Run this as root or as $OWNER: sudo latarnik \$*" >&2; exit 1; }
runuser -u $OWNER -- test -x . || cd $DATA
exec runuser -u $OWNER -- $HOME_DIR/venv/bin/latarnik "\$@"
END
chmod 755 "$ROOT/usr/local/bin/latarnik"

# --- services: there, and started by nobody but you ---
install -m 644 ops/latarnik.service ops/latarnik@.service "$ROOT/etc/systemd/system"
if [ -z "$ROOT" ] && [ -d /run/systemd/system ]; then
  systemctl daemon-reload
fi
say "Latarnik is in $HOME_DIR. Now: latarnik setup; then: systemctl enable --now latarnik"
