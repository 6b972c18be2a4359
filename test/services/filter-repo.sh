#!/bin/sh
# Prints the folder of a git-filter-repo; installs it into a folder of its own where git has none.
# Exits with 69 where it cannot be had.
set -eu
if git filter-repo --version >/dev/null 2>&1; then
  dirname "$(command -v git-filter-repo || echo /usr/bin/git)"
  exit 0
fi
venv="${XDG_CACHE_HOME:-$HOME/.cache}/stanch-services/filter-repo"
if [ ! -x "$venv/bin/git-filter-repo" ]; then
  { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet git-filter-repo==2.47.0; } >&2 || exit 69
fi
echo "$venv/bin"
