#include <doctest/doctest.h>

#include <authwalk/diagnosis.hpp>

#include "diagnosis/samples.hpp"

using namespace authwalk;
using samples::Walk;

TEST_SUITE_BEGIN("diagnosis");

namespace {

Walk login() {
  return Walk(Mode::BasicAuthRequireTLS).inside_tls({"AUTH LOGIN"}).mechanism("LOGIN", {"LOGIN"});
}

}  // namespace

TEST_CASE("2003: the remote site refused the authentication") {
  const Finding finding = diagnose(
      login().refused(Step::auth_result, Class::bad_credentials, "535 5.7.3 Authentication unsuccessful."));
  REQUIRE(finding.event);
  CHECK(finding.event->id == 2003);
  CHECK(finding.event->source == "MSExchangeTransport");
  CHECK(finding.event->symbol == "SmtpSendAuthenticationFailed");
  CHECK(finding.event->level == "Warning");
  CHECK(finding.event->text ==
        "Send connector Outbound to Contoso has failed to authenticate with mx.contoso.example. The response "
        "from the remote site is 535 5.7.3 Authentication unsuccessful.");
}

TEST_CASE("2003 with a text that the Send connector makes itself") {
  const auto text = [](const Transcript& t) {
    const Finding finding = diagnose(t);
    REQUIRE(finding.event);
    CHECK(finding.event->id == 2003);
    return finding.event->text;
  };
  const std::string begin =
      "Send connector Outbound to Contoso has failed to authenticate with mx.contoso.example. The response "
      "from the remote site is ";
  CHECK(text(Walk(Mode::BasicAuth).broke(Step::auth_offer, Class::no_common_mechanism)) ==
        begin + "451 5.7.3 Require basic authentication.");
  CHECK(text(Walk(Mode::ExchangeServer).broke(Step::auth_offer, Class::no_common_mechanism)) ==
        begin + "451 5.7.3 Cannot achieve Exchange Server authentication.");
  CHECK(text(Walk(Mode::BasicAuthRequireTLS).broke(Step::starttls, Class::not_offered)) ==
        begin + "451 5.7.3 STARTTLS is required to send mail.");
}

TEST_CASE("2016: the credential cannot be prepared") {
  const Finding finding =
      diagnose(Walk(Mode::BasicAuth).broke(Step::local, Class::credential_invalid, "", Origin::local));
  REQUIRE(finding.event);
  CHECK(finding.event->id == 2016);
  CHECK(finding.event->symbol == "SmtpSendAuthenticationInitializationFailed");
  CHECK(finding.event->level == "Error");
  CHECK(finding.event->text ==
        "An authentication credential initialization error UnknownCredentials occurred with Send connector "
        "Outbound to Contoso. The authentication mechanism used was Login. The name of the server that we "
        "were trying to authenticate to was mx.contoso.example. This server was using the name "
        "mail.fabrikam.example. Try reentering the credential. If the problem persists, contact Microsoft "
        "Support Services.");
}

TEST_CASE("2017: no token for the target") {
  const Finding finding = diagnose(
      Walk(Mode::ExchangeServer).broke(Step::auth_token, Class::kerberos_no_ticket, "", Origin::local));
  REQUIRE(finding.event);
  CHECK(finding.event->id == 2017);
  CHECK(finding.event->symbol == "SmtpSendOutboundAuthenticationFailed");
  CHECK(finding.event->level == "Error");
  CHECK(finding.event->text ==
        "Outbound authentication failed with error LogonDenied for Send connector Outbound to Contoso. The "
        "authentication mechanism is Gssapi. The target is SMTPSVC/mx.contoso.example.");
}

TEST_CASE("Exchange logs none of these events") {
  Transcript t;
  SUBCASE("for a walk that passed") {
    t = login();
  }
  SUBCASE("for a walk that was not tested") {
    t = login().not_tested(Class::no_credential);
  }
  SUBCASE("when the server hung up without a reply") {
    t = login().broke(Step::auth_result, Class::closed);
  }
  SUBCASE("for a certificate") {
    t = login().broke(Step::tls_verify, Class::cert_expired);
  }
  SUBCASE("for a refusal at MAIL FROM") {
    t = login().refused(Step::mail_from, Class::send_as_denied, "550 5.7.60 No");
  }
  SUBCASE("in a mode without authentication") {
    t = Walk(Mode::None).broke(Step::starttls, Class::not_offered);
  }
  SUBCASE("for a mechanism that a Send connector does not use") {
    Walk walk = login().refused(Step::auth_result, Class::bad_credentials, "535 5.7.8 No");
    walk.t.auth.diagnostic = true;
    t = walk;
  }
  CHECK_FALSE(diagnose(t).event);
}

TEST_SUITE_END();
