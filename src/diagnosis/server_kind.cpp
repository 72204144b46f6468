#include "diagnosis/server_kind.hpp"

#include <array>
#include <string>

#include "diagnosis/evidence.hpp"

namespace authwalk::diagnosis {
namespace {

enum class Where { banner, keyword, reply, smart_host };

struct KindRow {
  std::string_view kind;
  Where where;
  std::string_view words;  // in any case
};

// The first row that fits decides: what a server says of itself goes before how it words a refusal. The texts
// are the defaults of these servers; an administrator may have changed the banner.
constexpr std::array rows{
    KindRow{"Exchange Online", Where::banner, ".outlook.com Microsoft ESMTP MAIL Service"},
    KindRow{"Exchange Online", Where::banner, ".office365.com Microsoft ESMTP MAIL Service"},
    KindRow{"IIS SMTP", Where::banner, "Microsoft ESMTP MAIL Service, Version:"},
    KindRow{"Exchange", Where::banner, "Microsoft ESMTP MAIL Service"},
    KindRow{"Postfix", Where::banner, "ESMTP Postfix"},
    KindRow{"Dovecot", Where::banner, "Dovecot"},
    KindRow{"Exim", Where::banner, "ESMTP Exim"},
    KindRow{"Sendmail", Where::banner, "ESMTP Sendmail"},
    KindRow{"OpenSMTPD", Where::banner, "OpenSMTPD"},
    KindRow{"hMailServer", Where::banner, "hMailServer"},
    KindRow{"Gmail", Where::banner, "gsmtp"},
    KindRow{"Amazon SES", Where::banner, "SimpleEmailService"},
    KindRow{"SendGrid", Where::banner, "SG ESMTP service"},
    KindRow{"Mailgun", Where::banner, "Mailgun"},
    KindRow{"Mimecast", Where::banner, "mimecast"},
    KindRow{"Proofpoint", Where::banner, "pphosted.com"},
    KindRow{"Proofpoint Essentials", Where::banner, "ppe-hosted.com"},
    KindRow{"Barracuda", Where::banner, "barracuda"},
    KindRow{"MessageLabs", Where::banner, "messagelabs.com"},
    KindRow{"MDaemon", Where::banner, "MDaemon"},
    KindRow{"MailEnable", Where::banner, "MailEnable"},
    KindRow{"Haraka", Where::banner, "Haraka"},

    // Verbs of Exchange's own. (IIS SMTP knows X-EXPS too; its banner has told by now.)
    KindRow{"Exchange", Where::keyword, "X-ANONYMOUSTLS"},
    KindRow{"Exchange", Where::keyword, "X-EXCHANGEAUTH"},
    KindRow{"Exchange", Where::keyword, "X-EXPS"},

    KindRow{"Exchange Online", Where::smart_host, ".mail.protection.outlook.com"},
    KindRow{"Exchange Online", Where::smart_host, "smtp.office365.com"},
    KindRow{"Gmail", Where::smart_host, "smtp.gmail.com"},
    KindRow{"Amazon SES", Where::smart_host, ".amazonaws.com"},

    KindRow{"Exchange Online", Where::reply, ".outlook.com"},
    KindRow{"Exchange Online", Where::reply, "SmtpClientAuthentication is disabled"},
    KindRow{"Exchange Online", Where::reply, "535 5.7.139"},
    KindRow{"Exchange Online", Where::reply, "TenantAttribution"},
    KindRow{"Exchange", Where::reply, "535 5.7.3 Authentication unsuccessful"},
    KindRow{"Exchange", Where::reply, "Client was not authenticated"},
    KindRow{"Exchange", Where::reply, "SMTP; Unable to relay"},
    KindRow{"Exchange", Where::reply, "SMTP; Client does not have permissions"},
    KindRow{"Gmail", Where::reply, "gsmtp"},
    KindRow{"hMailServer", Where::reply, "Restarting authentication process"},
    KindRow{"hMailServer", Where::reply, "Delivery is not allowed to this address"},
    KindRow{"Amazon SES", Where::reply, "Authentication Credentials Invalid"},
    KindRow{"Mailgun", Where::reply, "Mailgun is not loving your login"},
    KindRow{"OpenSMTPD", Where::reply, "Invalid command: Must issue"},
    KindRow{"MailEnable", Where::reply, "This mail server requires authentication when attempting to send"},
    KindRow{"Postfix", Where::reply, "Error: authentication"},
    KindRow{"Postfix", Where::reply, "Error: too many"},
    KindRow{"Postfix", Where::reply, ": Relay access denied"},
    KindRow{"Postfix", Where::reply, "Sender address rejected: not"},
    KindRow{"Exim", Where::reply, "535 Incorrect authentication data"},
    KindRow{"Exim", Where::reply, "relay not permitted"},
    KindRow{"Sendmail", Where::reply, "Relaying denied. Proper authentication required"},
};

}  // namespace

std::string_view server_kind(const Transcript& t) {
  std::string keywords;
  for (const std::string& line : t.offers.plain) keywords += line + "\n";
  if (t.offers.tls) {
    for (const std::string& line : *t.offers.tls) keywords += line + "\n";
  }
  const std::string reply = decisive_reply(t);
  for (const KindRow& row : rows) {
    const std::string& seen = row.where == Where::banner    ? t.banner
                              : row.where == Where::keyword ? keywords
                              : row.where == Where::reply   ? reply
                                                            : t.connector.SmartHost;
    if (contains(seen, row.words)) return row.kind;
  }
  return "unknown";
}

bool is_exchange(const Transcript& t) {
  return server_kind(t) == "Exchange";
}

bool is_exchange_online(const Transcript& t) {
  return server_kind(t) == "Exchange Online";
}

}  // namespace authwalk::diagnosis
