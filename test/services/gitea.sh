#!/bin/sh
# Starts Gitea on 127.0.0.1 at the port given, in a new folder under TMPDIR, with one administrator. The first line on
# stdout is JSON: address, admin, password, folder; it answers a moment later. Built once by the Go client (some
# minutes); with --build nothing else is done. Exits with 69 where it cannot be had.
set -eu
# Gitea writes to the global configuration of git: where that is /dev/null, it would put a file in its place.
unset GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM GIT_CONFIG_SYSTEM
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
folder=$(mktemp -d "${TMPDIR:-/tmp}/stanch-gitea-XXXXXX")
password=$(head -c 18 /dev/urandom | base64 | tr '+/' 'ab')
cat >"$folder/app.ini" <<INI
I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
WORK_PATH = $folder
RUN_MODE = prod
[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = $1
ROOT_URL = http://127.0.0.1:$1/
DISABLE_SSH = true
OFFLINE_MODE = true
STATIC_ROOT_PATH = $(cat "$server.root")
[database]
DB_TYPE = sqlite3
PATH = $folder/gitea.db
[security]
INSTALL_LOCK = true
SECRET_KEY = $password
PASSWORD_HASH_ALGO = pbkdf2\$100\$50
[service]
DISABLE_REGISTRATION = true
[webhook]
ALLOWED_HOST_LIST = loopback
[actions]
ENABLED = true
[log]
LEVEL = Error
INI
gitea() { "$server" --config "$folder/app.ini" "$@"; }
gitea migrate >&2
gitea admin user create --admin --username root-admin --password "$password" --email admin@example.org --must-change-password=false >&2
printf '{"address":"http://127.0.0.1:%s","admin":"root-admin","password":"%s","folder":"%s"}\n' "$1" "$password" "$folder"
exec "$server" --config "$folder/app.ini" web >/dev/null
