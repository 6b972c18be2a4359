#!/bin/sh
# Starts Gitea on 127.0.0.1 at the port given, in a new folder under TMPDIR, with one administrator. The first line on
# stdout is JSON: address, admin, password, folder; it answers a moment later. Built once by the Go client (some
# minutes); with --build nothing else is done. Exits with 69 where it cannot be had.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
server=$(MODULE=code.gitea.io/gitea "$here/build-go.sh" gitea -tags sqlite,sqlite_unlock_notify) || exit 69
if [ "${1:-}" = --build ]; then exit 0; fi
exec "$here/serve-gitea.sh" "$server" "$1" "$(cat "$server.root")"
