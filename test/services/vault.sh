#!/bin/sh
# Starts the core of Vault on 127.0.0.1 at the port given (0: any), in memory and unsealed; the first line on stdout is
# JSON with its address and root token. Built once by the Go client; with --build nothing else is done. Exits with 69 where it cannot be had.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
server=$("$here/build-go.sh" vault) || exit 69
if [ "${1:-}" = --build ]; then exit 0; fi
exec "$server" "${1:-0}"
