#!/bin/sh
# consumer.sh BUILD SOURCE: installs the build, and builds and runs the project of somebody else with it; takes
# the sources in as a part of that project as well.
set -eu
build=$1
source=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail() {
  echo "$*"
  exit 1
}

quietly() { # COMMAND...: what it says is shown when it fails
  "$@" >"$folder/log" 2>&1 || { cat "$folder/log"; fail "$1 fails"; }
}

quietly cmake --install "$build" --prefix "$folder/prefix"
for made in bin/authwalk bin/check_authwalk lib/nagios/plugins/check_authwalk include/authwalk/walk.hpp \
  share/man/man1/authwalk-walk.1 share/man/man5/authwalk-config.5 \
  share/bash-completion/completions/authwalk share/bash-completion/completions/check_authwalk \
  share/zsh/vendor-completions/_authwalk share/fish/vendor_completions.d/authwalk.fish; do
  [ -s "$folder/prefix/$made" ] || fail "$made is not installed"
done
version=$("$folder/prefix/bin/authwalk" --version)

quietly cmake -G Ninja -S "$source/tests/consumer" -B "$folder/found" -DCMAKE_PREFIX_PATH="$folder/prefix" \
  -DCMAKE_BUILD_TYPE=Release
quietly cmake --build "$folder/found"
said=$("$folder/found/consumer") || fail "the consumer ends with $?"
expected="$version
banner rejected"
[ "$(printf '%s\n' "$said" | head -2)" = "$expected" ] || fail "the consumer says: $said"

# Only configured: the same sources are compiled often enough.
quietly cmake -G Ninja -S "$source/tests/consumer" -B "$folder/inside" -DAUTHWALK_SOURCE="$source"
! grep -q libauthwalk "$folder/inside/authwalk/cmake_install.cmake" ||
  fail "as a part of another project it installs itself"
echo "$said"
