#!/bin/sh
# Starts PostgreSQL on 127.0.0.1 at the port given, in a new folder under TMPDIR, with passwords asked of everyone. The
# first line on stdout is JSON: address, admin, password, folder. The program comes from the system's packages; the
# newest of those that are there is taken. Exits with 69 where there is none.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
if [ -z "$bin" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql; } >&2 || exit 69
  bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
fi
[ -n "$bin" ] || exit 69
folder=$(mktemp -d "${TMPDIR:-/tmp}/stanch-postgres-XXXXXX")
password=$(head -c 18 /dev/urandom | base64 | tr '+/' 'ab')
printf '%s' "$password" >"$folder/password"
"$here/certificate.sh" "$folder"
# It refuses to run as root.
if [ "$(id -u)" = 0 ]; then
  chown -R nobody "$folder"
  as() { setpriv --reuid nobody --regid nogroup --clear-groups "$@"; }
else
  as() { "$@"; }
fi
cd "$folder"
as "$bin/initdb" -D "$folder/data" -U postgres --pwfile "$folder/password" --auth scram-sha-256 --no-sync >&2
cat >>"$folder/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
port = $1
fsync = off
log_statement = 'all'
log_destination = 'stderr'
CONF
if [ -f "$folder/server.crt" ]; then
  printf "ssl = on\nssl_cert_file = '%s/server.crt'\nssl_key_file = '%s/server.key'\n" "$folder" "$folder" >>"$folder/data/postgresql.conf"
fi
# One role is let in without being asked, as careless set-ups do.
sed -i '1i host all trusted 127.0.0.1/32 trust' "$folder/data/pg_hba.conf"
sed -i '1i host all hashed 127.0.0.1/32 md5' "$folder/data/pg_hba.conf"
sed -i '1i host all plain 127.0.0.1/32 password' "$folder/data/pg_hba.conf"
as "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w start >&2
printf '{"address":"postgres://127.0.0.1:%s","admin":"postgres","password":"%s","folder":"%s","pid":"%s"}\n' "$1" "$password" "$folder" "$(head -1 "$folder/data/postmaster.pid")"
# Ends with whoever started this.
trap 'as "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$folder"' EXIT
trap 'exit 0' TERM INT
while kill -0 "$PPID" 2>/dev/null; do sleep 1 & wait $!; done
