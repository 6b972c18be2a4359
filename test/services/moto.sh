#!/bin/sh
# Starts moto on 127.0.0.1 at the port given; installs it into a folder of its own where it is not there.
# Exits with 69 where it cannot be had.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=python3
if ! "$python" -c 'import moto, flask, flask_cors' 2>/dev/null; then
  venv="${XDG_CACHE_HOME:-$HOME/.cache}/stanch-services/moto"
  python="$venv/bin/python"
  if ! "$python" -c 'import moto, flask, flask_cors' 2>/dev/null; then
    { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet moto flask flask-cors; } >&2 || exit 69
  fi
fi
exec "$python" "$here/moto-server.py" -H 127.0.0.1 -p "$1"
