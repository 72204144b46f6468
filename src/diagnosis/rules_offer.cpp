// What the server offers to log on with, against what a Send connector can use.
#include <algorithm>

#include "diagnosis/evidence.hpp"
#include "diagnosis/rule.hpp"
#include "diagnosis/server_kind.hpp"

namespace authwalk::diagnosis {
namespace {

using enum Step;
using enum Class;

bool mechanism_override(const Transcript& t) {
  return t.auth.diagnostic;
}

bool xexps_lost_inside_tls(const Transcript& t) {
  return exchange_mode(t) && t.offers.tls && !offers_in_clear(t).x_exps.empty() &&
         offers_inside_tls(t).x_exps.empty();
}

bool only_exchangeauth(const Transcript& t) {
  return exchange_mode(t) && offers(t.auth.offered, "EXCHANGEAUTH");
}

// AUTH NTLM or AUTH GSSAPI is for people and programs; between servers Exchange uses X-EXPS alone.
bool integrated_instead_of_xexps(const Transcript& t) {
  const std::vector<std::string> auth = offers_that_count(t).auth;
  return exchange_mode(t) && t.auth.offered.empty() && (offers(auth, "GSSAPI") || offers(auth, "NTLM"));
}

bool strange_xexps(const Transcript& t) {
  return exchange_mode(t) && !t.auth.offered.empty();
}

bool no_xexps_elsewhere(const Transcript& t) {
  const std::string_view kind = server_kind(t);
  return exchange_mode(t) && kind != "Exchange" && kind != "unknown";
}

bool auth_lost_inside_tls(const Transcript& t) {
  return basic(t) && t.offers.tls && offers(offers_in_clear(t).auth, "LOGIN") &&
         offers_inside_tls(t).auth.empty();
}

bool tls_not_used(const Transcript& t) {
  const bool possible = offers_in_clear(t).starttls || t.retry;
  return basic(t) && !inside_tls(t) && possible && offers_in_clear(t).auth.empty();
}

bool only_xexps(const Transcript& t) {
  return basic(t) && offers_that_count(t).auth.empty() && !offers_that_count(t).x_exps.empty();
}

bool no_auth(const Transcript& t) {
  return basic(t) && offers_that_count(t).auth.empty();
}

bool offered(const Transcript& t, std::string_view mechanism) {
  return basic(t) && offers(offers_that_count(t).auth, mechanism);
}

bool plain(const Transcript& t) {
  return offered(t, "PLAIN");
}

bool integrated(const Transcript& t) {
  return offered(t, "NTLM") || offered(t, "GSSAPI");
}

bool oauth(const Transcript& t) {
  return offered(t, "XOAUTH2") || offered(t, "OAUTHBEARER");
}

}  // namespace

std::span<const Rule> offer_rules() {
  static const std::vector<Rule> rows{
      {.id = "offer-override",
       .steps = {auth_offer},
       .classes = {no_common_mechanism},
       .when = mechanism_override,
       .evidence = "--mechanism",
       .cause = "The mechanism that --mechanism asks for is not among the server's: {offered}.",
       .fix = "Choose one that is offered, or leave --mechanism out to walk as a Send connector does.",
       .command = "authwalk walk --mechanism=",
       .blame = Blame::ours},
      {.id = "xexps-eaten",
       .steps = {auth_offer},
       .classes = {no_common_mechanism, esmtp_rewritten},
       .when = xexps_lost_inside_tls,
       .evidence = "X-EXPS in the first EHLO, not in the second",
       .cause = "X-EXPS stands in the first reply to EHLO and not in the one inside TLS: something that ends "
                "TLS on the path, a proxy or a mail gateway, speaks for the server or takes the verb away.",
       .fix = "Let Exchange servers reach each other without a mail gateway or SMTP inspection between them; "
              "X-EXPS, X-ANONYMOUSTLS and GSSAPI must pass.",
       .command = "Test-NetConnection {host} -Port {port} -InformationLevel Detailed",
       .confidence = "possible",
       .blame = Blame::network},
      {.id = "xexps-exchangeauth-only",
       .steps = {auth_offer},
       .classes = {not_implemented},
       .when = only_exchangeauth,
       .evidence = "X-EXPS EXCHANGEAUTH alone",
       .cause =
           "The server offers X-EXPS EXCHANGEAUTH alone: Kerberos tied to the TLS session of X-ANONYMOUSTLS. "
           "Microsoft has published no specification of it, so nobody but Exchange can play it.",
       .fix = "What was found as far as auth-offer holds. To see X-EXPS GSSAPI instead, as Microsoft "
              "documents for WAN optimisers, give a Receive connector for this address "
              "SuppressXAnonymousTls, and its server UseDowngradedExchangeServerAuth; take both back "
              "afterwards: they leave traffic between servers open.",
       .command =
           "Set-ReceiveConnector \"<Receive connector>\" -SuppressXAnonymousTls $true; Set-TransportService "
           "\"<Exchange server>\" -UseDowngradedExchangeServerAuth $true"},
      {.id = "offer-not-exchange",
       .steps = {auth_offer},
       .classes = {no_common_mechanism},
       .when = no_xexps_elsewhere,
       .evidence = "mode ExchangeServer and a server of another make",
       .cause =
           "The smart host is no Exchange server of this organisation: it offers no X-EXPS, and never will.",
       .fix = "Use BasicAuthRequireTLS where it offers AUTH LOGIN, else None with a permitted address.",
       .command = "Set-SendConnector {connector} -SmartHostAuthMechanism BasicAuthRequireTLS "
                  "-AuthenticationCredential {credential}",
       .blame = Blame::ours},
      {.id = "xexps-without-token",
       .steps = {auth_offer},
       .classes = {no_common_mechanism},
       .when = strange_xexps,
       .evidence = "X-EXPS without GSSAPI and NTLM",
       .cause = "The server offers X-EXPS {offered}, and none of that is a mechanism of a Send connector: it "
                "is an Exchange 2003, an IIS, or something that imitates one.",
       .fix = "Have Integrated Windows authentication enabled there, or use BasicAuthRequireTLS.",
       .command = "Set-SendConnector {connector} -SmartHostAuthMechanism BasicAuthRequireTLS "
                  "-AuthenticationCredential {credential}",
       .blame = Blame::server},
      {.id = "offer-integrated-without-xexps",
       .steps = {auth_offer},
       .classes = {no_common_mechanism},
       .when = integrated_instead_of_xexps,
       .evidence = "AUTH GSSAPI or NTLM in mode ExchangeServer, and no X-EXPS",
       .cause = "Not a target for this mode: it offers AUTH {auth-offered} and no X-EXPS. Either the Receive "
                "connector that answers lacks ExchangeServer, or a firewall blocks X-EXPS, or this is no "
                "Exchange.",
       .fix = "On an Exchange give that connector ExchangeServer; Set-ReceiveConnector replaces the whole "
              "list: keep the values that are there. Whether a ticket or a password would do can be tried "
              "with --mechanism GSSAPI or --mechanism NTLM; that uses AUTH, as a Send connector would not.",
       .command = "Set-ReceiveConnector \"<Receive connector>\" {mechanisms-with-exchange}",
       .blame = Blame::server},
      {.id = "offer-no-xexps",
       .kind = Kind::fallback,
       .steps = {auth_offer},
       .classes = {no_common_mechanism},
       .when = exchange_mode,
       .evidence = "mode ExchangeServer",
       .cause = "No X-EXPS is offered: the Receive connector that answers lacks ExchangeServer among its "
                "authentication mechanisms (a custom connector may have caught this address), or a firewall "
                "removes the verb.",
       .fix =
           "On the receiving server give the connector ExchangeServer, or narrow the RemoteIPRanges of the "
           "one that answers instead. Set-ReceiveConnector replaces the whole list: keep the values that are "
           "there.",
       .command = "Set-ReceiveConnector \"<Receive connector>\" {mechanisms-with-exchange}",
       .blame = Blame::server},
      {.id = "offer-auth-only-before-tls",
       .steps = {auth_offer},
       .classes = {no_common_mechanism, esmtp_rewritten},
       .when = auth_lost_inside_tls,
       .evidence = "AUTH LOGIN before TLS, no AUTH inside",
       .cause = "The server offers AUTH LOGIN in clear and no AUTH inside TLS, the wrong way round: another "
                "server answers inside TLS, or AUTH is switched off for encrypted sessions.",
       .fix = "Have AUTH LOGIN enabled inside TLS. Only the offer made inside TLS counts (RFC 3207), so no "
              "setting on this side helps.",
       .command = "Set-ReceiveConnector \"<Receive connector>\" {mechanisms-with-basic}",
       .blame = Blame::server},
      {.id = "offer-auth-only-after-tls",
       .steps = {auth_offer},
       .classes = {no_common_mechanism},
       .when = tls_not_used,
       .evidence = "no AUTH in clear, and a STARTTLS that this walk did not come through",
       .cause = "The server offers STARTTLS and no AUTH before it. Most servers offer AUTH only inside TLS, "
                "and this session is in clear.",
       .fix = "Let the connector use STARTTLS; where its handshake breaks, mend that first.",
       .command =
           "Set-SendConnector {connector} -IgnoreSTARTTLS $false -SmartHostAuthMechanism BasicAuthRequireTLS",
       .blame = Blame::ours},
      {.id = "offer-xexps-only",
       .steps = {auth_offer},
       .classes = {no_common_mechanism},
       .when = only_xexps,
       .evidence = "X-EXPS offered, no AUTH",
       .cause = "This Receive connector serves other Exchange servers only: it offers X-EXPS and no AUTH.",
       .fix = "Use mode ExchangeServer inside the organisation; else have BasicAuth enabled on a Receive "
              "connector for this address. Set-ReceiveConnector replaces the whole list: keep the values "
              "that are there.",
       .command = "Set-ReceiveConnector \"<Receive connector>\" {mechanisms-with-basic}",
       .blame = Blame::server},
      {.id = "offer-no-auth",
       .kind = Kind::fallback,
       .steps = {auth_offer},
       .classes = {no_common_mechanism},
       .when = no_auth,
       .evidence = "no AUTH at all",
       .cause =
           "The server offers no AUTH on port {port}: it takes no logins there, or not from this address.",
       .fix = "Use the port for submission, mostly 587; or, where the server trusts this address, mode None.",
       .command = "Set-SendConnector {connector} -Port 587",
       .confidence = "possible"},
      {.id = "offer-plain-only",
       .steps = {auth_offer},
       .classes = {no_common_mechanism},
       .when = plain,
       .evidence = "PLAIN offered, LOGIN not",
       .cause = "The server offers {offered}. A Send connector uses LOGIN and nothing else, so Exchange ends "
                "the session and reports 451 5.7.3 Require basic authentication; no server says that.",
       .fix = "Have LOGIN enabled on the smart host (Dovecot: auth_mechanisms = plain login; Cyrus SASL: "
              "mech_list: plain login). Else let it trust this server's address and use mode None.",
       .blame = Blame::server},
      {.id = "offer-integrated-only",
       .steps = {auth_offer},
       .classes = {no_common_mechanism},
       .when = integrated,
       .evidence = "NTLM or GSSAPI offered, LOGIN not",
       .cause =
           "The server offers {offered}, but basic authentication is not enabled on its Receive connector.",
       .fix = "Have BasicAuth and BasicAuthRequireTLS added on the Receive connector. Set-ReceiveConnector "
              "replaces the whole list: keep the values that are there.",
       .command = "Set-ReceiveConnector \"<Receive connector>\" {mechanisms-with-basic}",
       .blame = Blame::server},
      {.id = "offer-oauth-only",
       .steps = {auth_offer},
       .classes = {no_common_mechanism},
       .when = oauth,
       .evidence = "only OAuth offered",
       .cause = "The server takes OAuth tokens only ({offered}), and no Send connector mode can send one.",
       .fix = "Use a smart host that takes a certificate or an address instead of a login; for Exchange "
              "Online that is a connector by certificate.",
       .command = "Set-SendConnector {connector} -SmartHosts \"<tenant>.mail.protection.outlook.com\" "
                  "-SmartHostAuthMechanism None -RequireTLS $true",
       .blame = Blame::policy},
  };
  return rows;
}

}  // namespace authwalk::diagnosis
