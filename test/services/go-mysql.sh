#!/bin/sh
# Starts go-mysql-server on 127.0.0.1 at the port given, in memory, with the accounts and logins of MySQL 8 and a
# certificate in a new folder under TMPDIR. The first line on stdout is JSON: address, password of root, folder. Built
# once by the Go client (some minutes); with --build nothing else is done. Exits with 69 where it cannot be had.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
server=$("$here/build-go.sh" go-mysql) || exit 69
if [ "${1:-}" = --build ]; then exit 0; fi
folder=$(mktemp -d "${TMPDIR:-/tmp}/stanch-go-mysql-XXXXXX")
"$here/certificate.sh" "$folder"
ROOT_PASSWORD=$(head -c 18 /dev/urandom | base64 | tr '+/' 'ab')
export ROOT_PASSWORD
exec "$server" "$1" "$folder"
