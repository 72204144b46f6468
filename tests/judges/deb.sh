#!/bin/sh
# deb.sh BUILD: makes the Debian package, lets lintian judge it, and runs the program out of it.
set -eu
for tool in cpack dpkg-deb dpkg-shlibdeps lintian; do
  command -v "$tool" >/dev/null || { echo "skipped: $tool is missing"; exit 77; }
done
build=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail() {
  echo "$*"
  exit 1
}

cpack --config "$build/CPackConfig.cmake" -G DEB -B "$folder" >"$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
package=$(echo "$folder"/authwalk_*.deb)
case $(basename "$package") in
  authwalk_[0-9]*.[0-9]*.[0-9]*_"$(dpkg --print-architecture)".deb) ;;
  *) fail "the package is called $package" ;;
esac

as_root=""
[ "$(id -u)" != 0 ] || as_root=--allow-root
lintian $as_root --fail-on error,warning "$package" || fail "lintian finds fault with it"

depends=$(dpkg-deb -f "$package" Depends)
for library in libc6 libssl3 libsasl2-2 libboost-json1.81.0; do
  case $depends in *"$library"*) ;; *) fail "it does not depend on $library: $depends" ;; esac
done
dpkg-deb -c "$package" | awk '$2 != "root/root" { print; bad = 1 } END { exit bad }' || fail "not root's"

dpkg-deb -x "$package" "$folder/root"
usr=$folder/root/usr
version="authwalk $(dpkg-deb -f "$package" Version)"
[ "$("$usr/bin/authwalk" --version)" = "$version" ] || fail "--version is not $version"
[ -L "$usr/lib/nagios/plugins/check_authwalk" ] || fail "the plugin is not a link"
status=0
said=$("$usr/lib/nagios/plugins/check_authwalk" -H 127.0.0.1 -p 1 -m none --fqdn mail01.contoso.example) || status=$?
[ "$status" = 2 ] || fail "the plugin ends with $status: $said"
for page in man1/authwalk.1.gz man1/authwalk-walk.1.gz man1/check_authwalk.1.gz man5/authwalk-config.5.gz; do
  [ -s "$usr/share/man/$page" ] || fail "$page is not there"
done
echo "$(basename "$package"), $(wc -c <"$package") bytes: $version"
