// The smart host and a Kerberos or NTLM token: what it says to it, and whether it proves itself.
#include <algorithm>
#include <array>
#include <cmath>

#include "diagnosis/evidence.hpp"
#include "diagnosis/rule.hpp"
#include "diagnosis/server_kind.hpp"
#include "diagnosis/words.hpp"

namespace authwalk::diagnosis {
namespace {

using enum Step;
using enum Class;

// What Kerberos allows, unless a domain says otherwise (RFC 4120 section 8.2).
constexpr double clock_tolerance = 300;

bool exchange_speaks(const Transcript& t) {
  return t.auth.verb == "X-EXPS" || is_exchange(t);
}

// The verb was refused (RFC 4954 section 4), before there was a token to judge ...
bool verb_refused(const Transcript& t) {
  constexpr std::array codes{500, 502, 503, 504, 534};
  return t.failure->reply && std::ranges::find(codes, t.failure->reply->code) != codes.end();
}

// ... or what the token said was.
bool token_refused(const Transcript& t) {
  return t.failure->reply && (t.failure->reply->code == 535 || t.failure->reply->code == 454);
}

bool ticket_to_exchange(const Transcript& t) {
  return kerberos(t) && exchange_speaks(t);
}

bool ticket_refused_by_exchange(const Transcript& t) {
  return ticket_to_exchange(t) && token_refused(t);
}

bool ticket_to_another(const Transcript& t) {
  return kerberos(t) && !exchange_speaks(t) && t.failure->reply && !verb_refused(t);
}

bool spnego_to_another(const Transcript& t) {
  return ticket_to_another(t) && t.auth.dialect == "spnego";
}

bool exchange_ticket_to_another(const Transcript& t) {
  return ticket_to_another(t) && t.auth.spn.starts_with("SMTPSVC/");
}

bool token_by_x_exps(const Transcript& t) {
  return sends_token(t) && t.auth.verb == "X-EXPS" && verb_refused(t);
}

bool token_by_auth(const Transcript& t) {
  return sends_token(t) && t.auth.verb == "AUTH" && verb_refused(t);
}

// The first message of NTLM has no place for a binding: who refuses that does not look for one.
bool could_be_bound(const Transcript& t) {
  return token_refused(t) && (kerberos(t) || (ntlm(t) && t.failure->cls == bad_credentials));
}

bool bound_to_tls(const Transcript& t) {
  return could_be_bound(t) && !t.auth.channel_binding.empty();
}

bool not_bound_to_tls(const Transcript& t) {
  return could_be_bound(t) && t.auth.channel_binding.empty() && inside_tls(t) && exchange_speaks(t);
}

// A reply to a token, as it makes Exchange log event 1035.
bool refused_by_exchange(const Transcript& t) {
  return t.outcome == Outcome::fail && t.failure && sends_token(t) && exchange_speaks(t) &&
         logging_on(t.failure->step) && t.failure->reply &&
         (t.failure->reply->permanent() || t.failure->reply->temporary());
}

bool exchangeauth_passed_over(const Transcript& t) {
  return t.outcome == Outcome::pass && exchange_mode(t) && sends_token(t) &&
         offers(t.auth.offered, "EXCHANGEAUTH");
}

bool clocks_apart(const Transcript& t) {
  const auto& challenge = t.auth.ntlm;
  return challenge && challenge->clock_offset && std::abs(*challenge->clock_offset) > clock_tolerance;
}

bool passed_with_ntlm(const Transcript& t) {
  return t.outcome == Outcome::pass && ntlm(t);
}

}  // namespace

std::span<const Rule> token_rules() {
  static const std::vector<Rule> rows{
      {.id = "kerberos-modified",
       .steps = {auth_start, auth_challenge, auth_result},
       .facts = {"KRB_AP_ERR_MODIFIED", "KRB_AP_ERR_BAD_INTEGRITY", "KRB_AP_ERR_NOKEY",
                 "KRB_AP_ERR_BADKEYVER", "KRB_AP_ERR_NOT_US", "Message stream modified",
                 "Wrong principal in request", "Decrypt integrity check failed"},
       .cause =
           "The server cannot read the ticket for {spn}: the name is registered on another account than its "
           "own, or twice; its computer password is out of step with the domain; or DNS leads to another "
           "server.",
       .fix = "Leave the name registered once, on the server's own computer account; on the server, "
              "Test-ComputerSecureChannel -Repair mends the computer password.",
       .command = "setspn -X; setspn -Q {spn}",
       .blame = Blame::policy},
      {.id = "gssapi-kerberos-turned-down",
       .steps = {auth_start, auth_challenge, auth_result},
       .classes = {mechanism_refused},
       .facts = {"inside SPNEGO"},
       .cause = "Inside SPNEGO the server turns Kerberos down: it is not in the domain, does not run as the "
                "account that carries {spn}, or has Kerberos switched off. A Windows client would go on with "
                "NTLM, and hide that.",
       .fix = "See that the receiving server is well in its domain: nltest /sc_verify:DOMAIN there, and the "
              "SPN on its own computer account.",
       .command = "setspn -Q {spn}; nltest /sc_query:\"<domain>\"",
       .confidence = "possible",
       .blame = Blame::server},
      {.id = "gssapi-dialect",
       .steps = {auth_start, auth_challenge, auth_result},
       .when = spnego_to_another,
       .evidence = "SPNEGO toward a server that is no Exchange",
       .cause = "SPNEGO tokens were sent, as Windows does; many servers that follow RFC 4752 "
                "understand bare Kerberos only, under the same name GSSAPI.",
       .fix = "Walk again in the other dialect; a Send connector has only SPNEGO and cannot log on there.",
       .command = "authwalk walk --gssapi kerberos",
       .blame = Blame::ours},
      {.id = "gssapi-service-name",
       .steps = {auth_start, auth_challenge, auth_result},
       .when = exchange_ticket_to_another,
       .evidence = "a ticket for SMTPSVC toward a server that is no Exchange",
       .cause = "The ticket is for {spn}. SMTPSVC is Exchange's name; a server that follows RFC 4752 takes "
                "tickets for smtp only.",
       .fix = "Walk again with the other service name.",
       .command = "authwalk walk --spn smtp/{smart-host}",
       .blame = Blame::ours},
      {.id = "gssapi-server-key",
       .steps = {auth_start, auth_challenge, auth_result},
       .classes = {bad_credentials, mechanism_refused, rejected_temporarily},
       .when = ticket_to_another,
       .evidence = "a Kerberos ticket toward a server that is no Exchange",
       .cause = "The server has no key for {spn} in its keytab, an older one, or may not read the file; or "
                "it does not let {principal} in.",
       .fix = "Have the smart host's owner compare the keytab of the mail service with the directory (key "
              "version numbers) and look into its log; the command is for the smart host.",
       .command = "klist -kte /etc/krb5.keytab",
       .confidence = "possible",
       .blame = Blame::server},
      {.id = "token-needs-tls",
       .steps = {auth_start, auth_challenge, auth_result},
       .classes = {mechanism_needs_tls},
       .when = sends_token,
       .evidence = "a Kerberos or NTLM token",
       .cause = "The server takes {auth-command} only inside TLS, and this session was not there.",
       .fix = "Let the connector use TLS; where its handshake breaks, mend that first.",
       .command = "Set-SendConnector {connector} -IgnoreSTARTTLS $false -RequireTLS $true",
       .blame = Blame::ours},
      {.id = "xexps-454",
       .steps = {auth_start, auth_challenge, auth_result},
       .classes = {rejected_temporarily},
       .when = ticket_to_exchange,
       .evidence = "a Kerberos ticket for an Exchange",
       .cause =
           "The server could not check the ticket. Behind this reply stand clocks more than five minutes "
           "apart, Kerberos ports blocked between the server and its domain controller, and SPNs that are "
           "missing, there twice, or not yet replicated.",
       .fix = "On the receiving server set the clock, open 88, 464, 389 and 3268 to the domain controllers, "
              "and have SMTP and SMTPSVC on its computer account once each, for the short and the full name.",
       .command = "w32tm /resync; setspn -X; setspn -Q {spn}",
       .blame = Blame::server,
       .transient = true},
      {.id = "xexps-504",
       .steps = {auth_start, auth_challenge, auth_result},
       .classes = {mechanism_refused, rejected},
       .when = token_by_x_exps,
       .evidence = "X-EXPS",
       .cause =
           "The server lists X-EXPS {offered} and does not take {auth-command}: the Receive connector that "
           "answers lacks ExchangeServer, or a gateway passes the list and not the verb.",
       .fix = "On the receiving server give the connector ExchangeServer. Set-ReceiveConnector replaces the "
              "whole list: keep the values that are there.",
       .command = "Set-ReceiveConnector \"<Receive connector>\" {mechanisms-with-exchange}",
       .confidence = "possible",
       .blame = Blame::server},
      {.id = "integrated-504",
       .steps = {auth_start, auth_challenge, auth_result},
       .classes = {mechanism_refused, rejected},
       .when = token_by_auth,
       .evidence = "AUTH GSSAPI or AUTH NTLM",
       .cause = "The server lists {mechanism} and does not take it: Integrated Windows authentication is off "
                "on the Receive connector that answers, or AUTH GSSAPI is.",
       .fix = "On an Exchange, give the connector Integrated and EnableAuthGSSAPI. Set-ReceiveConnector "
              "replaces the whole list: keep the values that are there.",
       .command = "Set-ReceiveConnector \"<Receive connector>\" -AuthMechanism Tls,Integrated "
                  "-EnableAuthGSSAPI $true",
       .confidence = "possible",
       .blame = Blame::server},
      {.id = "xexps-535",
       .steps = {auth_start, auth_challenge, auth_result},
       .classes = {bad_credentials, mechanism_refused},
       .when = ticket_refused_by_exchange,
       .evidence = "a Kerberos ticket for an Exchange",
       .cause = "The server did not accept the ticket for {spn}: that name is registered on another account "
                "than the server's own, or the clocks are more than five minutes apart.",
       .fix = "Leave SMTPSVC and SMTP registered once, on the receiving server's computer account, and set "
              "its clock. LogLevel 1 under "
              "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\Kerberos\\Parameters makes it log the Kerberos "
              "error.",
       .command = "setspn -Q {spn}; w32tm /resync",
       .blame = Blame::policy},
      {.id = "xexps-535-rights",
       .steps = {auth_start, auth_challenge, auth_result},
       .classes = {bad_credentials, mechanism_refused},
       .when = ticket_refused_by_exchange,
       .evidence = "a Kerberos ticket for an Exchange",
       .cause = "The ticket is good, but {principal} may not submit there. X-EXPS is for Exchange servers: "
                "the Receive connector lets in members of Exchange Servers through its permission group "
                "ExchangeServers.",
       .fix = "Have ExchangeServers, and for old servers ExchangeLegacyServers, among the connector's "
              "permission groups; walk as an account that is a member, such as a server's own.",
       .command = "Get-ReceiveConnector \"<Receive connector>\" | Format-List "
                  "AuthMechanism,PermissionGroups,RemoteIPRanges",
       .confidence = "possible"},
      {.id = "channel-binding-refused",
       .steps = {auth_start, auth_challenge, auth_result},
       .classes = {bad_credentials, mechanism_refused},
       .when = bound_to_tls,
       .evidence = "a token bound to the TLS session",
       .cause = "Our token is bound to the certificate that was shown here. When something on the path ends "
                "TLS and begins it anew, the server sees another certificate and refuses under Extended "
                "Protection.",
       .fix = "Compare the SHA-256 of the certificate in the JSON report with that of the server's own; take "
              "the TLS proxy out of the path.",
       .command = "Get-ReceiveConnector \"<Receive connector>\" | Format-List "
                  "ExtendedProtectionPolicy,TlsCertificateName",
       .confidence = "possible",
       .blame = Blame::network},
      {.id = "channel-binding-missing",
       .steps = {auth_start, auth_challenge, auth_result},
       .classes = {bad_credentials, mechanism_refused},
       .when = not_bound_to_tls,
       .evidence = "a token that is not bound to the TLS session",
       .cause = "Our token carried no channel binding. A Receive connector with ExtendedProtectionPolicy "
                "Require refuses such tokens, whatever the credential.",
       .fix = "See the policy of the connector that answers; Allow takes both kinds.",
       .command = "Get-ReceiveConnector \"<Receive connector>\" | Format-List ExtendedProtectionPolicy",
       .confidence = "possible",
       .blame = Blame::policy},
      {.id = "kerberos-success-unproved",
       .steps = {auth_result},
       .classes = {mutual_auth_failed},
       .cause = "The server said 235 before it had proved that it is {spn}. Only the true server can read "
                "the ticket; a machine in between, or a test server that says yes to everybody, cannot.",
       .fix = "Find out what answers on port {port} of {host}; send no mail there until it can prove itself.",
       .command = "Test-NetConnection {host} -Port {port} -InformationLevel Detailed"},
      {.id = "kerberos-server-identity",
       .kind = Kind::fallback,
       .classes = {mutual_auth_failed},
       .cause = "The server could not prove that it is {spn}: a machine in between, or a principal "
                "registered on the wrong account.",
       .fix = "Look for duplicate principals; send nothing until the server can prove itself.",
       .command = "setspn -X; setspn -Q {spn}"},
      {.id = "sasl-security-layer",
       .classes = {security_layer},
       .cause = "The server wants to sign or encrypt inside SASL. Exchange and authwalk encrypt with TLS and "
                "agree to no layer.",
       .fix = "Have the server accept GSSAPI without a security layer inside TLS.",
       .command = "authwalk walk --verbose"},
  };
  return rows;
}

std::span<const Rule> token_note_rules() {
  static const std::vector<Rule> rows{
      {.id = "exchangeauth-offered",
       .kind = Kind::note,
       .when = exchangeauth_passed_over,
       .evidence = "a walk that passed where X-EXPS EXCHANGEAUTH is offered too",
       .cause = "Two Exchange servers would use EXCHANGEAUTH here, Kerberos tied to the TLS session, and log "
                "ExchangeAuth as the mechanism. It has no public specification; {auth-command} was used, to "
                "which Exchange falls back.",
       .fix = "Ticket, service principal, clocks and rights are the same for both; only the binding is not "
              "tested."},
      {.id = "receive-event-1035",
       .kind = Kind::note,
       .when = refused_by_exchange,
       .evidence = "a token refused by an Exchange",
       .cause = "The receiving server logs event 1035 for this refusal, with these words: \"{event-1035}\".",
       .fix =
           "Read the error there, which tells more than the reply: LogonDenied is about the account or its "
           "rights, TimeSkew about clocks, IllegalMessage about a token that could not be read.",
       .command =
           "Get-WinEvent -FilterHashtable @{LogName=\"Application\"; "
           "ProviderName=\"MSExchangeTransport\",\"MSExchangeFrontEndTransport\"; Id=1035} -MaxEvents 5"},
      {.id = "ntlm-clock",
       .kind = Kind::note,
       .when = clocks_apart,
       .evidence = "an NTLM challenge whose time is more than five minutes off",
       .cause = "The server's clock is {clock} this machine's, says its NTLM challenge. Kerberos fails "
                "beyond five minutes, NTLMv2 beyond what the domain allows.",
       .fix = "Set the clock that is wrong; on Windows with the command, here with timedatectl and chronyc.",
       .command = "w32tm /resync"},
      {.id = "ntlm-one-sided",
       .kind = Kind::note,
       .when = passed_with_ntlm,
       .evidence = "a walk that passed with NTLM",
       .cause = "NTLM showed the server who we are, and us nothing about the server. Exchange servers use "
                "Kerberos among themselves; NTLM in their place hides that no ticket can be had.",
       .fix = "Walk with Kerberos as well: --ccache or --keytab, without --mechanism.",
       .command = "setspn -Q {spn}"},
  };
  return rows;
}

}  // namespace authwalk::diagnosis
