#!/bin/sh
# Runs actionlint, a reader of others for workflows. Built once by the Go client (a minute). Exits with 69 where it cannot
# be had.
set -eu
tool=actionlint
if ! command -v "$tool" >/dev/null 2>&1; then
  cache="${XDG_CACHE_HOME:-$HOME/.cache}/stanch-services"
  tool="$cache/actionlint"
  if ! [ -x "$tool" ]; then
    command -v go >/dev/null || exit 69
    GOBIN="$cache" go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12 >&2 || exit 69
  fi
fi
exec "$tool" "$@"
