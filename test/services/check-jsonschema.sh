#!/bin/sh
# Runs check-jsonschema, a reader of others with the schemas of build servers inside: no network but for its install.
# Exits with 69 where it cannot be had.
set -eu
tool=check-jsonschema
if ! command -v "$tool" >/dev/null 2>&1; then
  venv="${XDG_CACHE_HOME:-$HOME/.cache}/stanch-services/check-jsonschema"
  tool="$venv/bin/check-jsonschema"
  if ! [ -x "$tool" ]; then
    { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet check-jsonschema==0.39.0; } >&2 || exit 69
  fi
fi
exec "$tool" "$@"
