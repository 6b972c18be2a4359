#!/bin/sh
# Starts MySQL on 127.0.0.1 at the port given, in a new folder under TMPDIR, with a certificate. The first line on stdout
# is JSON: address, password of root, folder; it answers a moment later. Only a mysqld of MySQL itself that is on the
# PATH already is taken: Debian has none, and neither npm nor pip carries one. Exits with 69 where there is none.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
server=$(command -v mysqld || true)
[ -n "$server" ] || exit 69
case "$("$server" --version)" in *MariaDB*) exit 69 ;; esac
folder=$(mktemp -d "${TMPDIR:-/tmp}/stanch-mysql-XXXXXX")
password=$(head -c 18 /dev/urandom | base64 | tr '+/' 'ab')
printf "ALTER USER root@localhost IDENTIFIED BY '%s';\nCREATE USER root@'127.0.0.1' IDENTIFIED BY '%s';\nGRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;\n" "$password" "$password" >"$folder/first.sql"
"$here/certificate.sh" "$folder"
tls=
if [ -f "$folder/server.crt" ]; then tls="--ssl-cert=$folder/server.crt --ssl-key=$folder/server.key"; fi
user=
if [ "$(id -u)" = 0 ]; then
  chown -R nobody "$folder"
  user=--user=nobody
fi
"$server" --no-defaults $user --initialize-insecure --datadir="$folder/data" >&2
printf '{"address":"mysql://127.0.0.1:%s","password":"%s","folder":"%s"}\n' "$1" "$password" "$folder"
exec "$server" --no-defaults $user --datadir="$folder/data" --bind-address=127.0.0.1 --port="$1" --socket="$folder/socket" \
  --mysqlx=OFF --init-file="$folder/first.sql" --skip-name-resolve $tls >/dev/null
