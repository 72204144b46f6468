#!/bin/sh
# systemd.sh PROGRAM SOURCE_DIR: systemd takes the units, finds the service well locked up, and its ExecStart does
# its work: a logon at a rehearsal smart host, with the password and the folders where systemd puts them.
set -eu
program=$1
units=$2/docs/integration/systemd
folder=$(mktemp -d)
trap '[ -z "${host:-}" ] || kill "$host" 2>/dev/null || true; rm -rf "$folder"' EXIT
fail() { echo "$*"; exit 1; }

metrics=/var/lib/prometheus/node-exporter
grep -q "$metrics/authwalk.prom" "$units/authwalk-probe.service" || fail "the service writes no metrics"
mkdir "$folder/units" "$folder/metrics" "$folder/credentials" "$folder/state"
for unit in authwalk-probe.service authwalk-probe.timer; do
  sed "s|/usr/bin/authwalk|$program|" "$units/$unit" >"$folder/units/$unit"
done
cd "$folder/units"
systemd-analyze verify --man=no --recursive-errors=no ./authwalk-probe.service ./authwalk-probe.timer >"$folder/out" 2>&1 ||
  { cat "$folder/out"; fail "systemd refuses a unit"; }
[ ! -s "$folder/out" ] || { cat "$folder/out"; fail "systemd has something to say"; }
# 10 is exposed to everything; 3.0 is what systemd itself calls OK.
systemd-analyze security --offline=true --threshold=30 ./authwalk-probe.service >"$folder/out" 2>&1 ||
  { cat "$folder/out"; fail "the service is too exposed"; }
exposure=$(sed -n 's/.*Overall exposure level for [^:]*: *//p' "$folder/out")

cd "$folder"
printf 'a throw-away password' >credentials/authwalk-password
chmod 600 credentials/authwalk-password
"$program" rehearse --user svc@contoso.example --password-file credentials/authwalk-password --ca-out ca.pem \
  >rehearsal 2>&1 &
host=$!
until port=$(sed -n 's/.*127\.0\.0\.1:\([0-9][0-9]*\).*/\1/p' rehearsal | head -n 1) && [ -n "$port" ] && [ -s ca.pem ]; do
  kill -0 "$host" || { cat rehearsal; fail "no rehearsal host"; }
  sleep 0.05
done
line=$(sed -n 's/^ExecStart=//p' units/authwalk-probe.service | sed -e "s|$metrics|$folder/metrics|" -e "s|:587|:$port|")
env -i CREDENTIALS_DIRECTORY="$folder/credentials" STATE_DIRECTORY="$folder/state" \
  $line --resolve relay.contoso.example:127.0.0.1 --ca-file ca.pem --fqdn mail01.contoso.example >out 2>&1 ||
  { cat out; fail "ExecStart fails"; }
grep -q '^authwalk_walk_success{.*mode="BasicAuthRequireTLS".*} 1$' metrics/authwalk.prom ||
  { cat metrics/authwalk.prom; fail "the logon is not in the metrics"; }
[ "$(ls metrics)" = authwalk.prom ] || fail "something else was left in the folder"
[ "$(stat -c %a metrics/authwalk.prom)" = 644 ] || fail "the collector cannot read the file"
[ -n "$(ls state)" ] || fail "nothing is remembered in the state folder"
echo "2 units, valid for $(systemctl --version | head -n 1); exposure $exposure"
