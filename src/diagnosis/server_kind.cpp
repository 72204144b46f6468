#include "diagnosis/server_kind.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "diagnosis/evidence.hpp"

namespace authwalk::diagnosis {
namespace {

constexpr std::string_view banner = "banner";
constexpr std::string_view offers = "EHLO";
constexpr std::string_view banner_name = "name in the banner";
constexpr std::string_view smart_host = "smart host";
constexpr std::string_view reply = "reply";

// What says most comes first: the name of a program in its banner, then verbs of its own. A host name says
// who runs it, and the wording of a refusal can be that of a server behind.
constexpr std::array places{banner, offers, banner_name, smart_host, reply};

// The texts are the defaults of these servers; an administrator may have changed the banner.
constexpr std::array rows{
    KindEvidence{"Exchange Online", banner, ".outlook.com Microsoft ESMTP MAIL Service"},
    KindEvidence{"Exchange Online", banner, ".office365.com Microsoft ESMTP MAIL Service"},
    KindEvidence{"IIS SMTP", banner, "Microsoft ESMTP MAIL Service, Version:"},
    KindEvidence{"Exchange", banner, "Microsoft ESMTP MAIL Service"},
    KindEvidence{"Postfix", banner, "ESMTP Postfix"},
    KindEvidence{"Dovecot", banner, "Dovecot"},
    KindEvidence{"Exim", banner, "ESMTP Exim"},
    KindEvidence{"Sendmail", banner, "ESMTP Sendmail"},
    KindEvidence{"OpenSMTPD", banner, "OpenSMTPD"},
    KindEvidence{"hMailServer", banner, "hMailServer"},
    KindEvidence{"Gmail", banner, "gsmtp"},
    KindEvidence{"Amazon SES", banner, "SimpleEmailService"},
    KindEvidence{"SendGrid", banner, "SG ESMTP service"},
    KindEvidence{"Mailgun", banner, "Mailgun"},
    KindEvidence{"MDaemon", banner, "MDaemon"},
    KindEvidence{"MailEnable", banner, "MailEnable"},
    KindEvidence{"Haraka", banner, "Haraka"},

    // Verbs of Exchange's own. (IIS SMTP knows X-EXPS too; its banner has told by now.)
    KindEvidence{"Exchange", offers, "X-ANONYMOUSTLS"},
    KindEvidence{"Exchange", offers, "X-EXCHANGEAUTH"},
    KindEvidence{"Exchange", offers, "X-EXPS"},
    KindEvidence{"Gmail", offers, "PLAIN-CLIENTTOKEN"},

    // Gateways whose banner gives a name and no product.
    KindEvidence{"Mimecast", banner_name, "mimecast"},
    KindEvidence{"Proofpoint", banner_name, "pphosted.com"},
    KindEvidence{"Proofpoint Essentials", banner_name, "ppe-hosted.com"},
    KindEvidence{"Barracuda", banner_name, "barracuda"},
    KindEvidence{"MessageLabs", banner_name, "messagelabs.com"},

    KindEvidence{"Exchange Online", smart_host, ".mail.protection.outlook.com"},
    KindEvidence{"Exchange Online", smart_host, "smtp.office365.com"},
    KindEvidence{"Gmail", smart_host, "smtp.gmail.com"},
    KindEvidence{"Gmail", smart_host, "smtp-relay.gmail.com"},
    KindEvidence{"Amazon SES", smart_host, ".amazonaws.com"},
    KindEvidence{"SendGrid", smart_host, "smtp.sendgrid.net"},
    KindEvidence{"Mailgun", smart_host, ".mailgun.org"},
    KindEvidence{"Mimecast", smart_host, ".mimecast.com"},
    KindEvidence{"Proofpoint Essentials", smart_host, ".ppe-hosted.com"},
    KindEvidence{"Proofpoint", smart_host, ".pphosted.com"},
    KindEvidence{"Barracuda", smart_host, ".barracudanetworks.com"},
    KindEvidence{"MessageLabs", smart_host, ".messagelabs.com"},

    KindEvidence{"Exchange Online", reply, ".outlook.com"},
    KindEvidence{"Exchange Online", reply, "SmtpClientAuthentication is disabled"},
    KindEvidence{"Exchange Online", reply, "535 5.7.139"},
    KindEvidence{"Exchange Online", reply, "550 5.7.30 Basic authentication is not supported"},
    KindEvidence{"Exchange Online", reply, "TenantAttribution"},
    KindEvidence{"Exchange Online", reply, "TenantInboundAttribution"},
    KindEvidence{"Exchange", reply, "535 5.7.3 Authentication unsuccessful"},
    KindEvidence{"Exchange", reply, "504 5.7.4 Unrecognized authentication type"},
    KindEvidence{"Exchange", reply, "Client was not authenticated"},
    KindEvidence{"Exchange", reply, "550 5.7.1 Unable to relay"},
    KindEvidence{"Exchange", reply, "SMTP; Unable to relay"},
    KindEvidence{"Exchange", reply, "SMTP; Client does not have permissions"},
    KindEvidence{"Exchange", reply, "Client does not have permissions to send as this sender"},
    KindEvidence{"Exchange", reply, "220 2.0.0 SMTP server ready"},
    KindEvidence{"Gmail", reply, "gsmtp"},
    KindEvidence{"Gmail", reply, "at your service, ["},
    KindEvidence{"Gmail", reply, "5.7.8 Username and Password not accepted"},
    KindEvidence{"hMailServer", reply, "Restarting authentication process"},
    KindEvidence{"hMailServer", reply, "Delivery is not allowed to this address"},
    KindEvidence{"hMailServer", reply, "530 SMTP authentication is required"},
    KindEvidence{"hMailServer", reply, "A SSL/TLS-connection is required for authentication"},
    KindEvidence{"Amazon SES", reply, "Authentication Credentials Invalid"},
    KindEvidence{"Amazon SES", reply, "not subscribed to SES"},
    KindEvidence{"Amazon SES", reply, "ses:SendRawEmail"},
    KindEvidence{"SendGrid", reply, "Maximum credits exceeded"},
    KindEvidence{"SendGrid", reply, "verified Sender Identity"},
    KindEvidence{"Mailgun", reply, "Mailgun is not loving your login"},
    KindEvidence{"Mimecast", reply, "mimecast.com"},
    KindEvidence{"Barracuda", reply, "Barracuda Reputation"},
    KindEvidence{"Proofpoint Essentials", reply, "User email address is marked as invalid"},
    KindEvidence{"MessageLabs", reply, "you are trying to use me"},
    KindEvidence{"OpenSMTPD", reply, "Invalid command: Must issue"},
    KindEvidence{"OpenSMTPD", reply, "Security features not supported: AUTH method"},
    KindEvidence{"MailEnable", reply, "This mail server requires authentication when attempting to send"},
    KindEvidence{"Postfix", reply, "Error: authentication"},
    KindEvidence{"Postfix", reply, "Error: too many"},
    KindEvidence{"Postfix", reply, ": Relay access denied"},
    KindEvidence{"Postfix", reply, "Sender address rejected: not"},
    KindEvidence{"Postfix", reply, "Client host rejected:"},
    KindEvidence{"Postfix", reply, "I can break rules, too"},
    KindEvidence{"Dovecot", reply, "235 2.7.0 Logged in."},
    KindEvidence{"Exim", reply, "535 Incorrect authentication data"},
    KindEvidence{"Exim", reply, "AUTH command used when not advertised"},
    KindEvidence{"Exim", reply, "relay not permitted"},
    KindEvidence{"Sendmail", reply, "Relaying denied. Proper authentication required"},
    KindEvidence{"Sendmail", reply, "TLS not available after start"},
    KindEvidence{"Haraka", reply, "500 TLS Negotiation Failed"},
    KindEvidence{"Haraka", reply, "Haraka is at your service"},
};

std::string keywords(const Transcript& t) {
  std::string all;
  for (const std::string& line : t.offers.plain) all += line + "\n";
  if (t.offers.tls) {
    for (const std::string& line : *t.offers.tls) all += line + "\n";
  }
  return all;
}

// The reply that decided and those of all steps, the banner excepted. (A reply stands there twice at times.)
std::string replies(const Transcript& t) {
  std::string all = decisive_reply(t) + "\n";
  for (const StepRow& step : steps()) {
    if (const auto& said = t.at(step.step).reply; said && step.step != Step::banner)
      all += said->text() + "\n";
  }
  return all;
}

std::string text_at(std::string_view place, const Transcript& t) {
  if (place == offers) return keywords(t);
  if (place == smart_host) return t.connector.SmartHost;
  if (place == reply) return replies(t);
  return t.banner;
}

// A text within a longer one that fits too says nothing more; neither does the family of a kind that fits.
bool covered(const KindEvidence& a, const KindEvidence& b) {
  if (a.kind == b.kind) return false;
  return is_a(b.kind, a.kind) || (a.words != b.words && contains(b.words, a.words));
}

std::vector<KindEvidence> found_at(std::string_view place, const Transcript& t) {
  std::vector<KindEvidence> found;
  const std::string text = text_at(place, t);
  if (text.empty()) return found;
  for (const KindEvidence& row : rows) {
    if (row.where == place && contains(text, row.words)) found.push_back(row);
  }
  const std::vector<KindEvidence> all = found;
  std::erase_if(found, [&](const KindEvidence& a) {
    return std::ranges::any_of(all, [&](const KindEvidence& b) { return covered(a, b); });
  });
  return found;
}

std::string_view kind_of(const std::vector<KindEvidence>& found) {
  const bool one = std::ranges::all_of(found, [&](const auto& row) { return row.kind == found[0].kind; });
  return one ? found[0].kind : unknown_server;
}

}  // namespace

ServerKind recognise_server(const Transcript& t) {
  ServerKind server;
  bool decided = false;
  for (std::string_view place : places) {
    const std::vector<KindEvidence> found = found_at(place, t);
    if (found.empty()) continue;
    if (!decided) server.kind = kind_of(found);
    decided = true;
    for (const KindEvidence& row : found) {
      const bool agrees = is_a(server.kind, row.kind) || is_a(row.kind, server.kind);
      (agrees ? server.evidence : server.against).push_back(row);
    }
  }
  return server;
}

std::string_view server_kind(const Transcript& t) {
  for (std::string_view place : places) {
    if (const std::vector<KindEvidence> found = found_at(place, t); !found.empty()) return kind_of(found);
  }
  return unknown_server;
}

bool is_exchange(const Transcript& t) {
  return server_kind(t) == "Exchange";
}

bool is_exchange_online(const Transcript& t) {
  return server_kind(t) == "Exchange Online";
}

std::span<const KindEvidence> kind_evidence() {
  return rows;
}

}  // namespace authwalk::diagnosis
