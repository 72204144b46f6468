#!/bin/sh
# promtool.sh PROGRAM SOURCE_DIR: promtool reads the metrics of real walks without a word, takes the alert rules, and
# their tests pass.
set -eu
program=$1
rules=$2/docs/integration/prometheus
folder=$(mktemp -d)
trap '[ -z "${host:-}" ] || kill "$host" 2>/dev/null || true; rm -rf "$folder"' EXIT
fail() { echo "$*"; exit 1; }

check() { # FILE: not a word from promtool, and at least so many samples
  said=$(promtool check metrics <"$1" 2>&1) || fail "$1: $said"
  [ -z "$said" ] || fail "$1: $said"
  [ "$(grep -c '^authwalk_' "$1")" -ge "$2" ] || { cat "$1"; fail "$1 has too few samples"; }
}

cd "$folder"
"$program" demo -o demo.prom >/dev/null
check demo.prom 60

# Nothing to connect to, several walks of one mode, a connector's name that has to be escaped.
cat >connectors.json <<'JSON'
[{"Name": "a \"quoted\" \\ name | {x=\"1\"} é", "Identity": "a", "Enabled": true, "SmartHosts": ["[127.0.0.1]"],
  "SmartHostsString": "[127.0.0.1]", "SmartHostAuthMechanism": "None", "Port": 1, "Fqdn": "mail01.contoso.example",
  "DNSRoutingEnabled": false, "AddressSpaces": ["SMTP:*;1"], "SourceTransportServers": ["MAIL01"]}]
JSON
"$program" walk --connector connectors.json -q -o names.prom >/dev/null || [ $? -le 2 ]
check names.prom 6
grep -q 'connector="a \\"quoted\\" \\\\ name' names.prom || { cat names.prom; fail "the name is not there"; }
"$program" walk 127.0.0.1:1 localhost:1 --resolve localhost:127.0.0.1 -q --fqdn mail01.contoso.example \
  -o many.prom >/dev/null || [ $? -le 2 ]
check many.prom 40

# A server whose every word is meant for somebody else.
/usr/bin/python3 - <<'PYTHON' &
import socket
listener = socket.create_server(("127.0.0.1", 0))
with open("port.new", "w") as file:
    file.write(str(listener.getsockname()[1]))
import os
os.rename("port.new", "port")
while True:
    peer, _ = listener.accept()
    with peer:
        peer.sendall(b'220 mx"} 1\r\n')
        peer.recv(1000)
        peer.sendall(b'550 5.7.1 "} 1\\\xff\x1b[2J # HELP evil \r\n')
        peer.recv(1000)
PYTHON
host=$!
while [ ! -e port ]; do kill -0 "$host" || fail "no hostile server"; sleep 0.05; done
"$program" walk "127.0.0.1:$(cat port)" -m none -q --fqdn mail01.contoso.example -o hostile.prom >/dev/null || [ $? -le 2 ]
check hostile.prom 8
! grep -q evil hostile.prom || fail "a server's words are in a metric"

# The judge must be able to say no.
printf 'authwalk_walk_success 1\nauthwalk_walk_success 2\n' >twice.prom
if promtool check metrics <twice.prom >/dev/null 2>&1; then fail "promtool takes everything"; fi

promtool check rules "$rules/authwalk.rules.yml"
promtool test rules "$rules/authwalk.rules.test.yml"
# Every metric that the rules use is one that authwalk writes.
grep -oE '\bauthwalk_[a-z_]+' "$rules/authwalk.rules.yml" | sort -u | while read -r metric; do
  grep -qF "\"$metric\"" "$2/src/report/prometheus.cpp" || fail "no metric is called $metric"
done
