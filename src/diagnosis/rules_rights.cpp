// What the session may do: sender, recipient, message.
#include "diagnosis/evidence.hpp"
#include "diagnosis/rule.hpp"
#include "diagnosis/server_kind.hpp"

namespace authwalk::diagnosis {
namespace {

using enum Step;
using enum Class;

bool external(const Transcript& t) {
  return t.mode == Mode::ExternalAuthoritative && (is_exchange(t) || server_kind(t) == "unknown");
}

bool in_clear(const Transcript& t) {
  return !inside_tls(t);
}

bool null_sender(const Transcript& t) {
  return refused_sender(t).empty() && !(fragment(t) && t.transactions.empty());
}

bool exchange_online(const Transcript& t) {
  return is_exchange_online(t);
}

bool took_another_recipient(const Transcript& t) {
  return !accepted_recipient(t).empty();
}

bool logs_on(const Transcript& t) {
  return authenticates(t);
}

bool anonymous(const Transcript& t) {
  return !authenticates(t);
}

}  // namespace

std::span<const Rule> rights_rules() {
  static const std::vector<Rule> rows{
      {.id = "external-not-recognised",
       .steps = {mail_from, rcpt_to},
       .classes = {auth_required, relay_denied},
       .when = external,
       .evidence = "mode ExternalAuthoritative",
       .cause = "The server treats this session as a stranger's: no Receive connector with "
                "ExternalAuthoritative covers this machine's address.",
       .fix = "On the receiving server add the address to a Receive connector that is externally secured, "
              "and only that address. Behind NAT it is the public one.",
       .command = "Set-ReceiveConnector \"<Receive connector>\" -AuthMechanism Tls,ExternalAuthoritative "
                  "-PermissionGroups ExchangeServers -RemoteIPRanges {local-address}",
       .blame = Blame::policy},
      {.id = "mail-530-starttls",
       .steps = {mail_from, rcpt_to, data},
       .words = {"STARTTLS", "requires encryption", "requires tls", "TLS required"},
       .when = in_clear,
       .evidence = "a session in clear",
       .cause = "The server takes mail only inside TLS, and this session did not come through STARTTLS.",
       .fix = "Let the connector use STARTTLS and demand it.",
       .command = "Set-SendConnector {connector} -IgnoreSTARTTLS $false -RequireTLS $true",
       .blame = Blame::ours},
      {.id = "mail-530-5757",
       .kind = Kind::usual,
       .steps = {mail_from, rcpt_to, data},
       .words = {"Client was not authenticated", "not authenticated to send"},
       .when = anonymous,
       .evidence = "a mode without a login",
       .cause = "The Receive connector takes no anonymous mail, not even to its own organisation: "
                "AnonymousUsers is not among its permission groups, and mode {mode} does not log on.",
       .fix = "Log on with BasicAuthRequireTLS, or have AnonymousUsers added on a Receive connector for this "
              "address.",
       .command = "Set-SendConnector {connector} -SmartHostAuthMechanism BasicAuthRequireTLS "
                  "-AuthenticationCredential {credential}",
       .blame = Blame::policy},
      {.id = "mail-530-auth",
       .kind = Kind::usual,
       .steps = {mail_from, rcpt_to, data},
       .classes = {auth_required},
       .when = anonymous,
       .evidence = "a mode without a login",
       .cause = "The server takes mail only after a login, and mode {mode} makes none.",
       .fix =
           "Use BasicAuthRequireTLS with a credential of the smart host, or have this address trusted there.",
       .command = "Set-SendConnector {connector} -SmartHostAuthMechanism BasicAuthRequireTLS "
                  "-AuthenticationCredential {credential}",
       .blame = Blame::policy},
      {.id = "mail-451-directory",
       .steps = {mail_from, data},
       .when = directory_fault,
       .evidence = "a sender that the server could not look up: 4.7.0 after the logon, or event 1024",
       .cause = "The Exchange server could not look the rights of {sender} up in Active Directory: its event "
                "1024. It is the server's directory, not the credential.",
       .fix = "Have the domain controllers of the receiving server checked; the sender may be tried again as "
              "it is.",
       .command = "Get-WinEvent -FilterHashtable @{LogName=\"Application\"; "
                  "ProviderName=\"MSExchangeTransport\"; Id=1024} -MaxEvents 5",
       .blame = Blame::server,
       .transient = true},
      {.id = "sender-object-invalid",
       .steps = {mail_from, data},
       .when = sender_object_invalid,
       .evidence = "a sender that the server calls invalid after a logon (5.1.7), or event 1025",
       .cause = "Exchange looked {sender} up in its directory, and the object does not pass its checks: its "
                "event 1025. Or the address itself is malformed.",
       .fix = "Mend the object's addresses and names on the receiving side, then send again; neither the "
              "credential nor a right is missing.",
       .command = "Get-Recipient {sender} | Format-List "
                  "RecipientTypeDetails,PrimarySmtpAddress,EmailAddresses,IsValid",
       .confidence = "possible",
       .blame = Blame::policy,
       .transient = false},
      {.id = "mail-anonymous-own-domain",
       .steps = {mail_from, rcpt_to, data},
       .words = {"Anonymous client does not have permission"},
       .cause = "{sender} belongs to a domain of the receiving organisation, and an anonymous session may "
                "not send as one of its addresses.",
       .fix = "Log on, send as an address of another domain, or give anonymous sessions of this one "
              "connector the right.",
       .command = "Get-ReceiveConnector \"<Receive connector>\" | Add-ADPermission -User \"NT "
                  "AUTHORITY\\ANONYMOUS LOGON\" -ExtendedRights "
                  "ms-Exch-SMTP-Accept-Authoritative-Domain-Sender",
       .blame = Blame::policy},
      {.id = "mail-null-sender",
       .steps = {mail_from, rcpt_to, data},
       .classes = {sender_rejected, send_as_denied},
       .when = null_sender,
       .evidence = "the null sender",
       .cause = "The walk wrote as the null sender <>, which belongs to nobody: a server that compares the "
                "sender with the login refuses it, although real mail may pass.",
       .fix = "Walk again with the address that Exchange sends as.",
       .command = "authwalk walk --from <sender>",
       .confidence = "possible",
       .blame = Blame::ours},
      {.id = "eol-5760",
       .steps = {mail_from, rcpt_to, data},
       .classes = {send_as_denied},
       .when = exchange_online,
       .evidence = "an Exchange Online server",
       .cause = "The login is right, but {account} may not send as {sender}: in Exchange Online one login "
                "sends as its own mailbox only.",
       .fix = "Give the mailbox Send-As for each address, or relay by a connector with a certificate, which "
              "knows no such limit.",
       .command = "Add-RecipientPermission {sender} -Trustee {user} -AccessRights SendAs",
       .blame = Blame::policy},
      {.id = "sender-not-owned",
       .steps = {mail_from, rcpt_to, data},
       .words = {"not owned by user", "not logged in"},
       .cause = "The server binds senders to logins, and {sender} is not among those of {account}.",
       .fix =
           "Have the address added to the login (Postfix: smtpd_sender_login_maps), or send as one that is.",
       .command = "authwalk walk --from <sender>",
       .blame = Blame::policy},
      {.id = "data-5760",
       .kind = Kind::usual,
       .steps = {mail_from, rcpt_to, data},
       .codes = {"550"},
       .words = {"5.7.60", "permissions to send as this sender"},
       .cause = "The login is right, but {account} has no Send-As right for {sender}. Exchange mostly says "
                "so only at the end of the message.",
       .fix = "Give the account Send-As on the sender's mailbox; for a relay account, "
              "ms-Exch-SMTP-Accept-Any-Sender on the Receive connector.",
       .command = "Get-Mailbox {sender} | Add-ADPermission -User {user} -ExtendedRights \"Send As\"",
       .blame = Blame::policy},
      {.id = "sender-identity-unverified",
       .steps = {mail_from, rcpt_to, data},
       .words = {"not verified", "verified Sender Identity", "not authorized to send from"},
       .cause = "The provider delivers only for senders that it has verified, and {sender} is not one, or "
                "not in this region.",
       .fix = "Have the address or its whole domain verified in the provider's console.",
       .command = "authwalk walk --from <sender>",
       .blame = Blame::ours},
      {.id = "sender-refused",
       .kind = Kind::fallback,
       .classes = {sender_rejected},
       .cause = "The server's rules for senders stop {sender}: its form, its domain, or a list.",
       .fix = "Walk again with a sender that Exchange really uses; on an Exchange receiver look at the "
              "sender filter.",
       .command =
           "Get-SenderFilterConfig | Format-List BlockedSenders,BlockedDomains,BlankSenderBlockingEnabled",
       .confidence = "possible"},

      {.id = "rcpt-only-inside",
       .steps = {rcpt_to},
       .classes = {relay_denied},
       .when = took_another_recipient,
       .evidence = "a recipient that was accepted, besides the one that was not",
       .cause = "{accepted-recipient} was taken and {recipient} was not: this session may write to the "
                "server's own organisation, and has no right to relay out of it.",
       .fix = "See whether the domain of the refused recipient should be one of the server's own; else it "
              "is the right to relay that is missing.",
       .command = "Get-AcceptedDomain | Format-Table DomainName,DomainType",
       .blame = Blame::policy},
      {.id = "rcpt-inside-restricted",
       .steps = {rcpt_to, data},
       .words = {"RESOLVER.RST.AuthRequired"},
       .cause = "{recipient} is inside the organisation and takes mail only from senders that have logged "
                "on: the group or mailbox has RequireSenderAuthenticationEnabled.",
       .fix = "Log on, or let the recipient take mail from outside.",
       .command = "Set-DistributionGroup {recipient} -RequireSenderAuthenticationEnabled $false",
       .blame = Blame::policy},
      {.id = "rcpt-5754",
       .steps = {rcpt_to, data},
       .codes = {"550"},
       .words = {"5.7.54", "Unable to relay"},
       .when = anonymous,
       .evidence = "a mode without a login",
       .cause = "{recipient} is in no accepted domain of the Exchange server, and this anonymous session has "
                "no right to relay.",
       .fix = "Log on, or give anonymous sessions of one Receive connector the right, with this server's "
              "address alone in its RemoteIPRanges: else it is an open relay.",
       .command = "Get-ReceiveConnector \"<Receive connector>\" | Add-ADPermission -User \"NT "
                  "AUTHORITY\\ANONYMOUS LOGON\" -ExtendedRights ms-Exch-SMTP-Accept-Any-Recipient",
       .blame = Blame::policy},
      {.id = "rcpt-5754-account",
       .steps = {rcpt_to, data},
       .codes = {"550"},
       .words = {"5.7.54", "Unable to relay"},
       .when = logs_on,
       .evidence = "a mode with a login",
       .cause = "{recipient} is in no accepted domain of the Exchange server, and {account} has no right to "
                "relay there.",
       .fix = "Have ExchangeUsers added to the Receive connector's permission groups, or the right given to "
              "the account.",
       .command =
           "Get-ReceiveConnector \"<Receive connector>\" | Add-ADPermission -User {user} -ExtendedRights "
           "ms-Exch-SMTP-Accept-Any-Recipient",
       .blame = Blame::policy},
      {.id = "rcpt-554-relay",
       .kind = Kind::fallback,
       .steps = {rcpt_to, data},
       .classes = {relay_denied, rejected_temporarily, recipient_rejected},
       .words = {"relay access denied", "relaying denied", "relay not permitted", "mail relay denied",
                 "not permitted to relay", "delivery is not allowed", "credentials for relay", "open relay"},
       .cause = "The server does not relay to {recipient} for this session: it knows neither this address "
                "nor a login that may.",
       .fix = "Log on, or have this server's address added where the smart host keeps those it trusts "
              "(Postfix: mynetworks).",
       .command = "Set-SendConnector {connector} -SmartHostAuthMechanism BasicAuthRequireTLS "
                  "-AuthenticationCredential {credential}",
       .blame = Blame::policy},
      {.id = "rcpt-reserved",
       .steps = {rcpt_to},
       .codes = {"550 5.1.4", "550 5.1.5"},
       .cause = "Exchange refuses recipients in domains that are reserved for examples (RFC 2606), before it "
                "looks at rights.",
       .fix = "Walk again with a real address as --to.",
       .command = "authwalk walk --to <recipient>",
       .blame = Blame::ours},
      {.id = "rcpt-unknown",
       .steps = {rcpt_to},
       .codes = {"550 5.1.1", "550 5.1.10"},
       .cause = "The server serves the recipient's domain and knows nobody named {recipient}. That says "
                "nothing about the right to relay.",
       .fix = "Walk again with an address that exists, and with one outside the server's domains to test "
              "relaying.",
       .command = "authwalk walk --to <recipient>",
       .blame = Blame::ours},
      {.id = "rcpt-greylisted",
       .kind = Kind::fallback,
       .steps = {rcpt_to},
       .classes = {rejected_temporarily},
       .cause = "The server puts unknown senders off once (greylisting), or cannot check the recipient now.",
       .fix = "Try again after some minutes; Exchange does so by itself.",
       .command = "Get-Queue | Where-Object { $_.Status -eq \"Retry\" } | Format-List Identity,LastError",
       .confidence = "possible",
       .transient = true},
      {.id = "recipient-refused",
       .kind = Kind::fallback,
       .classes = {recipient_rejected, relay_denied},
       .cause = "The server does not take {recipient} from this session.",
       .fix = "Ask the smart host's owner whether the address is wrong or the right to relay is missing.",
       .confidence = "possible"},
  };
  return rows;
}

}  // namespace authwalk::diagnosis
