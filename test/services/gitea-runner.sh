#!/bin/sh
# Runs jobs for a Gitea on this machine, in host mode: GITEA_ADDRESS, GITEA_TOKEN (a registration token) and a folder of
# its own as the argument. Prints {} once it is registered. Built once by the Go client. Exits with 69 where it cannot
# be had. Jobs see the PATH of this process, and the node on it.
set -eu
unset GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM GIT_CONFIG_SYSTEM
cache="${XDG_CACHE_HOME:-$HOME/.cache}/stanch-services"
runner="$cache/gitea-runner"
if [ ! -x "$runner" ]; then
  command -v go >/dev/null || exit 69
  mkdir -p "$cache"
  work=$(mktemp -d "$cache/gitea-runner-XXXXXX")
  {
    cd "$work" \
      && module=$(go mod download -json gitea.com/gitea/runner@v1.0.8 | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p') \
      && [ -n "$module" ] && cp -R "$module/." . && chmod -R u+w . \
      && go build -o "$work/runner.bin" . && mv "$work/runner.bin" "$runner"
  } >&2 || { chmod -R u+w "$work"; rm -rf "$work"; exit 69; }
  chmod -R u+w "$work" && rm -rf "$work"
fi
cd "$1"
"$runner" register --no-interactive --instance "$GITEA_ADDRESS" --token "$GITEA_TOKEN" --name test --labels ubuntu-latest:host >&2
echo '{}'
exec "$runner" daemon >&2
