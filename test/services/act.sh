#!/bin/sh
# Runs act, a runner of others for workflows, on this machine itself and with Node 24, which the Action asks for. With
# --build it gets both first (some minutes, by the Go client and npm); without, it exits with 69 where they are not there.
set -eu
cache="${STANCH_SERVICES:-${XDG_CACHE_HOME:-$HOME/.cache}/stanch-services}"
act="$cache/act"
node="$cache/node24/node_modules/node/bin"
if [ "${1:-}" = --build ]; then
  mkdir -p "$cache"
  [ -x "$act" ] || { command -v go >/dev/null && GOBIN="$cache" go install github.com/nektos/act@v0.2.89 >&2; } || exit 69
  [ -x "$node/node" ] || npm install --silent --no-audit --no-fund --prefix "$cache/node24" node@24.21.0 >&2 || exit 69
  exit 0
fi
[ -x "$act" ] && [ -x "$node/node" ] || exit 69
PATH="$node:$PATH" exec "$act" "$@"
