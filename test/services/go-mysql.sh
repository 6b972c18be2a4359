#!/bin/sh
# Starts go-mysql-server on 127.0.0.1 at the port given, in memory, with the accounts and logins of MySQL 8 and a
# certificate in a new folder under TMPDIR. The first line on stdout is JSON: address, password of root, folder. Built
# once by the Go client (some minutes); with --build nothing else is done. Exits with 69 where it cannot be had.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cache="${XDG_CACHE_HOME:-$HOME/.cache}/stanch-services"
server="$cache/go-mysql-server"
# One builds, the others wait for it.
if command -v flock >/dev/null; then
  mkdir -p "$cache"
  exec 9>"$cache/go-mysql.lock"
  flock 9
fi
if [ ! -x "$server" ]; then
  command -v go >/dev/null || exit 69
  mkdir -p "$cache"
  work=$(mktemp -d "$cache/go-mysql-XXXXXX")
  cp "$here"/go-mysql/go.mod "$here"/go-mysql/main.go "$work"
  { cd "$work" && GOFLAGS=-mod=mod go mod tidy && GOFLAGS=-mod=mod go build -o "$work/server" . && mv "$work/server" "$server"; } >&2 || { rm -rf "$work"; exit 69; }
  rm -rf "$work"
fi
exec 9>&-
if [ "${1:-}" = --build ]; then exit 0; fi
folder=$(mktemp -d "${TMPDIR:-/tmp}/stanch-go-mysql-XXXXXX")
"$here/certificate.sh" "$folder"
ROOT_PASSWORD=$(head -c 18 /dev/urandom | base64 | tr '+/' 'ab')
export ROOT_PASSWORD
exec "$server" "$1" "$folder"
