#!/bin/sh
# Starts OpenBao on 127.0.0.1 at the port given (0: any), in memory and unsealed; the first line on stdout is JSON with its
# address and root token; it answers by then. Only a program that is on the PATH already is taken: the Go module proxy
# does not give its modules, and Debian has no package. Exits with 69 where there is none.
set -eu
server=$(command -v bao || true)
[ -n "$server" ] || exit 69
port=$1
if [ "$port" = 0 ]; then port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'); fi
root=$(head -c 18 /dev/urandom | base64 | tr '+/' 'ab')
address="http://127.0.0.1:$port"
"$server" server -dev -dev-no-store-token -dev-root-token-id="$root" -dev-listen-address="127.0.0.1:$port" >/dev/null 2>&1 &
child=$!
trap 'kill "$child" 2>/dev/null' EXIT
trap 'exit 0' TERM INT
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  if BAO_ADDR="$address" "$server" status >/dev/null 2>&1; then break; fi
  sleep 0.5
done
printf '{"address":"%s","root":"%s"}\n' "$address" "$root"
wait "$child"
