#include <doctest/doctest.h>

#include <authwalk/diagnosis.hpp>

#include "diagnosis/samples.hpp"

using namespace authwalk;
using samples::Walk;

TEST_SUITE_BEGIN("diagnosis");

namespace {

Walk login(Mode mode) {
  Walk walk(mode);
  walk.inside_tls({"AUTH LOGIN"}).mechanism("LOGIN", {"LOGIN"});
  walk.t.proved = {"authentication", "sender"};
  walk.t.not_proved = {"relay", "send-as"};
  return walk;
}

Walk anonymous(Mode mode) {
  Walk walk(mode);
  walk.t.proved = {"sender"};
  return walk;
}

bool says(const Recommendation& r, std::string_view words) {
  return r.why.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("the strongest mode that passed is recommended, with its command") {
  Walk exchange(Mode::ExchangeServer);
  exchange.not_tested(Class::not_implemented);
  const Recommendation r =
      recommend({anonymous(Mode::None), login(Mode::BasicAuth), login(Mode::BasicAuthRequireTLS), exchange,
                 anonymous(Mode::ExternalAuthoritative)});
  CHECK(r.mode == Mode::BasicAuthRequireTLS);
  CHECK(r.why ==
        "BasicAuthRequireTLS is the strongest mode that passed. Authenticated with LOGIN inside verified "
        "TLSv1.3; sender accepted. Relay and Send-As were not tested. ExchangeServer was not tested on "
        "192.0.2.7: this version of authwalk goes no further in ExchangeServer.");
  CHECK(r.command ==
        "Set-SendConnector \"Outbound to Contoso\" -SmartHosts mx.contoso.example -DNSRoutingEnabled $false "
        "-SmartHostAuthMechanism BasicAuthRequireTLS -AuthenticationCredential (Get-Credential "
        "\"CONTOSO\\svc\")");
}

TEST_CASE("what is in the way of a stronger mode is told") {
  Walk tls(Mode::BasicAuthRequireTLS);
  tls.certificate_fault(Class::cert_self_signed).broke(Step::tls_verify, Class::cert_self_signed);
  const Recommendation r = recommend({login(Mode::BasicAuth), tls});
  CHECK(r.mode == Mode::BasicAuth);
  CHECK(
      says(r,
           "BasicAuthRequireTLS failed at tls-verify on 192.0.2.7: The certificate of mx.contoso.example is "
           "self-signed"));
}

TEST_CASE("BasicAuth is recommended with RequireTLS where TLS was there") {
  Walk walk = login(Mode::BasicAuth);
  SUBCASE("inside TLS") {
    const Recommendation r = recommend({walk});
    CHECK(says(r, "would send the password in clear should STARTTLS ever be missing"));
    CHECK(r.command.find(" -RequireTLS $true ") != std::string::npos);
  }
  SUBCASE("in clear") {
    walk.t.tls.reset();
    const Recommendation r = recommend({walk});
    CHECK(says(r, "The password travels in clear."));
    CHECK(r.command.find("-RequireTLS") == std::string::npos);
  }
}

TEST_CASE("the command repeats the settings that the walk passed with") {
  Walk walk = login(Mode::BasicAuthRequireTLS);
  walk.host("2001:db8::7", 587);
  walk.t.connector.RequireTLS = true;
  walk.t.connector.TlsAuthLevel = TlsAuthLevel::DomainValidation;
  walk.t.connector.TlsDomain = "mx.contoso.example";
  CHECK(recommend({walk}).command ==
        "Set-SendConnector \"Outbound to Contoso\" -SmartHosts 2001:db8::7 -DNSRoutingEnabled $false "
        "-SmartHostAuthMechanism BasicAuthRequireTLS -Port 587 -RequireTLS $true -TlsAuthLevel "
        "DomainValidation -TlsDomain mx.contoso.example -AuthenticationCredential (Get-Credential "
        "\"CONTOSO\\svc\")");
}

TEST_CASE("a mode without a login needs no credential") {
  const Recommendation r = recommend({anonymous(Mode::None)});
  CHECK(r.mode == Mode::None);
  CHECK(r.command ==
        "Set-SendConnector \"Outbound to Contoso\" -SmartHosts mx.contoso.example -DNSRoutingEnabled $false "
        "-SmartHostAuthMechanism None");
}

TEST_CASE("ExternalAuthoritative is recommended over None for an Exchange server only") {
  Walk none = anonymous(Mode::None);
  Walk external = anonymous(Mode::ExternalAuthoritative);
  CHECK(recommend({none, external}).mode == Mode::None);
  CHECK(recommend({none.exchange(), external.exchange()}).mode == Mode::ExternalAuthoritative);
  CHECK(recommend({external}).mode == Mode::ExternalAuthoritative);
}

TEST_CASE("only a mode that a Send connector proved is recommended") {
  Walk walk = login(Mode::BasicAuthRequireTLS);
  SUBCASE("not one with another mechanism") {
    walk.t.auth.diagnostic = true;
  }
  SUBCASE("not one that ended early") {
    walk.t.quit_after = Step::tls_verify;
  }
  SUBCASE("not one that was inconclusive") {
    walk.t.outcome = Outcome::inconclusive;
  }
  CHECK_FALSE(recommend({walk}).mode);
  CHECK(recommend({walk, anonymous(Mode::None)}).mode == Mode::None);
}

TEST_CASE("a mode must have passed on every address") {
  Walk dead = login(Mode::BasicAuth);
  dead.t.remote = "[2001:db8::7]:25";
  dead.broke(Step::connect, Class::refused);
  const Recommendation r = recommend({login(Mode::BasicAuth), dead});
  CHECK_FALSE(r.mode);
  CHECK(says(r, "BasicAuth failed at connect on 2001:db8::7"));
}

TEST_CASE("several smart hosts stand in one command") {
  Walk other = anonymous(Mode::None);
  other.host("mx2.contoso.example");
  CHECK(recommend({anonymous(Mode::None), other})
            .command.find("-SmartHosts mx.contoso.example,mx2.contoso.example ") != std::string::npos);
}

TEST_CASE("when nothing passed, the nearest obstacle is named") {
  Walk starttls(Mode::BasicAuthRequireTLS);
  starttls.broke(Step::starttls, Class::not_offered, "", Origin::server);
  Walk refused(Mode::BasicAuth);
  refused.user("svc")
      .mechanism("LOGIN", {"LOGIN"})
      .refused(Step::auth_result, Class::bad_credentials, "535 5.7.3 No");
  const Recommendation r = recommend({starttls, refused});
  CHECK_FALSE(r.mode);
  CHECK(r.command.empty());
  CHECK(r.why ==
        "No mode can be recommended. The nearest one: BasicAuth failed at auth-result on 192.0.2.7: The "
        "server refused the credential of svc: 535 5.7.3 No.");
  CHECK(recommend({}).why == "No mode was walked.");
}

TEST_SUITE_END();
