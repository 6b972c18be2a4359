#!/bin/sh
# Runs Sarif.Multitool, the reader of others that knows what GitHub asks of SARIF. With --build it gets it first (100 MB, by
# npm); without, it exits with 69 where it is not there.
set -eu
cache="${STANCH_SERVICES:-${XDG_CACHE_HOME:-$HOME/.cache}/stanch-services}"
folder="$cache/sarif-multitool"
tool="$folder/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
if [ "${1:-}" = --build ]; then
  [ -f "$tool" ] || npm install --silent --no-audit --no-fund --prefix "$folder" @microsoft/sarif-multitool-linux@5.7.0 >&2 || exit 69
  exit 0
fi
[ -f "$tool" ] || exit 69
exec "$tool" "$@"
