#!/bin/sh
# Starts MariaDB on 127.0.0.1 at the port given, in a new folder under TMPDIR, that writes down every statement. The first line on stdout is JSON:
# address, password of root, folder; it answers a moment later. The program comes from the system's packages. Exits
# with 69 where it cannot be had.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=
server=$(command -v mariadbd || true)
if [ -z "$server" ]; then
  root=$("$here/unpack.sh" mariadb mariadb-server-core mariadb-client-core) || exit 69
  server="$root/usr/sbin/mariadbd"
  [ -x "$server" ] || exit 69
  LD_LIBRARY_PATH="$(echo "$root"/usr/lib/*-linux-*)"
  export LD_LIBRARY_PATH
fi
folder=$(mktemp -d "${TMPDIR:-/tmp}/stanch-mariadb-XXXXXX")
password=$(head -c 18 /dev/urandom | base64 | tr '+/' 'ab')
printf "alter user root@'127.0.0.1' identified by '%s';\n" "$password" >"$folder/first.sql"
"$here/certificate.sh" "$folder"
tls=
if [ -f "$folder/server.crt" ]; then tls="--ssl-cert=$folder/server.crt --ssl-key=$folder/server.key"; fi
if [ "$(id -u)" = 0 ]; then
  chown -R nobody "$folder"
  user=--user=nobody
else
  user=
fi
sh "$root/usr/bin/mariadb-install-db" --no-defaults --basedir="$root/usr" --datadir="$folder/data" --auth-root-authentication-method=normal --skip-test-db $user >&2
printf '{"address":"mysql://127.0.0.1:%s","password":"%s","folder":"%s"}\n' "$1" "$password" "$folder"
exec "$server" --no-defaults $user --basedir="$root/usr" --datadir="$folder/data" --bind-address=127.0.0.1 --port="$1" \
  --socket="$folder/socket" --plugin-dir="$root/usr/lib/mysql/plugin" --init-file="$folder/first.sql" --skip-name-resolve $tls \
  --general-log --general-log-file="$folder/data/general.log" >/dev/null
