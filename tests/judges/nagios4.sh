#!/bin/sh
# nagios4.sh PROGRAM SOURCE_DIR: Nagios takes the commands, and each command line does its work: against a port where
# nobody listens it is CRITICAL at connect, UNKNOWN where a refusal is expected, and no complaint about its arguments.
set -eu
program=$1
commands=$2/docs/integration/nagios/authwalk.cfg
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fail() { echo "$*"; exit 1; }

ln -s "$program" "$folder/check_authwalk"
printf 'a throw-away password' >"$folder/password"
chmod 600 "$folder/password"
cat >"$folder/resource.cfg" <<CONFIG
\$USER1\$=$folder
CONFIG
cat >"$folder/objects.cfg" <<CONFIG
define timeperiod {
  timeperiod_name  always
  alias            always
  monday           00:00-24:00
}
define contact {
  contact_name                   judge
  host_notifications_enabled     0
  service_notifications_enabled  0
  host_notification_period       always
  service_notification_period    always
  host_notification_commands     check_authwalk_mail
  service_notification_commands  check_authwalk_mail
}
define host {
  host_name           mx1.contoso.example
  address             192.0.2.7
  max_check_attempts  3
  check_period        always
  contacts            judge
  notification_period always
}
CONFIG
names=$(sed -n 's/^ *command_name *//p' "$commands")
for name in $names; do
  cat >>"$folder/objects.cfg" <<CONFIG
define service {
  host_name            mx1.contoso.example
  service_description  $name
  check_command        $name!svc@contoso.example!$folder/password
  max_check_attempts   3
  check_period         always
  contacts             judge
  notification_period  always
}
CONFIG
done
cat >"$folder/nagios.cfg" <<CONFIG
log_file=$folder/nagios.log
cfg_file=$commands
cfg_file=$folder/objects.cfg
resource_file=$folder/resource.cfg
object_cache_file=$folder/objects.cache
status_file=$folder/status.dat
temp_file=$folder/nagios.tmp
temp_path=$folder
check_result_path=$folder
illegal_macro_output_chars=\`~\$&|'"<>
nagios_user=$(id -un)
nagios_group=$(id -gn)
CONFIG
nagios4 -v "$folder/nagios.cfg" >"$folder/out" 2>&1 || { cat "$folder/out"; fail "nagios4 refuses the configuration"; }
grep -q '^Total Warnings: 0' "$folder/out" && grep -q '^Total Errors: *0' "$folder/out" ||
  { cat "$folder/out"; fail "nagios4 has something to say"; }

# As the scheduler would call it, but for the host: port 1 of this machine.
sed -n 's/^ *command_line *//p' "$commands" |
  sed -e "s|\\\$USER1\\\$|$folder|" -e 's|\$HOSTNAME\$|127.0.0.1 -p 1|' -e "s|\\\$ARG2\\\$|$folder/password|" \
    -e 's|\$ARG1\$|svc@contoso.example|' >"$folder/lines"
[ "$(wc -l <"$folder/lines")" -eq "$(echo "$names" | wc -w)" ] || fail "not every command has a line"
while read -r line; do
  status=0
  XDG_STATE_HOME=$folder/state sh -c "$line" >"$folder/result" 2>&1 || status=$?
  case $status$(cat "$folder/result") in
    2AUTHWALK\ CRITICAL:*at\ connect\ \(refused\)*) ;;
    3AUTHWALK\ UNKNOWN:*at\ connect\ \(refused\)*) ;;
    *) cat "$folder/result"; fail "status $status of: $line" ;;
  esac
done <"$folder/lines"
echo "$(wc -l <"$folder/lines") commands, valid for $(nagios4 --version | sed -n 2p)"
