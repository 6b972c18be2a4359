#!/bin/sh
# Runs zizmor, a reader of others that looks for weak places of workflows; without network but for its install. Exits with
# 69 where it cannot be had.
set -eu
tool=zizmor
if ! command -v "$tool" >/dev/null 2>&1; then
  venv="${XDG_CACHE_HOME:-$HOME/.cache}/stanch-services/zizmor"
  tool="$venv/bin/zizmor"
  if ! [ -x "$tool" ]; then
    { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet zizmor==1.32.0; } >&2 || exit 69
  fi
fi
exec "$tool" "$@"
