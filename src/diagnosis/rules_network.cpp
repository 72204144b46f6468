// From the name to the first EHLO: DNS, TCP, banner, and firewalls that rewrite SMTP.
#include <algorithm>

#include "diagnosis/evidence.hpp"
#include "diagnosis/rule.hpp"
#include "diagnosis/server_kind.hpp"

namespace authwalk::diagnosis {
namespace {

using enum Step;
using enum Class;

bool port_465(const Transcript& t) {
  return t.connector.Port == 465;
}

bool port_25(const Transcript& t) {
  return t.connector.Port == 25;
}

bool only_ipv6(const Transcript& t) {
  return !t.addresses.empty() && std::ranges::all_of(t.addresses, [](const AddressAttempt& a) {
    return a.address.find(':') != std::string::npos;
  });
}

// The name of a provider was dialled, and the banner is of a server that no such provider runs.
bool another_server_answers(const Transcript& t) {
  const ServerKind server = recognise_server(t);
  const auto at = [](std::string_view where) {
    return [where](const KindEvidence& evidence) { return evidence.where == where; };
  };
  return std::ranges::any_of(server.evidence, at("banner")) &&
         std::ranges::any_of(server.against, at("smart host"));
}

}  // namespace

std::span<const Rule> network_rules() {
  static const std::vector<Rule> rows{
      {.id = "another-server-answers",
       .steps = {banner, ehlo, starttls, tls_handshake, tls_verify, ehlo_tls, auth_offer, auth_start,
                 auth_challenge, auth_result, mail_from, rcpt_to, data},
       .when = another_server_answers,
       .evidence = "a provider's name as smart host, and the banner of another server",
       .cause =
           "Another server answers than the one that was asked for: {host} is a provider's name, and what "
           "greets is a server of another make. A hoster or a firewall redirects outgoing SMTP to a server "
           "of its own.",
       .fix = "Have the redirection switched off for this machine, or use a port that is not redirected; the "
              "credential was never seen by the provider.",
       .command = "Test-NetConnection {host} -Port {port}",
       .blame = Blame::network},
      {.id = "banner-asterisks",
       .steps = {banner, ehlo, starttls, tls_handshake, ehlo_tls, auth_offer, auth_start},
       .when = banner_masked,
       .evidence = "a banner of asterisks",
       .cause = "The banner arrives as asterisks: a firewall between here and {host} inspects SMTP (Cisco: "
                "Mailguard, fixup, inspect esmtp). It hides the server's words and removes STARTTLS, AUTH "
                "and X-EXPS.",
       .fix = "Have SMTP inspection switched off for this path (on an ASA: no inspect esmtp), or use port "
              "587, which such firewalls mostly leave alone.",
       .command = "Test-NetConnection {host} -Port 587",
       .blame = Blame::network},
      {.id = "keywords-masked",
       .steps = {ehlo, starttls, tls_handshake, ehlo_tls, auth_offer, auth_start},
       .when = keywords_masked,
       .evidence = "an EHLO keyword overwritten with X or asterisks",
       .cause = "A keyword in the reply to EHLO is overwritten (XXXXXXXA is what is left of STARTTLS): a "
                "firewall's SMTP inspection takes the server's offers away.",
       .fix = "Have SMTP inspection switched off for this path, or let it pass STARTTLS, AUTH, X-EXPS and "
              "X-ANONYMOUSTLS.",
       .command = "Test-NetConnection {host} -Port 587",
       .blame = Blame::network},

      {.id = "dns-other-family-only",
       .classes = {dns_not_found},
       .when = other_family_only,
       .evidence = "-4 or -6, and a name with addresses of the other family only",
       .cause = "{detail}. Exchange would try the others, so this says nothing about the smart host.",
       .fix = "Walk again without -4 or -6; or, where Exchange is to use that family alone, have such an "
              "address added to the name.",
       .command = "authwalk walk --ipv4= --ipv6=",
       .blame = Blame::ours},
      {.id = "dns-not-found",
       .kind = Kind::fallback,
       .classes = {dns_not_found},
       .cause = "No DNS record leads from {host} to an address: the name is misspelt, or only another DNS "
                "server knows it.",
       .fix = "Correct the smart host's name, or make the name known to the DNS server that Exchange asks.",
       .command = "Resolve-DnsName {dns-name}"},
      {.id = "dns-timeout",
       .steps = {resolve},
       .classes = {timeout, deadline},
       .cause =
           "The DNS servers of this machine do not answer; Exchange would report 451 4.4.0 DNS query failed.",
       .fix =
           "Make the DNS server reachable, or let the connector ask the servers set for external look-ups.",
       .command = "Set-SendConnector {connector} -UseExternalDNSServersEnabled $true"},
      {.id = "dns-failed",
       .classes = {dns_failed},
       .cause = "The DNS server gave no usable answer for {host}. A broken answer to the AAAA question is "
                "enough: Exchange then reports 451 4.4.0 DNS query failed.",
       .fix = "Repair the zone or the forwarder; until then let the connector ask the DNS servers for "
              "external look-ups.",
       .command = "Resolve-DnsName {host} -Type AAAA"},

      {.id = "connect-refused",
       .classes = {refused},
       .cause = "{host} is up, but nothing listens on port {port}, or a firewall rejects the connection.",
       .fix = "Start the listener or correct the port: servers for mail exchange listen on 25, for "
              "submission on 587.",
       .command = "Test-NetConnection {host} -Port {port}"},
      {.id = "connect-timeout-25",
       .steps = {connect},
       .classes = {timeout, deadline},
       .when = port_25,
       .evidence = "port 25",
       .cause = "Nothing answers on port 25: providers and company firewalls often drop it on the way out.",
       .fix = "Have port 25 to {host} opened; if the smart host takes submissions, use port 587 instead.",
       .command = "Set-SendConnector {connector} -Port 587"},
      {.id = "connect-timeout",
       .kind = Kind::fallback,
       .steps = {connect},
       .classes = {timeout, deadline},
       .cause = "Nothing answers on port {port}: a firewall drops the packets, or the host is down.",
       .fix = "Have the port opened on the path, and check that the address is the smart host's.",
       .command = "Test-NetConnection {host} -Port {port}"},
      {.id = "connect-source-family",
       .classes = {unreachable},
       .facts = {"is of another family"},
       .cause = "It is a setting of this side: {detail} than the addresses of {host}.",
       .fix = "Give the connector a SourceIPAddress of the family that {host} has addresses of, or none.",
       .command = "Set-SendConnector {connector} -SourceIPAddress 0.0.0.0",
       .blame = Blame::ours},
      {.id = "connect-no-ipv6",
       .classes = {unreachable},
       .when = only_ipv6,
       .evidence = "only IPv6 addresses",
       .cause = "{host} leads to IPv6 addresses only, and this machine has no way to them.",
       .fix = "Give this machine an IPv6 route, or have an A record added for the smart host.",
       .command = "Resolve-DnsName {dns-name}"},
      {.id = "connect-unreachable",
       .kind = Kind::fallback,
       .classes = {unreachable},
       .cause = "This machine has no route to the address of {host}, or a router on the path says so.",
       .fix = "Check the address, the route and, where one is set, the connector's SourceIPAddress.",
       .command = "Test-NetConnection {host} -DiagnoseRouting"},

      {.id = "port-465",
       .steps = {banner},
       .classes = {timeout, deadline, closed, reset, protocol_violation},
       .when = port_465,
       .evidence = "port 465",
       .cause = "Port 465 speaks TLS from the first byte. A Send connector always starts in clear and has no "
                "setting for that, so both sides wait for each other.",
       .fix = "Use the smart host's port for STARTTLS, 587 or 25.",
       .command = "Set-SendConnector {connector} -Port 587",
       .blame = Blame::ours,
       .transient = false},
      {.id = "not-smtp",
       .kind = Kind::fallback,
       .steps = {banner},
       .classes = {protocol_violation, limit_exceeded},
       .cause = "What listens on port {port} of {host} does not greet as an SMTP server does.",
       .fix = "Check host and port; a proxy or another service may stand there.",
       .command = "Test-NetConnection {host} -Port {port}"},
      {.id = "banner-silent",
       .kind = Kind::fallback,
       .steps = {banner},
       .classes = {timeout, deadline},
       .cause = "The connection stands, but no banner comes: the server looks up the client's name first, or "
                "something in front of it takes connections for a server that is down.",
       .fix = "Give this machine's address a PTR record, and see on the server whether the connection "
              "arrives there.",
       .command = "Test-NetConnection {host} -Port {port}",
       .confidence = "possible"},
      {.id = "banner-closed",
       .kind = Kind::fallback,
       .steps = {banner},
       .classes = {closed, reset},
       .cause = "The connection is taken and dropped at once: this address is in no Receive connector's "
                "RemoteIPRanges, or a firewall or load balancer in front finds no server.",
       .fix = "On an Exchange server add the address to the Receive connector; else ask the smart host's "
              "owner to let it in.",
       .command = "Get-ReceiveConnector | Format-Table Identity,Bindings,RemoteIPRanges",
       .confidence = "possible"},
  };
  return rows;
}

}  // namespace authwalk::diagnosis
