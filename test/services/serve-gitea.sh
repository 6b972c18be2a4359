#!/bin/sh
# Serves by a program of Gitea or Forgejo, at 127.0.0.1 and the port given, from a new folder under TMPDIR, with one
# administrator: serve-gitea.sh PROGRAM PORT [FOLDER OF ITS FILES]. The first line on stdout is JSON: address, admin,
# password, folder; it answers a moment later.
set -eu
# It writes to the global configuration of git: where that is /dev/null, it would put a file in its place.
unset GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM GIT_CONFIG_SYSTEM
server=$1
port=$2
assets=${3:-}
folder=$(mktemp -d "${TMPDIR:-/tmp}/stanch-gitea-XXXXXX")
password=$(head -c 18 /dev/urandom | base64 | tr '+/' 'ab')
cat >"$folder/app.ini" <<INI
I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
WORK_PATH = $folder
RUN_MODE = prod
[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = $port
ROOT_URL = http://127.0.0.1:$port/
DISABLE_SSH = true
OFFLINE_MODE = true
${assets:+STATIC_ROOT_PATH = $assets}
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
printf '{"address":"http://127.0.0.1:%s","admin":"root-admin","password":"%s","folder":"%s"}\n' "$port" "$password" "$folder"
exec "$server" --config "$folder/app.ini" web >/dev/null
