#!/bin/sh
# icinga2.sh PROGRAM SOURCE_DIR: the CheckCommand is valid for Icinga itself with every variable in use, and each
# of its arguments is one that check_authwalk has.
set -eu
program=$1
command=$2/docs/integration/icinga2/authwalk.conf
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fail() { echo "$*"; exit 1; }

ln -s "$program" "$folder/check_authwalk"
"$folder/check_authwalk" --help >"$folder/help" || [ $? = 3 ]
grep -oE '^ +"--?[a-z0-9-]+" = \{' "$command" | grep -oE -e '--?[a-z0-9-]+' >"$folder/flags"
[ -s "$folder/flags" ] || fail "no argument found in $command"
while read -r flag; do
  grep -qE -e "(^| )$flag(,| |\$)" "$folder/help" || fail "check_authwalk has no $flag"
done <"$folder/flags"

# One service with the variables' defaults, one with all of them.
variables=$(grep -oE '\$authwalk_[a-z0-9_]+\$' "$command" | tr -d '$' | sort -u)
{
  cat <<CONFIG
include <itl>
const PluginDir = "$folder"
const NodeName = "judge"
include "$command"
object Host "mx1.contoso.example" {
  check_command = "dummy"
  address = "192.0.2.7"
}
object Service "defaults" {
  host_name = "mx1.contoso.example"
  check_command = "authwalk"
}
object Service "everything" {
  host_name = "mx1.contoso.example"
  check_command = "authwalk"
CONFIG
  for variable in $variables; do
    case $variable in
      authwalk_mode) echo "  vars.$variable = [ \"none\", \"basic-tls\" ]" ;;
      authwalk_require_tls | authwalk_allow_cleartext | authwalk_ipv4 | authwalk_ipv6 | authwalk_verbose)
        echo "  vars.$variable = true" ;;
      *) echo "  vars.$variable = \"1\"" ;;
    esac
  done
  echo "}"
} >"$folder/icinga2.conf"

# All that it would write goes into the folder, as whoever runs this.
mkdir "$folder/data" "$folder/log" "$folder/run" "$folder/cache" "$folder/spool"
icinga2 daemon -C -c "$folder/icinga2.conf" \
  -D Configuration.DataDir="$folder/data" -D Configuration.LogDir="$folder/log" \
  -D Configuration.InitRunDir="$folder/run" -D Configuration.CacheDir="$folder/cache" \
  -D Configuration.SpoolDir="$folder/spool" -D Configuration.ConfigDir="$folder" \
  -D Configuration.ObjectsPath="$folder/objects" -D Configuration.VarsPath="$folder/vars" \
  -D Configuration.ModAttrPath="$folder/modified" -D Configuration.StatePath="$folder/state" \
  -D Configuration.RunAsUser="$(id -un)" -D Configuration.RunAsGroup="$(id -gn)" >"$folder/out" 2>&1 ||
  { cat "$folder/out"; fail "icinga2 refuses the configuration"; }
! grep -E 'warning/|critical/' "$folder/out" || fail "icinga2 has something to say"
grep -q 'Instantiated 2 Services' "$folder/out" || { cat "$folder/out"; fail "the services are not there"; }
echo "$(wc -l <"$folder/flags") arguments, valid for $(icinga2 --version | head -n 1)"
