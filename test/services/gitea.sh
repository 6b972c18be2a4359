#!/bin/sh
# Starts Gitea on 127.0.0.1 at the port given, in a new folder under TMPDIR, with one administrator. The first line on
# stdout is JSON: address, admin, password, folder; it answers a moment later. Built once by the Go client (some
# minutes); with --build nothing else is done. Exits with 69 where it cannot be had.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cache="${XDG_CACHE_HOME:-$HOME/.cache}/stanch-services"
server="$cache/gitea"
# One builds, the others wait for it.
if command -v flock >/dev/null; then
  mkdir -p "$cache"
  exec 9>"$cache/gitea.lock"
  flock 9
fi
if [ ! -x "$server" ] || [ ! -f "$server.root" ]; then
  command -v go >/dev/null || exit 69
  mkdir -p "$cache"
  work=$(mktemp -d "$cache/gitea-XXXXXX")
  cp "$here"/gitea/go.mod "$here"/gitea/main.go "$work"
  {
    cd "$work" && export GOFLAGS=-mod=mod && go mod tidy \
      && go build -tags sqlite,sqlite_unlock_notify -o "$work/server" . \
      && go list -m -f '{{.Dir}}' code.gitea.io/gitea >"$server.root" && mv "$work/server" "$server"
  } >&2 || { rm -rf "$work"; exit 69; }
  rm -rf "$work"
fi
exec 9>&-
if [ "${1:-}" = --build ]; then exit 0; fi
exec "$here/serve-gitea.sh" "$server" "$1" "$(cat "$server.root")"
