// What Microsoft's user action for an event asks for, as commands with the names of this walk.
#include "diagnosis/events.hpp"
#include "diagnosis/evidence.hpp"
#include "diagnosis/rule.hpp"

namespace authwalk::diagnosis {
namespace {

bool logs_2003(const Transcript& t) {
  const std::optional<Event> event = event_of(t);
  // The three things are named with what this session shows of them.
  const bool offers_known = !t.auth.offered.empty() || !t.offers.plain.empty() || t.offers.tls;
  return event && event->id == 2003 && offers_known && (inside_tls(t) || in_clear(t));
}

bool logs_2003_of_a_password(const Transcript& t) {
  return logs_2003(t) && !exchange_mode(t);
}

bool logs_2003_of_a_token(const Transcript& t) {
  return logs_2003(t) && exchange_mode(t);
}

}  // namespace

std::span<const Rule> event_note_rules() {
  static const std::vector<Rule> rows{
      {.id = "event-2003-steps",
       .kind = Kind::note,
       .when = logs_2003_of_a_password,
       .evidence = "event 2003, in a mode with a password",
       .cause = "Event 2003 asks for three things: a mechanism that both ends have (the server offers "
                "{offered-logins}, {tried-or-needed}), the right credential ({account}), and the "
                "certificates that are required (the session was {protection}).",
       .fix = "Check them in this order: compare the mode with the offer, enter the credential again, and "
              "see that each server has a certificate for SMTP that carries its name and is in date.",
       .command = "Get-SendConnector {connector} | Format-List "
                  "SmartHosts,SmartHostAuthMechanism,RequireTLS,TlsAuthLevel,TlsCertificateName; "
                  "Set-SendConnector {connector} -AuthenticationCredential {credential}; "
                  "Get-ExchangeCertificate | Format-List Thumbprint,Services,NotAfter,CertificateDomains",
       .confidence = "possible"},
      {.id = "event-2003-steps-exchange",
       .kind = Kind::note,
       .when = logs_2003_of_a_token,
       .evidence = "event 2003, in mode ExchangeServer",
       .cause =
           "Event 2003 asks for three things: a mechanism that both ends have (the server offers "
           "{offered-logins}, {tried-or-needed}), the right credential ({principal}, for {spn}), and the "
           "certificates that are required (the session was {protection}).",
       .fix = "Check them in this order: ExchangeServer on both connectors, the service principal on the "
              "receiving server's own account, and a certificate for SMTP on each server.",
       .command = "Get-SendConnector {connector} | Format-List "
                  "SmartHosts,SmartHostAuthMechanism,TlsCertificateName; Get-ReceiveConnector \"<Receive "
                  "connector>\" | Format-List AuthMechanism,PermissionGroups; setspn -Q {spn}; "
                  "Get-ExchangeCertificate | Format-List Thumbprint,Services,NotAfter,CertificateDomains",
       .confidence = "possible"},
      {.id = "event-1024-logging",
       .kind = Kind::note,
       .when = directory_fault,
       .evidence = "the directory fault of event 1024",
       .cause = "Event 1024 asks for protocol logging next: it shows the reply and its moment on both sides.",
       .fix = "Send once more, then read, below the Exchange folder: here "
              "TransportRoles\\Logs\\Hub\\ProtocolLog\\SmtpSend (FrontEnd in place of Hub with "
              "FrontendProxyEnabled), there TransportRoles\\Logs\\FrontEnd\\ProtocolLog\\SmtpReceive and the "
              "same under Hub. Set None again afterwards.",
       .command = "Set-SendConnector {connector} -ProtocolLoggingLevel Verbose; Set-ReceiveConnector "
                  "\"<Receive connector>\" -ProtocolLoggingLevel Verbose"},
      {.id = "event-1024-send-as",
       .kind = Kind::note,
       .when = directory_fault,
       .evidence = "the directory fault of event 1024",
       .cause = "The right that could not be looked up is that of {account} to send as {sender}: Send As on "
                "the mailbox, or, for the organisation's own domains, "
                "ms-Exch-SMTP-Accept-Authoritative-Domain-Sender on the Receive connector.",
       .fix = "See whether it is there (the first two commands); when it is not, give the one or the other.",
       .command =
           "Get-Mailbox {sender} | Get-ADPermission -User {user} | Format-Table User,ExtendedRights,Deny; "
           "Get-ReceiveConnector \"<Receive connector>\" | Get-ADPermission -User {user} | Format-Table "
           "User,ExtendedRights,Deny; Get-Mailbox {sender} | Add-ADPermission -User {user} -ExtendedRights "
           "\"Send As\"; Get-ReceiveConnector \"<Receive connector>\" | Add-ADPermission -User {user} "
           "-ExtendedRights ms-Exch-SMTP-Accept-Authoritative-Domain-Sender"},
  };
  return rows;
}

}  // namespace authwalk::diagnosis
