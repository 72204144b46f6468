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

bool null_sender(const Transcript& t) {
  return refused_sender(t).empty() && !t.transactions.empty();
}

bool took_another_recipient(const Transcript& t) {
  return !accepted_recipient(t).empty();
}

bool logs_on_to_exchange(const Transcript& t) {
  return authenticates(t) && is_exchange(t);
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
      {.id = "mail-null-sender",
       .steps = {mail_from, rcpt_to, data},
       .classes = {sender_rejected, send_as_denied},
       .when = null_sender,
       .evidence = "the null sender",
       .of_records = true,
       .cause = "The walk wrote as the null sender <>, which belongs to nobody: a server that compares the "
                "sender with the login refuses it, although real mail may pass.",
       .fix = "Walk again with the address that Exchange sends as.",
       .command = "authwalk walk --from <sender>",
       .confidence = "possible",
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
      {.id = "rcpt-5754-account",
       .steps = {rcpt_to, data},
       .classes = {relay_denied},
       .when = logs_on_to_exchange,
       .evidence = "a mode with a login, and an Exchange server",
       .cause = "{recipient} is in no accepted domain of the Exchange server, and {account} has no right to "
                "relay there.",
       .fix = "Have ExchangeUsers added to the Receive connector's permission groups, or the right given to "
              "the account.",
       .command =
           "Get-ReceiveConnector \"<Receive connector>\" | Add-ADPermission -User {user} -ExtendedRights "
           "ms-Exch-SMTP-Accept-Any-Recipient",
       .blame = Blame::policy},
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
