#!/bin/sh
# Starts Forgejo as gitea.sh starts Gitea. Only a program that is on the PATH already is taken: the Go module proxy does
# not give its modules, and Debian has no package. Exits with 69 where there is none.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
server=$(command -v forgejo || true)
[ -n "$server" ] || exit 69
exec "$here/serve-gitea.sh" "$server" "$1"
