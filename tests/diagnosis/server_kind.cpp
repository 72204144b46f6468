#include "diagnosis/server_kind.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/diagnosis.hpp>
#include <set>

#include "diagnosis/samples.hpp"
#include "knowledge/reply_rows.hpp"

using namespace authwalk;
using diagnosis::KindEvidence;
using diagnosis::recognise_server;
using diagnosis::ServerKind;
using samples::Walk;

namespace {

// A walk in which nothing but these words tells the server.
Walk walk_with(const KindEvidence& row) {
  Walk walk(Mode::None);
  const std::string words(row.words);
  if (row.where == "banner" || row.where == "name in the banner") walk.banner("220 mx" + words + " ready");
  if (row.where == "EHLO") walk.offers({"SIZE 37748736", words});
  if (row.where == "smart host") walk.host("relay" + words);
  if (row.where == "reply") {
    const bool whole = words.size() > 4 && words[3] == ' ' && words.find_first_not_of("0123456789") == 3;
    walk.refused(Step::rcpt_to, Class::rejected, (whole ? "" : "550 before ") + words + " after");
  }
  return walk;
}

}  // namespace

TEST_SUITE_BEGIN("diagnosis");

TEST_CASE("a server is known by its banner, its offers and its words") {
  Walk walk(Mode::None);
  const auto kind = [&] { return diagnose(walk).server_kind; };
  CHECK(kind() == "unknown");

  SUBCASE("banners") {
    const std::pair<const char*, const char*> banners[] = {
        {"220 MX01.contoso.example Microsoft ESMTP MAIL Service ready at Sat, 21 Nov 2026", "Exchange"},
        {"220 AM0PR0102CA0001.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready",
         "Exchange Online"},
        {"220 mx Microsoft ESMTP MAIL Service, Version: 10.0.17763 ready", "IIS SMTP"},
        {"220 mx.contoso.example ESMTP Postfix (Debian)", "Postfix"},
        {"220 mx Dovecot ready.", "Dovecot"},
        {"220 mx ESMTP Exim 4.96", "Exim"},
        {"220 mx ESMTP Sendmail 8.17", "Sendmail"},
        {"220 mx ESMTP OpenSMTPD", "OpenSMTPD"},
        {"220 smtp.gmail.com ESMTP ffacd0b85a97d - gsmtp", "Gmail"},
        {"220 email-smtp.amazonaws.com ESMTP SimpleEmailService-d-ABC", "Amazon SES"}};
    for (const auto& [banner, expected] : banners) {
      CAPTURE(banner);
      walk.banner(banner);
      CHECK(kind() == expected);
    }
  }
  SUBCASE("offers") {
    walk.offers({"SIZE 37748736", "x-anonymoustls"});
    CHECK(kind() == "Exchange");
  }
  SUBCASE("words of a refusal") {
    walk.refused(Step::rcpt_to, Class::relay_denied, "554 5.7.1 <a@example.net>: Relay access denied");
    CHECK(kind() == "Postfix");
    walk.refused(Step::auth_result, Class::bad_credentials,
                 "535 Authentication failed. Restarting authentication process.");
    CHECK(kind() == "hMailServer");
  }
  SUBCASE("the name of a well-known host") {
    walk.host("smtp.office365.com", 587);
    CHECK(kind() == "Exchange Online");
  }
  SUBCASE("a banner goes before the wording of a relay behind it") {
    walk.banner("mx ESMTP Postfix")
        .refused(Step::auth_result, Class::bad_credentials, "535 5.7.3 Authentication unsuccessful");
    CHECK(kind() == "Postfix");
  }
}

TEST_CASE("server kind: each row of the evidence decides when it stands alone") {
  for (const KindEvidence& row : diagnosis::kind_evidence()) {
    CAPTURE(row.where);
    CAPTURE(row.words);
    const ServerKind server = recognise_server(walk_with(row));
    CHECK(server.kind == row.kind);
    CHECK(std::ranges::find(server.evidence, row) != server.evidence.end());
    CHECK(server.against.empty());
  }
}

TEST_CASE("server kind: every server of the catalogue is known by what it really says") {
  struct Sample {
    std::string_view kind;
    std::string banner;
    std::string_view reply;
  };
  const Sample seen[] = {
      {"Exchange",
       "220 mx.contoso.example Microsoft ESMTP MAIL Service ready at Sat, 21 Nov 2026 12:00:00 +0100", ""},
      {"Exchange", "220 ready", "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"},
      {"Exchange Online", "220 AM0PR01CA0001.outlook.office365.com Microsoft ESMTP MAIL Service ready at Sat",
       ""},
      {"Exchange Online", "220 ready",
       "530 5.7.57 Client not authenticated to send mail. [AM0PR01.PROD.OUTLOOK.COM]"},
      {"Postfix", "220 mx.contoso.example ESMTP Postfix (Debian/GNU)", ""},
      {"Postfix", "220 ready", "535 5.7.8 Error: authentication failed: authentication failure"},
      {"Exim", "220 mx.contoso.example ESMTP Exim 4.96 Sat, 21 Nov 2026 12:00:00 +0000", ""},
      {"Sendmail", "220 mx.contoso.example ESMTP Sendmail 8.17.1/8.17.1; Sat, 21 Nov 2026 12:00:00 GMT", ""},
      {"OpenSMTPD", "220 mx.contoso.example ESMTP OpenSMTPD", ""},
      {"OpenSMTPD", "220 ready", "530 5.5.1 Invalid command: Must issue an AUTH command first"},
      {"hMailServer", "220 ready", "535 Authentication failed. Restarting authentication process."},
      {"Gmail", "220 smtp.gmail.com ESMTP 5b1f17b1804b1-47787e442dfsm1.0 - gsmtp", ""},
      {"Amazon SES", "220 email-smtp.amazonaws.com ESMTP SimpleEmailService-d-A1B2C3 abc", ""},
      {"SendGrid", "220 SG ESMTP service ready at geopod-ismtpd-1", ""},
      {"Mailgun", "220 Mailgun Influx ready", ""},
      {"Mimecast", "220 eu-smtp-1.mimecast.com ESMTP; Sat, 21 Nov 2026 12:00:00 +0000", ""},
      {"Proofpoint", "220 mx0a-00000001.pphosted.com ESMTP mfa-m0000001", ""},
      {"Proofpoint Essentials", "220 dispatch1-eu1.ppe-hosted.com ESMTP", ""},
      {"Barracuda", "220 d000001a.ess.barracudanetworks.com ESMTP", ""},
      {"Barracuda", "220 ready",
       "554 Service unavailable; Client host [192.0.2.7] blocked using Barracuda Reputation"},
      {"MDaemon", "220 mx.contoso.example ESMTP MDaemon 23.5.1; Sat, 21 Nov 2026 12:00:00 +0100", ""},
      {"MessageLabs", "220 server-1.bemta.az-a.eu-west-1.aws.messagelabs.com ESMTP", ""},
      {"MailEnable", "220 contoso.example ESMTP MailEnable Service, Version: 10.44--10.44 ready at 11/21/26",
       ""},
      {"Haraka", "220 mx.contoso.example ESMTP Haraka/3.0.3 ready", ""},
      {"Dovecot", "220 mx.contoso.example Dovecot (Debian) ready.", ""},
      {"IIS SMTP", "220 mx.contoso.example Microsoft ESMTP MAIL Service, Version: 10.0.20348.1 ready at Sat",
       ""},
  };
  std::set<std::string_view> with_sample;
  for (const Sample& sample : seen) {
    CAPTURE(sample.banner);
    CAPTURE(sample.reply);
    Walk walk(Mode::BasicAuth);
    walk.banner(sample.banner);
    if (!sample.reply.empty()) walk.refused(Step::mail_from, Class::rejected, sample.reply);
    const ServerKind server = recognise_server(walk);
    CHECK(server.kind == sample.kind);
    CHECK(server.against.empty());
    CHECK(diagnosis::server_kind(walk) == server.kind);
    with_sample.insert(sample.kind);
  }
  for (const knowledge::ReplyRow& row : knowledge::reply_rows()) {
    const bool server = row.who != knowledge::any_server && row.who != knowledge::sending_side &&
                        row.who != knowledge::this_system && row.who != knowledge::cisco_firewall &&
                        row.who != knowledge::middlebox;
    CAPTURE(row.who);
    if (server) CHECK(with_sample.contains(row.who));
  }
}

TEST_CASE("server kind: contradictory evidence is reported and not guessed") {
  Walk walk(Mode::BasicAuth);
  SUBCASE("within one place nobody wins") {
    walk.banner("220 mx ESMTP Postfix before ESMTP Exim 4.96");
    const ServerKind server = recognise_server(walk);
    CHECK(server.kind == "unknown");
    CHECK(server.evidence.empty());
    REQUIRE(server.against.size() == 2);
    CHECK(server.against[0] == KindEvidence{"Postfix", "banner", "ESMTP Postfix"});
    CHECK(server.against[1] == KindEvidence{"Exim", "banner", "ESMTP Exim"});
    CHECK(diagnosis::server_kind(walk) == "unknown");
  }
  SUBCASE("the surer place decides, and the other is named") {
    walk.banner("220 mx ESMTP Postfix")
        .offers({"X-EXPS GSSAPI NTLM"})
        .refused(Step::auth_result, Class::bad_credentials, "535 5.7.3 Authentication unsuccessful");
    const ServerKind server = recognise_server(walk);
    CHECK(server.kind == "Postfix");
    CHECK(server.evidence.size() == 1);
    REQUIRE(server.against.size() == 2);
    CHECK(server.against[0].where == "EHLO");
    CHECK(server.against[1].where == "reply");
    for (const KindEvidence& row : server.against) CHECK(row.kind == "Exchange");
  }
  SUBCASE("a special kind is not against its family") {
    walk.refused(Step::auth_result, Class::bad_credentials,
                 "535 5.7.3 Authentication unsuccessful [AM0PR01CA0001.EURPRD01.PROD.OUTLOOK.COM]");
    const ServerKind server = recognise_server(walk);
    CHECK(server.kind == "Exchange Online");
    CHECK(server.against.empty());
  }
}

TEST_CASE("server kind: the replies of steps that went on tell it too") {
  Walk walk(Mode::BasicAuth);
  walk.t.at(Step::ehlo).reply =
      samples::reply("250 mx.contoso.example Hello [192.0.2.7], Haraka is at your service.");
  CHECK(recognise_server(walk).kind == "Haraka");
}

TEST_CASE("server kind: nothing known is unknown, whatever the bytes") {
  Walk walk(Mode::None);
  for (const std::string& text :
       {std::string(), std::string(64 * 1024, 'x'), std::string("\0\xff\x1b[2J", 6)}) {
    walk.banner(text).offers({text});
    const ServerKind server = recognise_server(walk);
    CHECK(server.kind == "unknown");
    CHECK(server.evidence.empty());
    CHECK(server.against.empty());
  }
}

TEST_SUITE_END();
