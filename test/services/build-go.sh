#!/bin/sh
# Builds a server of tests by the Go client, once on a machine (some minutes): build-go.sh NAME [FLAG OF go build…], from
# the go.mod and main.go in the folder of that name beside this file. Prints the path of the program; with $MODULE set,
# the path of that module's files stands in a file beside it, PROGRAM.root. Exits with 69 where it cannot be had.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
name=$1
shift
cache="${XDG_CACHE_HOME:-$HOME/.cache}/stanch-services"
server="$cache/$name-server"
# One builds, the others wait for it.
mkdir -p "$cache"
if command -v flock >/dev/null; then
  exec 9>"$cache/$name.lock"
  flock 9
fi
if [ ! -x "$server" ] || { [ -n "${MODULE:-}" ] && [ ! -f "$server.root" ]; }; then
  command -v go >/dev/null || exit 69
  work=$(mktemp -d "$cache/$name-XXXXXX")
  cp "$here/$name/go.mod" "$here/$name/main.go" "$work"
  {
    cd "$work" && export GOFLAGS=-mod=mod && go mod tidy && go build "$@" -o "$work/server" . \
      && { [ -z "${MODULE:-}" ] || go list -m -f '{{.Dir}}' "$MODULE" >"$server.root"; } && mv "$work/server" "$server"
  } >&2 || { rm -rf "$work"; exit 69; }
  rm -rf "$work"
fi
echo "$server"
