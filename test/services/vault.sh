#!/bin/sh
# Starts the core of Vault on 127.0.0.1 at the port given (0: any), in memory and unsealed; the first line on stdout is
# JSON with its address and root token. Built once by the Go client; with --build nothing else is done. Exits with 69 where it cannot be had.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cache="${XDG_CACHE_HOME:-$HOME/.cache}/stanch-services"
server="$cache/vault-server"
# One builds, the others wait for it.
if command -v flock >/dev/null; then
  mkdir -p "$cache"
  exec 9>"$cache/vault.lock"
  flock 9
fi
if [ ! -x "$server" ]; then
  command -v go >/dev/null || exit 69
  mkdir -p "$cache"
  work=$(mktemp -d "$cache/vault-XXXXXX")
  cp "$here"/vault/go.mod "$here"/vault/main.go "$work"
  { cd "$work" && GOFLAGS=-mod=mod go mod tidy && go build -o "$work/server" . && mv "$work/server" "$server"; } >&2 || { rm -rf "$work"; exit 69; }
  rm -rf "$work"
fi
exec 9>&-
if [ "${1:-}" = --build ]; then exit 0; fi
exec "$server" "${1:-0}"
