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
  return !contains(reply, "security defaults") && !contains(reply, "basic authentication is disabled");
}

constexpr std::string_view mailbox_on = "Set-CASMailbox {user} -SmtpClientAuthenticationDisabled $false";

}  // namespace

std::span<const Rule> exchange_online_rules() {
  static const std::vector<Rule> rows{
      {.id = "eol-basic-retired",
       .steps = {auth_start, auth_challenge, auth_result},
       .codes = {"550 5.7.30"},
       .cause = "Exchange Online has retired basic authentication for client submission, and a Send "
                "connector cannot use OAuth: BasicAuth against this host is a dead configuration.",
       .fix = "Send to the tenant's own host with a certificate instead of a login, and create an inbound "
              "connector of type OnPremises with TlsSenderCertificateName there.",
       .command = by_certificate,
       .blame = Blame::policy,
       .transient = false},
      {.id = "eol-535-57139-tenant",
       .steps = {auth_start, auth_challenge, auth_result},
       .codes = {"535 5.7.139"},
       .words = {"disabled for the Tenant"},
       .cause = "SMTP AUTH is switched off for the whole organisation in Exchange Online; the password was "
                "not judged.",
       .fix = "Switch it on for this one mailbox, which goes before the organisation's setting. Basic "
              "authentication is on its way out: plan the connector by certificate.",
       .command = mailbox_on,
       .blame = Blame::policy},
      {.id = "eol-535-57139-mailbox",
       .steps = {auth_start, auth_challenge, auth_result},
       .codes = {"535 5.7.139"},
       .words = {"disabled for the Mailbox"},
       .cause = "SMTP AUTH is switched off for the mailbox of {account}; the password was not judged.",
       .fix = "Switch it on for the mailbox. Basic authentication is on its way out: plan the connector by "
              "certificate.",
       .command = mailbox_on,
       .blame = Blame::policy},
      {.id = "eol-535-57139-security-defaults",
       .steps = {auth_start, auth_challenge, auth_result},
       .codes = {"535 5.7.139"},
       .words = {"security defaults"},
       .cause = "The tenant's security defaults block every login with user name and password.",
       .fix = "Use the connector by certificate, or replace the security defaults by Conditional Access "
              "policies that let this account in.",
       .command = by_certificate,
       .blame = Blame::policy},
      {.id = "eol-535-57139-basic-disabled",
       .steps = {auth_start, auth_challenge, auth_result},
       .codes = {"535 5.7.139"},
       .words = {"basic authentication is disabled"},
       .cause = "Basic authentication is off for good here, as for every outlook.com account; the password "
                "was not judged.",
       .fix = "Use the connector by certificate, or another smart host: a Send connector cannot use OAuth.",
       .command = by_certificate,
       .blame = Blame::policy},
      {.id = "eol-535-57139-locked",
       .steps = {auth_start, auth_challenge, auth_result},
       .codes = {"535 5.7.139"},
       .words = {"account is locked"},
       .cause = "Too many bad logons: Microsoft Entra has locked {account} for a while.",
       .fix = "Stop what tries the old password, wait, or unblock the account; then enter the right password "
              "once.",
       .command = "Set-SendConnector {connector} -AuthenticationCredential {credential}",
       .blame = Blame::policy,
       .transient = true},
      {.id = "eol-535-57139-credentials",
       .steps = {auth_start, auth_challenge, auth_result},
       .codes = {"535 5.7.139"},
       .words = {"credentials were incorrect"},
       .cause = "Exchange Online found the user name or the password of {account} wrong; an app password may "
                "have run out.",
       .fix = "Enter the credential again. The user name is the full sign-in name, user@domain.",
       .command = "Set-SendConnector {connector} -AuthenticationCredential {credential}",
       .blame = Blame::ours},
      {.id = "eol-535-57139-policy",
       .steps = {auth_start, auth_challenge, auth_result},
       .codes = {"535 5.7.139"},
       .words = {"did not meet the criteria"},
       .cause = "A policy refuses the login: Conditional Access, or an authentication policy without "
                "AllowBasicAuthSmtp. A wrong password can hide behind the same words.",
       .fix = "Look up the sign-in in Microsoft Entra's sign-in log, which names the policy; then let this "
              "account use SMTP.",
       .command =
           "Get-User {user} | Format-List AuthenticationPolicy; Get-AuthenticationPolicy | Format-Table "
           "Name,AllowBasicAuthSmtp",
       .confidence = "possible",
       .blame = Blame::policy},
      {.id = "eol-535-57139",
       .kind = Kind::usual,
       .steps = {auth_start, auth_challenge, auth_result},
       .codes = {"535 5.7.139"},
       .cause =
           "Exchange Online refuses the login by a setting or a policy; 5.7.139 alone does not say which.",
       .fix = "Read the words of the reply, then the sign-in log of Microsoft Entra, then the mailbox's "
              "setting.",
       .command = "Get-CASMailbox {user} | Format-List SmtpClientAuthenticationDisabled",
       .confidence = "possible",
       .blame = Blame::policy},
      {.id = "eol-by-certificate",
       .kind = Kind::note,
       .steps = {auth_start, auth_challenge, auth_result},
       .codes = {"535 5.7.139"},
       .when = mended_for_a_while,
       .evidence = "a login at Exchange Online that a setting could bring back",
       .cause = "Exchange Online retires basic authentication for SMTP: off by default from the end of "
                "December 2026. A login that is mended now lasts for a while only.",
       .fix = "Send by certificate instead, and in Exchange Online: New-InboundConnector -Name \"<this "
              "server>\" -ConnectorType OnPremises -SenderDomains * -RequireTls $true "
              "-TlsSenderCertificateName \"<name in the certificate>\".",
       .command = by_certificate},
      {.id = "eol-535-573",
       .steps = {auth_start, auth_challenge, auth_result},
       .codes = {"535 5.7.3"},
       .when = is_exchange_online,
       .evidence = "an Exchange Online server",
       .cause = "Exchange Online refuses the login of {account}: wrong password, multi-factor authentication "
                "on the account, security defaults, or SMTP AUTH off for the mailbox.",
       .fix = "Check Authenticated SMTP on the mailbox and the sign-in log, then the password.",
       .command = mailbox_on,
       .confidence = "possible"},
      {.id = "eol-530-5757",
       .steps = {mail_from, rcpt_to, data},
       .codes = {"530"},
       .when = anonymous_to_exchange_online,
       .evidence = "an Exchange Online server",
       .cause = "This is Exchange Online's host for submission, which takes no mail without a login; mode "
                "{mode} makes none.",
       .fix = "Send to the tenant's own host, <tenant>.mail.protection.outlook.com, with an inbound "
              "connector by certificate.",
       .command = by_certificate,
       .blame = Blame::ours},
      {.id = "eol-tenant-attribution",
       .steps = {mail_from, rcpt_to, data},
       .codes = {"550 5.7.64", "550 5.7.51"},
       .cause = "No inbound connector of the tenant recognises this server: its address or its certificate "
                "is not the one that the connector expects.",
       .fix = "Compare TlsSenderCertificateName (or SenderIPAddresses) of the inbound connector with what "
              "this server sends.",
       .command = "Set-SendConnector {connector} -TlsCertificateName \"<I>issuer<S>subject\"; "
                  "Get-InboundConnector | Format-List Name,TlsSenderCertificateName,SenderIPAddresses",
       .blame = Blame::ours},
      {.id = "eol-direct-send",
       .steps = {mail_from, rcpt_to, data},
       .codes = {"550 5.7.68"},
       .cause = "The tenant refuses Direct Send: mail from its own domains without a login or a connector.",
       .fix = "Create an inbound connector for this server, or allow Direct Send again.",
       .command = "Set-OrganizationConfig -RejectDirectSend $false",
       .blame = Blame::policy},
      {.id = "eol-relay",
       .steps = {rcpt_to},
       .codes = {"550 5.4.1"},
       .cause = "Exchange Online does not serve the recipient's domain for this session: the domain is not "
                "accepted by the tenant, or no inbound connector vouches for this server.",
       .fix = "Check the recipient's domain, and the inbound connector of type OnPremises.",
       .command = "Get-AcceptedDomain | Format-Table DomainName,DomainType",
       .confidence = "possible"},
  };
  return rows;
}

}  // namespace authwalk::diagnosis
