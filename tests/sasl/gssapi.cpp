// The mechanism with a real security context of libgssapi, set up from a made-up ticket: no KDC, no server.
#include <doctest/doctest.h>

#include <authwalk/channel.hpp>
#include <functional>
#include <memory>

#include "sasl/gss_library.hpp"
#include "sasl/kerberos_cache.hpp"
#include "sasl/kerberos_tokens.hpp"
#include "sasl/mechanism.hpp"

namespace authwalk {
namespace {

using namespace tests;

SaslTarget target_with(const MadeUpCache& cache, GssapiDialect dialect) {
  SaslTarget target;
  target.host = "mx.contoso.example";
  target.kerberos.ccache = cache.name();
  target.kerberos.dialect = dialect;
  target.kerberos.spn = "SMTPSVC/mx.contoso.example@CONTOSO.EXAMPLE";
  return target;
}

// A ticket for the server, so that a first token can be made.
struct Started {
  explicit Started(GssapiDialect dialect, const std::string& end_point = "") {
    cache.add("SMTPSVC", "mx.contoso.example", -60, 3600);
    SaslTarget target = target_with(cache, dialect);
    target.end_point = end_point;
    mechanism = make_gssapi(nullptr, target);
    const auto response = mechanism->start();
    REQUIRE(response);
    first = response->bytes.view();
    shown = response->shown;
    carries_secret = response->carries_secret;
  }

  SaslError refusal_of(std::string_view challenge) {
    try {
      mechanism->next(challenge);
    } catch (const SaslError& error) {
      return error;
    }
    return {Class::internal, "taken"};
  }

  AuthFacts facts() const {
    AuthFacts auth;
    mechanism->report(auth);
    return auth;
  }

  NoKdc no_kdc;
  MadeUpCache cache{"gssapi"};
  std::unique_ptr<Mechanism> mechanism;
  std::string first, shown;
  bool carries_secret = true;
};

constexpr std::array dialects{GssapiDialect::spnego, GssapiDialect::kerberos};

}  // namespace

TEST_SUITE("sasl: GSSAPI") {
  TEST_CASE("the two dialects differ from the first bytes on") {
    const Started spnego(GssapiDialect::spnego);
    CHECK(spnego.first.find("\x2b\x06\x01\x05\x05\x02") < 8);
    CHECK(spnego.facts().dialect == "spnego");
    const Started kerberos(GssapiDialect::kerberos);
    CHECK(kerberos.first.find(krb5_oid_bytes) < 8);
    CHECK(kerberos.facts().dialect == "kerberos");
  }

  TEST_CASE("SPNEGO offers Kerberos and nothing to fall back to") {
    const Started spnego(GssapiDialect::spnego);
    CHECK(spnego.first.find(krb5_oid_bytes) != std::string::npos);
    CHECK(spnego.first.find(ntlm_oid_bytes) == std::string::npos);
  }

  TEST_CASE("what the report says before the server has answered") {
    const Started started(GssapiDialect::kerberos);
    const AuthFacts auth = started.facts();
    CHECK(auth.spn == "SMTPSVC/mx.contoso.example@CONTOSO.EXAMPLE");
    CHECK(auth.principal == "svc@CONTOSO.EXAMPLE");
    CHECK(auth.ticket_source == "credential cache");
    CHECK(auth.channel_binding.empty());
    CHECK_FALSE(auth.mutual);
    CHECK(auth.security_layer.empty());
    CHECK(started.shown == "[GSS token, " + std::to_string(started.first.size()) + " bytes]");
    CHECK_FALSE(started.carries_secret);
    CHECK_FALSE(started.mechanism->complete());
    CHECK(Started(GssapiDialect::spnego, "digest").facts().channel_binding == "tls-server-end-point");
  }

  TEST_CASE("a 235 before the server has proved itself is not believed") {
    const Started started(GssapiDialect::spnego);
    CHECK_FALSE(started.mechanism->may_succeed());
    CHECK(started.mechanism->premature_success().cls == Class::mutual_auth_failed);
  }

  TEST_CASE("hostile first challenges end in their class, and the context with them") {
    struct Row {
      const char* what;
      std::string challenge;
      Class cls;
    };
    const std::array rows{
        Row{"nothing", "", Class::bad_challenge},
        Row{"garbage", "garbage", Class::bad_challenge},
        Row{"more than a line may hold", std::string(9217, 'x'), Class::bad_challenge},
        Row{"as much as a line may hold", std::string(9216, 'x'), Class::bad_challenge},
        Row{"half an AP-REP", ap_rep().substr(0, 40), Class::bad_challenge},
        Row{"an AP-REP made with another key", ap_rep(), Class::mutual_auth_failed},
        Row{"the ticket was for another account", krb_error(41), Class::mutual_auth_failed},
        Row{"the ticket cannot be decrypted", krb_error(31), Class::mutual_auth_failed},
        Row{"the ticket has expired", krb_error(32), Class::kerberos_ticket_expired},
        Row{"the clocks differ", krb_error(37), Class::kerberos_clock_skew},
        Row{"an error of no importance", krb_error(60), Class::mechanism_refused},
    };
    for (const GssapiDialect dialect : dialects) {
      for (const Row& row : rows) {
        CAPTURE(id(dialect));
        CAPTURE(row.what);
        Started started(dialect);
        const bool wrap = dialect == GssapiDialect::spnego && row.challenge.size() < 9000 &&
                          row.challenge.starts_with('\x60');
        const SaslError refusal =
            started.refusal_of(wrap ? spnego(1, krb5_oid_bytes, row.challenge) : row.challenge);
        CHECK(refusal.cls == row.cls);
        CHECK_FALSE(refusal.detail.empty());
        CHECK(started.refusal_of(ap_rep()).detail == "a token that nobody waits for");
        CHECK_FALSE(started.mechanism->may_succeed());
        CHECK_FALSE(started.facts().mutual);
      }
    }
  }

  TEST_CASE("a server that wants something else inside SPNEGO does not get it") {
    Started ntlm(GssapiDialect::spnego);
    const SaslError wanted = ntlm.refusal_of(spnego(1, ntlm_oid_bytes, ""));
    CHECK(wanted.cls == Class::mechanism_refused);
    CHECK(wanted.detail.find("the server wants NTLM and not Kerberos") != std::string::npos);
    Started rejected(GssapiDialect::spnego);
    CHECK(rejected.refusal_of(spnego(2, "", "")).cls == Class::mechanism_refused);
  }

  TEST_CASE("a server's clock in its error says by how much ours is off") {
    Started started(GssapiDialect::kerberos);
    CHECK(started.refusal_of(krb_error(37, "20200101000000Z")).detail.find("ahead of the server's") !=
          std::string::npos);
  }

  TEST_CASE("challenges stand in the transcript as their size") {
    const Started started(GssapiDialect::kerberos);
    CHECK(started.mechanism->shown_challenge(ap_rep()) ==
          "[GSS token, " + std::to_string(ap_rep().size()) + " bytes]");
    CHECK_FALSE(started.mechanism->shown_challenge(""));
  }

  TEST_CASE("a KDC that is waited for in vain is named by its realm and the limit; a deadline stays one") {
    for (const Class given_up : {Class::timeout, Class::deadline, Class::interrupted}) {
      const NoKdc no_kdc;
      MadeUpCache cache("waiting");
      cache.add("SMTPSVC", "mx.contoso.example", -60, 3600);
      SaslTarget target = target_with(cache, GssapiDialect::kerberos);
      std::function<void()> still_running;
      target.offload = [&](std::function<void()> job) {
        job();  // it has found out the realm
        still_running = std::move(job);
        throw ChannelError{given_up, "", std::nullopt};
      };
      auto mechanism = make_gssapi(nullptr, target);
      if (given_up == Class::timeout) {
        try {
          mechanism->start();
          FAIL("started");
        } catch (const SaslError& error) {
          CHECK(error.cls == Class::kerberos_no_kdc);
          CHECK(error.detail == "no KDC of CONTOSO.EXAMPLE answered within 15 s");
        }
      } else {
        CHECK_THROWS_AS(mechanism->start(), ChannelError);
      }
      AuthFacts auth;
      mechanism->report(auth);
      CHECK(auth.principal == "svc@CONTOSO.EXAMPLE");
    }
  }

  TEST_CASE("a call that outlives its walk owns what it touches") {
    const NoKdc no_kdc;
    MadeUpCache cache("outlived");
    cache.add("SMTPSVC", "mx.contoso.example", -60, 3600);
    std::function<void()> still_running;
    std::weak_ptr<const Credential> touched;
    {
      auto credential = std::make_shared<const Credential>();
      touched = credential;
      SaslTarget target = target_with(cache, GssapiDialect::spnego);
      target.offload = [&](std::function<void()> job) {
        still_running = std::move(job);
        throw ChannelError{Class::timeout, "", std::nullopt};
      };
      auto mechanism = make_gssapi(credential, target);
      CHECK_THROWS_AS(mechanism->start(), SaslError);
    }
    CHECK_FALSE(touched.expired());
    still_running();  // under the address sanitizer
    still_running = nullptr;
    CHECK(touched.expired());
  }
}

}  // namespace authwalk
