#!/bin/sh
# Prints the folder where programs of the system's packages lie, with whatever they need that is not installed here:
# `unpack.sh NAME PACKAGE…`. They are downloaded and unpacked, not installed, so nothing is started and nobody has to be
# root. Exits with 69 where they cannot be had.
set -eu
root="${XDG_CACHE_HOME:-$HOME/.cache}/stanch-services/$1"
shift
# One builds, the others wait for it.
if command -v flock >/dev/null; then
  mkdir -p "$(dirname "$root")"
  exec 9>"$root.lock"
  flock 9
fi
if [ ! -d "$root" ]; then
  command -v apt-get >/dev/null || exit 69
  mkdir -p "$(dirname "$root")"
  work=$(mktemp -d "$root-XXXXXX")
  {
    cd "$work"
    names=$(apt-get -s install --no-install-recommends "$@" | awk '/^Inst/{print $2}')
    if [ -z "$names" ]; then names=$*; fi
    chmod 755 . && apt-get -o APT::Sandbox::User=root download $names
    for package in ./*.deb; do dpkg-deb -x "$package" . && rm "$package"; done
  } >&2 || { rm -rf "$work"; exit 69; }
  mv "$work" "$root" 2>/dev/null || rm -rf "$work"
fi
echo "$root"
