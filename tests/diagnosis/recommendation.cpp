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
  walk.t.auth.user.clear();
  walk.t.proved = {"sender", "relay"};
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
        "TLSv1.3; sender accepted. Relay and Send-As were not tested.");
  REQUIRE(r.in_the_way.size() == 1);
  CHECK(r.in_the_way[0].mode == Mode::ExchangeServer);
  CHECK(r.in_the_way[0].reason ==
        "was not tested on 192.0.2.7: this version of authwalk goes no further in ExchangeServer.");
  CHECK(r.command ==
        "Set-SendConnector \"Outbound to Contoso\" -SmartHosts mx.contoso.example -DNSRoutingEnabled $false "
        "-SmartHostAuthMechanism BasicAuthRequireTLS -AuthenticationCredential (Get-Credential "
        "\"CONTOSO\\svc\")  # replaces SmartHosts: keep what is in it");
}

TEST_CASE("what is in the way of a stronger mode is told") {
  Walk tls(Mode::BasicAuthRequireTLS);
  tls.certificate_fault(Class::cert_self_signed).broke(Step::tls_verify, Class::cert_self_signed);
  const Recommendation r = recommend({login(Mode::BasicAuth), tls});
  // A certificate can be mended: it makes no weaker mode the advice.
  CHECK(r.mode == Mode::BasicAuthRequireTLS);
  CHECK(r.after == std::vector<std::string>{
                       "let mx.contoso.example show a certificate whose authority this server trusts"});
  REQUIRE(r.in_the_way.size() == 1);
  CHECK(r.in_the_way[0].mode == Mode::BasicAuthRequireTLS);
  CHECK(r.in_the_way[0].reason.starts_with(
      "failed at tls-verify on 192.0.2.7: The certificate of mx.contoso.example is self-signed"));
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
        "\"CONTOSO\\svc\")  # replaces SmartHosts: keep what is in it");
}

TEST_CASE("a mode without a login needs no credential") {
  const Recommendation r = recommend({anonymous(Mode::None)});
  CHECK(r.mode == Mode::None);
  CHECK(r.command ==
        "Set-SendConnector \"Outbound to Contoso\" -SmartHosts mx.contoso.example -DNSRoutingEnabled $false "
        "-SmartHostAuthMechanism None  # replaces SmartHosts: keep what is in it");
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
  // Whoever has a credential is not told to do without.
  CHECK_FALSE(recommend({walk, anonymous(Mode::None)}).mode);
}

TEST_CASE("a mode must have passed on every address") {
  Walk dead = login(Mode::BasicAuth);
  dead.t.remote = "[2001:db8::7]:25";
  dead.broke(Step::connect, Class::refused);
  const Recommendation r = recommend({login(Mode::BasicAuth), dead});
  CHECK_FALSE(r.mode);
  CHECK(says(r, "BasicAuth failed at connect on 2001:db8::7"));
  CHECK(r.in_the_way.size() == 1);
}

TEST_CASE("several smart hosts stand in one command") {
  Walk other = anonymous(Mode::None);
  other.host("mx2.contoso.example");
  CHECK(recommend({anonymous(Mode::None), other})
            .command.find("-SmartHosts mx.contoso.example,mx2.contoso.example ") != std::string::npos);
}

TEST_CASE("when nothing passed, the mode that can be mended is named") {
  Walk starttls(Mode::BasicAuthRequireTLS);
  starttls.broke(Step::starttls, Class::not_offered, "", Origin::server);
  Walk refused(Mode::BasicAuth);
  refused.user("svc")
      .mechanism("LOGIN", {"LOGIN"})
      .refused(Step::auth_result, Class::bad_credentials, "535 5.7.3 No");
  const Recommendation r = recommend({starttls, refused});
  CHECK(r.mode == Mode::BasicAuth);
  CHECK(r.after == std::vector<std::string>{"correct the credential of svc"});
  CHECK(r.why ==
        "BasicAuth failed at auth-result on 192.0.2.7: The server refused the credential of svc: 535 5.7.3 "
        "No.");
  CHECK(recommend({}).why == "No mode was walked.");
}

TEST_CASE("where every mode meets the same wall, none is named as the nearest") {
  std::vector<Transcript> walks;
  for (const ModeRow& mode : modes()) {
    Walk walk(mode.mode);
    walk.broke(Step::banner, Class::timeout, "15.0 s without a byte");
    walks.push_back(walk);
  }
  const Recommendation r = recommend(walks);
  CHECK(r.why.starts_with("No mode can be recommended. Every mode failed at banner on 192.0.2.7: "));
  CHECK(r.in_the_way.size() == 1);
}

TEST_CASE("one connector has one port: only the smart hosts of the first one stand in the command") {
  Walk other = anonymous(Mode::None);
  other.host("mx2.contoso.example", 587);
  const Recommendation r = recommend({anonymous(Mode::None), other});
  CHECK(r.mode == Mode::None);
  CHECK(r.command.find("mx2") == std::string::npos);
  CHECK(says(r, "needs one of its own"));
}

namespace {

Walk exchange_by_ntlm(bool verified) {
  Walk walk(Mode::ExchangeServer);
  walk.exchange().inside_tls({"X-EXPS GSSAPI NTLM"}).ntlm();
  if (!verified) walk.certificate_fault(Class::cert_self_signed);
  walk.t.proved = {"authentication", "sender"};
  return walk;
}

Walk exchange_by_ticket() {
  Walk walk(Mode::ExchangeServer);
  walk.exchange().inside_tls({"X-EXPS GSSAPI NTLM"}).certificate_fault(Class::cert_self_signed).ticket();
  walk.t.auth.mutual = true;
  walk.t.proved = {"server-identity", "authentication", "sender"};
  return walk;
}

Walk self_signed(Walk walk) {
  walk.certificate_fault(Class::cert_self_signed);
  return walk;
}

Obstacle only_obstacle(const Recommendation& r) {
  REQUIRE(r.in_the_way.size() == 1);
  return r.in_the_way.front();
}

}  // namespace

TEST_CASE("a mode in which the server proved who it is beats one in which it did not") {
  const Walk basic_tls = login(Mode::BasicAuthRequireTLS);
  SUBCASE("NTLM over a certificate that nobody verified") {
    const Recommendation r = recommend({basic_tls, exchange_by_ntlm(false)});
    CHECK(r.mode == Mode::BasicAuthRequireTLS);
    const Obstacle way = only_obstacle(r);
    CHECK(way.mode == Mode::ExchangeServer);
    CHECK(way.reason ==
          "passed with NTLM, but the server did not prove who it is: NTLM proves only who we are, and the "
          "certificate was not verified. BasicAuthRequireTLS made it do so, and counts as the stronger one.");
    CHECK(way.command ==
          "authwalk walk mx.contoso.example -m exchange -u 'CONTOSO\\svc' --fqdn mail.fabrikam.example "
          "--connector-name 'Outbound to Contoso' --ccache '<cache>'");
    CHECK(way.message.empty());
  }
  SUBCASE("not NTLM over a verified one") {
    CHECK(recommend({basic_tls, exchange_by_ntlm(true)}).mode == Mode::ExchangeServer);
  }
  SUBCASE("not Kerberos, which proves the server whatever its certificate is") {
    const Recommendation r = recommend({basic_tls, exchange_by_ticket()});
    CHECK(r.mode == Mode::ExchangeServer);
    CHECK(r.in_the_way.empty());
  }
  SUBCASE("where neither proved it, the order of the modes holds") {
    CHECK(recommend({self_signed(basic_tls), exchange_by_ntlm(false)}).mode == Mode::ExchangeServer);
  }
  SUBCASE("BasicAuth would have sent its password to any certificate") {
    CHECK(recommend({login(Mode::BasicAuth), exchange_by_ntlm(false)}).mode == Mode::ExchangeServer);
    Walk judged = login(Mode::BasicAuth);
    judged.t.connector.TlsAuthLevel = TlsAuthLevel::DomainValidation;
    CHECK(recommend({judged, exchange_by_ntlm(false)}).mode == Mode::BasicAuth);
    judged.t.connector.TlsAuthLevel = TlsAuthLevel::EncryptionOnly;
    CHECK(recommend({judged, exchange_by_ntlm(false)}).mode == Mode::ExchangeServer);
  }
  SUBCASE("a mode without a login proves nothing by its certificate") {
    Walk none = anonymous(Mode::None);
    none.inside_tls({});
    CHECK(recommend({none, self_signed(basic_tls)}).mode == Mode::BasicAuthRequireTLS);
  }
}

TEST_CASE("a fix on an Exchange smart host is a command, on any other a sentence to its owner") {
  Walk offer(Mode::BasicAuthRequireTLS);
  offer.inside_tls({"AUTH NTLM"}).mechanism("", {"NTLM"});
  offer.broke(Step::auth_offer, Class::no_common_mechanism, "", Origin::server);
  SUBCASE("Exchange") {
    const Obstacle way = only_obstacle(recommend({anonymous(Mode::None), offer.exchange()}));
    CHECK(id(way.blame) == "server");
    CHECK(way.command ==
          "Set-ReceiveConnector \"<Receive connector>\" -AuthMechanism "
          "Tls,Integrated,BasicAuth,BasicAuthRequireTLS -PermissionGroups ExchangeUsers  # replaces "
          "AuthMechanism, PermissionGroups: keep what is in them");
    CHECK(way.message.empty());
  }
  SUBCASE("another") {
    const Obstacle way = only_obstacle(recommend({anonymous(Mode::None), offer}));
    CHECK(way.command.empty());
    CHECK(way.message ==
          "Please enable SMTP AUTH with the mechanism LOGIN inside TLS for CONTOSO\\svc on "
          "mx.contoso.example port 25: our Exchange server can use no other, and we see AUTH NTLM.");
  }
}

TEST_CASE("while the credential is wrong, no mode without a login is recommended") {
  Walk refused(Mode::BasicAuthRequireTLS);
  refused.inside_tls({"AUTH LOGIN"}).mechanism("LOGIN", {"LOGIN"});
  refused.refused(Step::auth_result, Class::bad_credentials, "535 5.7.3 Authentication unsuccessful");
  Walk kept_back(Mode::ExchangeServer);
  kept_back.not_tested(Class::lockout_guard);
  SUBCASE("a refusal, which says more than the guard after it") {
    const Recommendation r = recommend({anonymous(Mode::None), refused, kept_back});
    CHECK(r.mode == Mode::BasicAuthRequireTLS);
    CHECK(r.after == std::vector<std::string>{"correct the credential of CONTOSO\\svc"});
    CHECK(r.why.starts_with("BasicAuthRequireTLS failed at auth-result "));
    CHECK(only_obstacle(r).mode == Mode::BasicAuthRequireTLS);
  }
  SUBCASE("the guard alone") {
    const Recommendation r = recommend({anonymous(Mode::None), kept_back});
    CHECK_FALSE(r.mode);
  }
  SUBCASE("not where another mode has logged on") {
    CHECK(recommend({anonymous(Mode::None), login(Mode::BasicAuth), kept_back}).mode == Mode::BasicAuth);
  }
  SUBCASE("not where there was no credential at all") {
    Walk without(Mode::BasicAuthRequireTLS);
    without.not_tested(Class::no_credential);
    without.t.auth.user.clear();
    CHECK(recommend({anonymous(Mode::None), without}).mode == Mode::None);
  }
}

TEST_CASE("what is ours to mend is the command of its diagnosis") {
  Walk wrong(Mode::BasicAuthRequireTLS);
  wrong.inside_tls({"AUTH LOGIN"}).mechanism("LOGIN", {"LOGIN"});
  wrong.refused(Step::auth_result, Class::bad_credentials, "535 5.7.3 Authentication unsuccessful");
  const Obstacle way = only_obstacle(recommend({anonymous(Mode::None), wrong}));
  CHECK(id(way.blame) == "ours");
  CHECK(way.command == diagnose(wrong).advice.front().command);
  CHECK(way.command.starts_with("Set-SendConnector"));
  CHECK(way.message.empty());
}

TEST_CASE("that a server of another make lacks X-EXPS is nobody's fault") {
  Walk exchange(Mode::ExchangeServer);
  exchange.banner("mx.contoso.example ESMTP Postfix").mechanism("", {});
  exchange.broke(Step::auth_offer, Class::no_common_mechanism, "", Origin::server);
  const Obstacle way = only_obstacle(recommend({login(Mode::BasicAuthRequireTLS), exchange}));
  CHECK(way.reason.find("Nothing to mend.") != std::string::npos);
  CHECK(way.command.empty());
  CHECK(way.message.empty());
}

TEST_SUITE_END();
