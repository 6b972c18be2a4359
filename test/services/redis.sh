#!/bin/sh
# Starts Redis on 127.0.0.1 at the port given (by TLS at the third argument); users are kept in an ACL file (`aclfile`), in the configuration
# (`config`) or nowhere (`nowhere`). The first line on stdout is JSON: address, password of the user `default`, folder.
# Exits with 69 where it cannot be had.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
server=$(command -v redis-server || true)
if [ -z "$server" ]; then
  root=$("$here/unpack.sh" redis redis-server redis-tools) || exit 69
  server="$root/usr/bin/redis-check-rdb"
  [ -x "$server" ] || exit 69
  LD_LIBRARY_PATH="$(echo "$root"/usr/lib/*-linux-*)"
  export LD_LIBRARY_PATH
fi
folder=$(mktemp -d "${TMPDIR:-/tmp}/stanch-redis-XXXXXX")
password=$(head -c 18 /dev/urandom | base64 | tr '+/' 'ab')
"$here/certificate.sh" "$folder"
mkdir "$folder/bin"
ln -s "$server" "$folder/bin/redis-server"
cat >"$folder/redis.conf" <<CONF
bind 127.0.0.1
port $1
dir $folder
save ""
logfile $folder/log
CONF
case "$2" in
  aclfile)
    printf 'user default on #%s ~* &* +@all\n' "$(printf '%s' "$password" | sha256sum | cut -d' ' -f1)" >"$folder/users.acl"
    echo "aclfile $folder/users.acl" >>"$folder/redis.conf"
    ;;
  *) echo "requirepass $password" >>"$folder/redis.conf" ;;
esac
if [ -n "${3:-}" ] && [ -f "$folder/server.crt" ]; then
  printf 'tls-port %s\ntls-cert-file %s/server.crt\ntls-key-file %s/server.key\ntls-ca-cert-file %s/ca.pem\ntls-auth-clients no\n' "$3" "$folder" "$folder" "$folder" >>"$folder/redis.conf"
fi
printf '{"address":"redis://127.0.0.1:%s","password":"%s","folder":"%s"}\n' "$1" "$password" "$folder"
if [ "$2" = nowhere ]; then
  exec "$folder/bin/redis-server" - <"$folder/redis.conf" >/dev/null
fi
exec "$folder/bin/redis-server" "$folder/redis.conf" >/dev/null
