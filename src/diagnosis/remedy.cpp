#include "diagnosis/remedy.hpp"

#include <algorithm>
#include <authwalk/diagnosis.hpp>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "diagnosis/evidence.hpp"
#include "diagnosis/phrases.hpp"
#include "diagnosis/server_kind.hpp"

namespace authwalk::diagnosis {
namespace {

using enum Step;
using enum Class;

struct RemedyRow {
  std::vector<Class> classes{};  ///< empty: any
  bool (*when)(const Transcript&) = nullptr;
  std::string_view command;  ///< to be typed on an Exchange smart host; empty: nothing can be
  std::string_view message;  ///< to the owner of any other
};

bool any_fault_of_a_certificate(const Transcript& t) {
  return failed_at(t, tls_verify);
}

bool tls_itself(const Transcript& t) {
  return failed_at(t, tls_handshake);
}

bool no_starttls(const Transcript& t) {
  return failed_at(t, starttls);
}

bool before_a_banner(const Transcript& t) {
  return t.failure && t.failure->step <= banner;
}

// A connection that ends in the middle of a login refuses nothing.
bool logon_refused(const Transcript& t) {
  return t.failure && t.failure->step >= auth_start && t.failure->step <= auth_result && t.failure->reply;
}

bool logged_on(const Transcript& t) {
  return std::ranges::find(t.proved, "authentication") != t.proved.end();
}

bool relaying(const Transcript& t) {
  return failed_at(t, rcpt_to);
}

bool relaying_as_external(const Transcript& t) {
  return relaying(t) && t.mode == Mode::ExternalAuthoritative;
}

bool relaying_after_login(const Transcript& t) {
  return relaying(t) && logged_on(t);
}

bool sending(const Transcript& t) {
  return failed_at(t, mail_from) || failed_at(t, data);
}

bool sending_after_login(const Transcript& t) {
  return sending(t) && authenticates(t);
}

// The first that fits. What is granted to everybody that an address lets in is granted on a Receive connector
// of its own, which answers this server's address alone: on one that answers others it makes an open relay.
std::span<const RemedyRow> remedies() {
  static const std::vector<RemedyRow> rows{
      {.classes = {no_common_mechanism, not_implemented},
       .when = exchange_mode,
       .command = "Set-ReceiveConnector \"<Receive connector>\" {mechanisms-with-exchange}",
       .message = "Please let X-EXPS GSSAPI pass on {host} port {port}: we see {login-offers}."},
      {.classes = {no_common_mechanism, mechanism_refused, mechanism_needs_tls, basic_auth_disabled},
       .when = basic,
       .command = "Set-ReceiveConnector \"<Receive connector>\" {mechanisms-with-basic}",
       .message = "Please enable SMTP AUTH with the mechanism LOGIN inside TLS for {account} on {host} port "
                  "{port}: our Exchange server can use no other, and we see {login-offers}."},
      {.when = no_starttls,
       .command = "Enable-ExchangeCertificate -Thumbprint \"<thumbprint>\" -Services SMTP",
       .message = "Please offer STARTTLS on {host} port {port}, with a certificate that carries the name "
                  "{host}: without it our server does not log on."},
      {.classes = {cert_expired},
       .when = any_fault_of_a_certificate,
       .command = "Get-ExchangeCertificate -Thumbprint \"<thumbprint>\" | New-ExchangeCertificate "
                  "-GenerateRequest",
       .message = "Please renew the certificate on {host} port {port}: it is past its end date "
                  "({certificate-state})."},
      {.classes = {cert_not_yet_valid},
       .when = any_fault_of_a_certificate,
       .command = "",
       .message = "Please put the former certificate back on {host} port {port} until the new one is in "
                  "date ({certificate-state})."},
      {.when = any_fault_of_a_certificate,
       .command = "$c = Get-ExchangeCertificate -Thumbprint \"<thumbprint>\"; Set-ReceiveConnector "
                  "\"<Receive connector>\" -TlsCertificateName \"<I>$($c.Issuer)<S>$($c.Subject)\"",
       .message = "Please install a certificate on {host} port {port} that is in date, comes from an "
                  "authority that we trust and carries the name {host}: the one there is for {names} "
                  "({certificate-state})."},
      {.when = tls_itself,
       .command = "",
       .message = "Please mend TLS on {host} port {port}: after STARTTLS the handshake fails with {class} "
                  "({detail}), and we offer {our-versions}."},
      {.classes = {rejected_temporarily},
       .command = "",
       .message = "{host} port {port} has been answering {reply} at {step} to {our-server}"
                  ": please look into your log for the cause."},
      {.when = before_a_banner,
       .command = "",
       .message = "Please see whether SMTP runs on {host} port {port} and lets {our-server} "
                  "in: we fail at {step} with {class}."},
      {.when = logon_refused,
       .command = "Get-ReceiveConnector \"<Receive connector>\" | Format-List "
                  "AuthMechanism,PermissionGroups,RemoteIPRanges",
       .message = "Please see why our login as {account} on {host} port {port} is refused: it is answered "
                  "{reply} at {step}."},
      {.when = relaying_after_login,
       .command = "Get-ReceiveConnector \"<Receive connector>\" | Add-ADPermission -User {user} "
                  "-ExtendedRights ms-Exch-SMTP-Accept-Any-Recipient",
       .message = "Please let {account} relay to any recipient through {host} port {port}: {recipient} is "
                  "answered {reply}."},
      {.when = relaying_as_external,
       .command = "New-ReceiveConnector -Name \"<new Receive connector>\" -TransportRole FrontendTransport "
                  "-Custom -Bindings 0.0.0.0:{port} -RemoteIPRanges {local-address} -AuthMechanism "
                  "Tls,ExternalAuthoritative -PermissionGroups ExchangeServers",
       .message = "Please let {our-server}, and no other address, relay to any recipient through {host} port "
                  "{port} without a login: {recipient} is answered {reply}."},
      {.when = relaying,
       .command = "New-ReceiveConnector -Name \"<new Receive connector>\" -TransportRole FrontendTransport "
                  "-Custom -Bindings 0.0.0.0:{port} -RemoteIPRanges {local-address} -PermissionGroups "
                  "AnonymousUsers; Get-ReceiveConnector \"<new Receive connector>\" | Add-ADPermission -User "
                  "\"NT AUTHORITY\\ANONYMOUS LOGON\" -ExtendedRights ms-Exch-SMTP-Accept-Any-Recipient",
       .message = "Please let {our-server}, and no other address, relay to any recipient through {host} port "
                  "{port}: {recipient} is answered {reply}."},
      {.classes = {send_as_denied, sender_rejected},
       .when = sending_after_login,
       .command = "Get-Mailbox {sender} | Add-ADPermission -User {user} -ExtendedRights \"Send As\"",
       .message = "Please let {account} send as {sender} through {host} port {port}: it is answered "
                  "{reply} at {step}."},
      {.classes = {send_as_denied, sender_rejected},
       .when = sending,
       .command = "New-ReceiveConnector -Name \"<new Receive connector>\" -TransportRole FrontendTransport "
                  "-Custom -Bindings 0.0.0.0:{port} -RemoteIPRanges {local-address} -PermissionGroups "
                  "AnonymousUsers; Get-ReceiveConnector \"<new Receive connector>\" | Add-ADPermission -User "
                  "\"NT AUTHORITY\\ANONYMOUS LOGON\" -ExtendedRights "
                  "ms-Exch-SMTP-Accept-Authoritative-Domain-Sender",
       .message =
           "Please let {our-server}, and no other address, send as {sender} through {host} port {port} "
           "without a login: it is answered {reply} at {step}."},
      {.command = "",
       .message = "At {host} port {port} {our-server} fails at {step} with {class}: please "
                  "look into your log for the cause."},
  };
  return rows;
}

bool fits(const RemedyRow& row, const Transcript& t) {
  const bool cls = row.classes.empty() ||
                   (t.failure && std::ranges::find(row.classes, t.failure->cls) != row.classes.end());
  return cls && (row.when == nullptr || row.when(t));
}

const RemedyRow& row_for(const Transcript& t) {
  return *std::ranges::find_if(remedies(), [&](const RemedyRow& row) { return fits(row, t); });
}

}  // namespace

Remedy remedy_for(const Transcript& t) {
  const Finding finding = diagnose(t);
  const std::string advised = finding.advice.empty() ? "" : finding.advice.front().command;
  const bool theirs = t.failure && (finding.blame == Blame::server || finding.blame == Blame::policy);
  // Nobody at Exchange Online reads such a sentence; what helps is on our side or in the tenant.
  if (!theirs || is_exchange_online(t)) return {t.failure ? finding.blame : Blame::ours, advised, ""};
  const RemedyRow& row = row_for(t);
  if (is_exchange(t) && !row.command.empty()) return {finding.blame, fill_command(row.command, t), ""};
  return {finding.blame, "", fill_words(row.message, t)};
}

}  // namespace authwalk::diagnosis
