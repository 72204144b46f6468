#include <doctest/doctest.h>

#include <authwalk/diagnosis.hpp>

#include "diagnosis/samples.hpp"

using namespace authwalk;
using samples::Walk;

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

TEST_SUITE_END();
