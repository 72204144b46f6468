// What is to be done on the smart host: it must mend the one thing and harm nothing else there.
#include "diagnosis/remedy.hpp"

#include <doctest/doctest.h>

#include <authwalk/diagnosis.hpp>

#include "diagnosis/samples.hpp"

using namespace authwalk;
using samples::Walk;

TEST_SUITE_BEGIN("diagnosis");

namespace {

Obstacle way_of(const Walk& walk) {
  const Recommendation r = recommend({walk});
  REQUIRE(r.in_the_way.size() == 1);
  return r.in_the_way.front();
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a command for the smart host keeps what its offer shows") {
  Walk offer(Mode::BasicAuthRequireTLS);
  offer.exchange().offers({"STARTTLS", "AUTH LOGIN"}).inside_tls({"X-EXPS GSSAPI NTLM"});
  offer.broke(Step::auth_offer, Class::no_common_mechanism, "", Origin::server);
  const std::string both =
      "-AuthMechanism Tls,BasicAuth,BasicAuthRequireTLS,ExchangeServer -PermissionGroups "
      "ExchangeUsers,ExchangeServers";
  CHECK(has(way_of(offer).command, both));
  CHECK(has(diagnose(offer).advice.front().command, both));
  Walk exchange(Mode::ExchangeServer);
  exchange.exchange().inside_tls({"AUTH LOGIN NTLM"});
  exchange.broke(Step::auth_offer, Class::no_common_mechanism, "", Origin::server);
  CHECK(has(way_of(exchange).command,
            "-AuthMechanism Tls,Integrated,BasicAuth,BasicAuthRequireTLS,ExchangeServer -PermissionGroups "
            "ExchangeUsers,ExchangeServers"));
}

TEST_CASE("a right for everybody who comes from an address is given on a connector for this address alone") {
  const auto refused = [](Mode mode, Step step, Class cls, std::string_view reply) {
    Walk walk(mode);
    walk.exchange().transaction("svc@contoso.example", "250 2.1.0 OK");
    if (step == Step::rcpt_to) walk.recipient("b@fabrikam.example", reply);
    return walk.refused(step, cls, reply);
  };
  const std::string_view unable = "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain";
  const std::string_view send_as = "550 5.7.60 SMTP; Client does not have permissions to send as this sender";
  const auto relay = [&](Mode mode) {
    return way_of(refused(mode, Step::rcpt_to, Class::relay_denied, unable));
  };
  const auto sender = [&](Mode mode) {
    return way_of(refused(mode, Step::mail_from, Class::send_as_denied, send_as));
  };
  for (const Obstacle& way : {relay(Mode::None), sender(Mode::None)}) {
    CAPTURE(way.command);
    CHECK(has(way.command, "ANONYMOUS LOGON"));
    CHECK(way.command.starts_with("New-ReceiveConnector "));
    CHECK(has(way.command, " -RemoteIPRanges "));
  }
  const Obstacle external = relay(Mode::ExternalAuthoritative);
  CHECK_FALSE(has(external.command, "ANONYMOUS"));
  CHECK(has(external.command, "-AuthMechanism Tls,ExternalAuthoritative"));
  CHECK(has(external.command, " -RemoteIPRanges "));
  // A login names whom the right is for: as it was typed, in both commands.
  const Obstacle account =
      way_of(Walk(refused(Mode::BasicAuth, Step::mail_from, Class::send_as_denied, send_as)));
  CHECK(has(account.command, "Add-ADPermission -User \"CONTOSO\\svc\" -ExtendedRights \"Send As\""));
  // Of a server of another make, its owner is asked for the same.
  Walk other = refused(Mode::None, Step::mail_from, Class::send_as_denied, send_as);
  const Obstacle message = way_of(other.banner("mx.contoso.example ESMTP Postfix"));
  CHECK(message.command.empty());
  CHECK(has(message.message, "send as <svc@contoso.example>"));
  CHECK(has(message.message, "no other address"));
}

TEST_CASE("no obstacle's command opens a relay") {
  for (const samples::Sample& sample : samples::all()) {
    CAPTURE(sample.rule);
    for (const Obstacle& way : recommend({sample.transcript}).in_the_way) {
      const bool on_the_smart_host = way.blame == Blame::server || way.blame == Blame::policy;
      if (on_the_smart_host && has(way.command, "ANONYMOUS LOGON"))
        CHECK(has(way.command, "-RemoteIPRanges"));
      CHECK_FALSE(has(way.command, "Ms-Exch"));
    }
  }
}

TEST_CASE("a connection that ends refuses nothing: no right and no list is to be changed") {
  for (const Step step : {Step::auth_challenge, Step::data}) {
    Walk walk(Mode::BasicAuthRequireTLS);
    walk.exchange().inside_tls({"AUTH LOGIN"}).mechanism("LOGIN", {"LOGIN"});
    walk.broke(step, Class::closed, "the server closed the connection", Origin::server);
    const Obstacle way = way_of(walk);
    CHECK_FALSE(has(way.command, "Send As"));
    CHECK_FALSE(has(way.command, "PermissionGroups"));
  }
}

TEST_CASE("an expired certificate is to be renewed, not chosen once more") {
  Walk walk(Mode::BasicAuthRequireTLS);
  walk.exchange().inside_tls({"AUTH LOGIN"}).certificate_fault(Class::cert_expired);
  const Obstacle way = way_of(walk.broke(Step::tls_verify, Class::cert_expired, "", Origin::server));
  CHECK(has(way.command, "New-ExchangeCertificate"));
  CHECK_FALSE(has(way.command, "TlsCertificateName"));
}

TEST_CASE("every obstacle that is the smart host's to mend says how, in one sentence or one command") {
  for (const samples::Sample& sample : samples::all()) {
    CAPTURE(sample.rule);
    if (sample.transcript.outcome != Outcome::fail) continue;
    const Recommendation r = recommend({sample.transcript});
    REQUIRE(r.in_the_way.size() == 1);
    const Obstacle& way = r.in_the_way.front();
    CHECK_FALSE(way.reason.empty());
    CHECK(way.reason.find('{') == std::string::npos);
    CHECK(way.message.find('{') == std::string::npos);
    CHECK(way.message.size() < 600);
    CHECK((way.message.empty() || way.command.empty()));
    const bool theirs = way.blame == Blame::server || way.blame == Blame::policy;
    const bool says_how = !way.message.empty() || !way.command.empty();
    if (theirs && !diagnose(sample.transcript).server_kind.starts_with("Exchange Online")) CHECK(says_how);
    if (!way.message.empty()) {
      CHECK(way.message.ends_with('.'));
      CHECK(theirs);
    }
  }
}

TEST_SUITE_END();
