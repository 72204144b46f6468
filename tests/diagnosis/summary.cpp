#include <doctest/doctest.h>

#include <authwalk/diagnosis.hpp>
#include <map>
#include <set>

#include "diagnosis/samples.hpp"

using namespace authwalk;
using samples::Walk;

TEST_SUITE_BEGIN("diagnosis");

TEST_CASE("every class has a sentence of its own at every step") {
  for (const StepRow& step : steps()) {
    std::map<std::string, std::string_view> seen;
    for (const ClassRow& cls : classes()) {
      CAPTURE(step.id);
      CAPTURE(cls.id);
      Walk walk(Mode::BasicAuthRequireTLS);
      walk.broke(step.step, cls.cls, "fact 4711");
      const std::string sentence = diagnose(walk).summary;
      CAPTURE(sentence);
      CHECK(sentence.size() > 30);
      CHECK(sentence.size() < 400);
      CHECK(sentence.ends_with('.'));
      CHECK(sentence.find("  ") == std::string::npos);
      CHECK(sentence.find("..") == std::string::npos);
      CHECK(sentence.find("()") == std::string::npos);
      const auto [other, is_new] = seen.emplace(sentence, cls.id);
      CHECK_MESSAGE(is_new, cls.id << " and " << other->second << " are told with the same words");
    }
  }
}

TEST_CASE("sentences stay whole without a fact, a user name or a reply") {
  for (const StepRow& step : steps()) {
    for (const ClassRow& cls : classes()) {
      for (const ModeRow& mode : modes()) {
        CAPTURE(step.id);
        CAPTURE(cls.id);
        CAPTURE(mode.id);
        Walk walk(mode.mode);
        walk.user("").broke(step.step, cls.cls);
        const std::string sentence = diagnose(walk).summary;
        CAPTURE(sentence);
        CHECK(sentence.ends_with('.'));
        CHECK(sentence.find("  ") == std::string::npos);
        CHECK(sentence.find(" .") == std::string::npos);
        CHECK(sentence.find(" ,") == std::string::npos);
      }
    }
  }
}

TEST_CASE("the server's words stand in the sentence, without a second full stop") {
  Walk walk(Mode::BasicAuthRequireTLS);
  walk.inside_tls({"AUTH LOGIN"}).mechanism("LOGIN", {"LOGIN"}).user("svc");
  SUBCASE("a wrong password") {
    walk.refused(Step::auth_result, Class::bad_credentials, "535 5.7.3 Authentication unsuccessful");
    CHECK(diagnose(walk).summary ==
          "The server refused the credential of svc: 535 5.7.3 Authentication unsuccessful.");
  }
  SUBCASE("a directory that is down") {
    walk.refused(Step::auth_result, Class::rejected_temporarily,
                 "454 4.7.0 Temporary authentication failure.");
    CHECK(diagnose(walk).summary ==
          "The server put the login of svc off for now: 454 4.7.0 Temporary authentication failure. A 4yz "
          "reply asks to "
          "try again later; it does not judge the password.");
  }
  SUBCASE("a long reply is cut between characters") {
    walk.refused(Step::auth_result, Class::bad_credentials,
                 "535 5.7.8 " + std::string(289, 'x') + "\u00e9\u00e9\u00e9");
    CHECK(diagnose(walk).summary ==
          "The server refused the credential of svc: 535 5.7.8 " + std::string(289, 'x') + " [...].");
  }
}

TEST_CASE("texts that a Send connector makes itself are named as its own") {
  SUBCASE("PLAIN only") {
    Walk walk(Mode::BasicAuth);
    walk.mechanism("", {"PLAIN"}).broke(Step::auth_offer, Class::no_common_mechanism, "", Origin::local);
    CHECK(diagnose(walk).summary ==
          "The server offers AUTH PLAIN but not LOGIN. A Send connector never uses PLAIN: it would stop here "
          "and log 451 5.7.3 Require basic authentication itself.");
  }
  SUBCASE("no X-EXPS") {
    Walk walk(Mode::ExchangeServer);
    walk.broke(Step::auth_offer, Class::no_common_mechanism, "", Origin::local);
    CHECK(diagnose(walk).summary ==
          "The server offers no X-EXPS mechanism that Exchange uses: a Send connector would stop here and "
          "log 451 5.7.3 Cannot achieve Exchange Server authentication itself.");
  }
  SUBCASE("no STARTTLS") {
    Walk walk(Mode::BasicAuthRequireTLS);
    walk.broke(Step::starttls, Class::not_offered, "", Origin::server);
    CHECK(diagnose(walk).summary ==
          "The server does not offer STARTTLS, which BasicAuthRequireTLS demands: a Send connector would "
          "stop here and report 451 5.7.3 Require STARTTLS to do basic authentication itself.");
  }
  SUBCASE("no AUTH inside TLS, though there was one before") {
    Walk walk(Mode::BasicAuthRequireTLS);
    walk.offers({"STARTTLS", "AUTH LOGIN"})
        .inside_tls({"SIZE"})
        .broke(Step::auth_offer, Class::no_common_mechanism);
    CHECK(diagnose(walk).summary ==
          "The server offers no AUTH inside TLS, though it did before TLS. A Send connector needs LOGIN: it "
          "would stop here and log 451 5.7.3 Require basic authentication itself.");
  }
}

TEST_CASE("a fact that the sentence has said already is not repeated") {
  Walk walk(Mode::None);
  SUBCASE("refused") {
    walk.broke(Step::connect, Class::refused, "Connection refused");
    CHECK(diagnose(walk).summary ==
          "mx.contoso.example:25 refused the connection: nothing listens on that port, or a firewall rejects "
          "it.");
  }
  SUBCASE("closed, with what had come so far") {
    walk.broke(Step::ehlo, Class::closed, "the server closed the connection; received so far: 250-SIZE");
    CHECK(diagnose(walk).summary ==
          "The server closed the connection while this side was waiting for the reply to EHLO (received so "
          "far: "
          "250-SIZE).");
  }
  SUBCASE("a server that asks to try again itself") {
    walk.transaction("", "451 4.7.0 Please try again later")
        .refused(Step::mail_from, Class::rejected_temporarily, "451 4.7.0 Please try again later");
    CHECK(diagnose(walk).summary ==
          "The server put the sender <> off for now: 451 4.7.0 Please try again later.");
  }
  SUBCASE("a masked banner is told in words, not in asterisks") {
    walk.banner(std::string(40, '*')).broke(Step::ehlo, Class::esmtp_rewritten, std::string(40, '*'));
    CHECK(diagnose(walk).summary ==
          "Something on the path rewrites SMTP (the banner arrives as asterisks): what arrives here is not "
          "what the "
          "server offers.");
  }
}

TEST_CASE("a walk that sends a password says that it stopped before it") {
  Walk walk(Mode::BasicAuthRequireTLS);
  walk.certificate_fault(Class::cert_expired, "valid until 2026-01-01")
      .broke(Step::tls_verify, Class::cert_expired);
  CHECK(diagnose(walk).summary ==
        "The certificate of mx.contoso.example has expired: valid until 2026-01-01. BasicAuthRequireTLS "
        "stops here, "
        "before the password.");
}

TEST_CASE("a walk that passed says what was proved and what was not") {
  SUBCASE("a login") {
    Walk walk(Mode::BasicAuthRequireTLS);
    walk.inside_tls({"AUTH LOGIN"}).mechanism("LOGIN", {"LOGIN"});
    walk.t.proved = {"server-identity", "authentication", "sender"};
    walk.t.not_proved = {"relay", "send-as"};
    CHECK(diagnose(walk).summary ==
          "Authenticated with LOGIN inside verified TLSv1.3; sender accepted. Relay and Send-As were not "
          "tested.");
  }
  SUBCASE("a login with everything after it") {
    Walk walk(Mode::BasicAuthRequireTLS);
    walk.inside_tls({"AUTH LOGIN"}).mechanism("LOGIN", {"LOGIN"});
    walk.t.proved = {"server-identity", "authentication", "sender", "relay", "send-as"};
    CHECK(diagnose(walk).summary ==
          "Authenticated with LOGIN inside verified TLSv1.3; sender accepted, recipient accepted and message "
          "accepted.");
  }
  SUBCASE("no login, in clear") {
    Walk walk(Mode::None);
    walk.t.proved = {"sender"};
    walk.t.not_proved = {"relay", "send-as"};
    CHECK(diagnose(walk).summary ==
          "Sender accepted without authentication in clear. Relay and Send-As were not tested.");
  }
  SUBCASE("a certificate that was only recorded") {
    Walk walk(Mode::None);
    walk.certificate_fault(Class::cert_self_signed);
    walk.t.proved = {"sender"};
    walk.t.not_proved = {"send-as"};
    CHECK(diagnose(walk).summary ==
          "Sender accepted without authentication inside TLSv1.3 whose certificate was not verified "
          "(cert-self-signed). Send-As was not tested.");
  }
  SUBCASE("a walk that was told to end early") {
    Walk walk(Mode::None);
    walk.t.quit_after = Step::ehlo;
    CHECK(diagnose(walk).summary ==
          "All went well as far as ehlo, where the walk was told to end; nothing after it was tested.");
  }
  SUBCASE("a mechanism that a Send connector does not use") {
    Walk walk(Mode::BasicAuthRequireTLS);
    walk.inside_tls({"AUTH PLAIN"}).mechanism("PLAIN", {"PLAIN"});
    walk.t.auth.diagnostic = true;
    walk.t.proved = {"authentication"};
    CHECK(diagnose(walk).summary ==
          "Authenticated with PLAIN inside verified TLSv1.3. PLAIN was asked for as a test: a Send connector "
          "would not use it in mode BasicAuthRequireTLS.");
  }
  SUBCASE("a retry in clear is told") {
    Walk walk(Mode::None);
    auto retry = std::make_shared<Retry>();
    retry->why = {Step::tls_handshake, Class::tls_version, Origin::server, {}, ""};
    walk.t.retry = retry;
    walk.t.proved = {"sender"};
    CHECK(diagnose(walk).summary ==
          "Sender accepted without authentication in clear. TLS broke first (tls-version at tls-handshake); "
          "as a Send connector does, the walk went on in clear on a new connection.");
  }
}

TEST_CASE("inconclusive and not-tested walks say what to do") {
  SUBCASE("ExternalAuthoritative without a recipient") {
    Walk walk(Mode::ExternalAuthoritative);
    walk.t.outcome = Outcome::inconclusive;
    walk.t.proved = {"sender"};
    CHECK(diagnose(walk).summary ==
          "Sender accepted without authentication in clear. Whether this host trusts us enough to relay was "
          "not tried: add --to with an address outside its domains.");
  }
  SUBCASE("no credential") {
    Walk walk(Mode::BasicAuthRequireTLS);
    walk.user("").mechanism("", {"LOGIN", "NTLM"}).not_tested(Class::no_credential);
    CHECK(diagnose(walk).summary ==
          "Not tested: BasicAuthRequireTLS needs a credential and none was given: add -u NAME and "
          "--password-file FILE. The server offers AUTH LOGIN NTLM.");
  }
  SUBCASE("clear text not allowed") {
    Walk walk(Mode::BasicAuth);
    walk.user("svc").not_tested(Class::cleartext_not_allowed);
    CHECK(diagnose(walk).summary ==
          "Not tested: the password of svc would have gone to mx.contoso.example:25 in clear; "
          "--allow-cleartext permits "
          "that.");
  }
}

TEST_CASE("refusals at MAIL FROM and after the logon are told in words of their own") {
  const auto words = [](const Transcript& t) { return diagnose(t).summary; };
  CHECK(
      words(Walk(Mode::None).refused(Step::mail_from, Class::relay_denied, "550 5.7.0 Mail relay denied")) ==
      "The server will not relay for a session without authentication: 550 5.7.0 Mail relay denied.");
  CHECK(
      words(Walk(Mode::BasicAuth)
                .refused(Step::auth_result, Class::submit_denied, "535 5.7.1 Authentication unsuccessful")) ==
      "The server accepted the credential of CONTOSO\\svc and then refused it the right to submit mail: "
      "535 5.7.1 Authentication unsuccessful.");
  CHECK(words(Walk(Mode::None)
                  .inside_tls({})
                  .refused(Step::mail_from, Class::tls_version,
                           "553 this route requires tls version 1.2 or greater")) ==
        "The server takes no mail over this TLS session (inside verified TLSv1.3): 553 this route requires "
        "tls version 1.2 or greater.");
}

TEST_SUITE_END();
