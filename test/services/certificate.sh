#!/bin/sh
# Makes a certificate for localhost in the folder given: ca.pem, server.crt, server.key. Nothing without openssl.
set -eu
cd "$1"
command -v openssl >/dev/null || exit 0
{
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=stanch-test
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout server.key -out server.csr -subj /CN=localhost
  printf 'subjectAltName=DNS:localhost\n' >names
  openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -set_serial 1 -days 2 -extfile names -out server.crt
} 2>/dev/null
chmod 600 server.key
