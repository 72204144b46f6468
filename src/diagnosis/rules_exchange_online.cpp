// Exchange Online: the end of basic authentication for SMTP, and connectors that do not match.
#include "diagnosis/evidence.hpp"
#include "diagnosis/rule.hpp"
#include "diagnosis/server_kind.hpp"

namespace authwalk::diagnosis {
namespace {

using enum Step;
using enum Class;

// What replaces a login: relay through the tenant's own host, recognised by certificate.
constexpr std::string_view by_certificate =
    "Set-SendConnector {connector} -SmartHosts \"<tenant>.mail.protection.outlook.com\" -Port 25 "
    "-SmartHostAuthMechanism None -RequireTLS $true -TlsAuthLevel DomainValidation -TlsDomain "
    "mail.protection.outlook.com -TlsCertificateName \"<I>issuer<S>subject\"";

bool anonymous_to_exchange_online(const Transcript& t) {
  return is_exchange_online(t) && !authenticates(t);
}

// The other meanings of 5.7.139 have the connector by certificate as their own remedy.
bool mended_for_a_while(const Transcript& t) {
  const std::string reply = decisive_reply(t);
  return is_exchange_online(t) && contains(reply, "5.7.139") && !contains(reply, "security defaults") &&
         !contains(reply, "basic authentication is disabled");
}

}  // namespace

std::span<const Rule> exchange_online_rules() {
  static const std::vector<Rule> rows{
      {.id = "eol-by-certificate",
       .kind = Kind::note,
       .steps = {auth_start, auth_challenge, auth_result},
       .classes = {basic_auth_disabled, account_disabled_or_locked, bad_credentials},
       .when = mended_for_a_while,
       .evidence = "a login at Exchange Online that a setting could bring back",
       .of_records = true,
       .cause = "Exchange Online retires basic authentication for SMTP: off by default from the end of "
                "December 2026. A login that is mended now lasts for a while only.",
       .fix = "Send by certificate instead, and in Exchange Online: New-InboundConnector -Name \"<this "
              "server>\" -ConnectorType OnPremises -SenderDomains * -RequireTls $true "
              "-TlsSenderCertificateName \"<name in the certificate>\".",
       .command = by_certificate},
      {.id = "eol-530-5757",
       .steps = {mail_from, rcpt_to, data},
       .classes = {auth_required},
       .when = anonymous_to_exchange_online,
       .evidence = "an Exchange Online server",
       .cause = "This is Exchange Online's host for submission, which takes no mail without a login; mode "
                "{mode} makes none.",
       .fix = "Send to the tenant's own host, <tenant>.mail.protection.outlook.com, with an inbound "
              "connector by certificate.",
       .command = by_certificate,
       .blame = Blame::ours},
  };
  return rows;
}

}  // namespace authwalk::diagnosis
