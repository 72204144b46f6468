#include "diagnosis/survey.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/diagnosis.hpp>
#include <string>
#include <vector>

#include "diagnosis/samples.hpp"
#include "diagnosis/survey_samples.hpp"

using namespace authwalk;
using samples::Walk;

namespace {

std::vector<Finding> alone(const std::vector<Transcript>& walks) {
  std::vector<Finding> findings;
  for (const Transcript& walk : walks) findings.push_back(diagnose(walk));
  return findings;
}

std::vector<Finding> compared(const std::vector<Transcript>& walks) {
  std::vector<Finding> findings = alone(walks);
  diagnose_survey(walks, findings);
  return findings;
}

const Advice* advice(const Finding& finding, std::string_view rule) {
  const auto found = std::ranges::find(finding.advice, rule, &Advice::rule);
  return found == finding.advice.end() ? nullptr : &*found;
}

bool any_survey_advice(const std::vector<Finding>& findings) {
  return std::ranges::any_of(findings, [](const Finding& finding) {
    return std::ranges::any_of(finding.advice, [](const Advice& a) { return a.rule.starts_with("survey-"); });
  });
}

std::vector<Transcript> sample(std::string_view rule) {
  for (const samples::SurveySample& s : samples::surveys()) {
    if (s.rule == rule) return s.walks;
  }
  FAIL("no sample of " << rule);
  return {};
}

Walk relayed(const std::string& recipient) {
  Walk walk(Mode::None);
  walk.transaction("svc@fabrikam.example", "250 2.1.0 OK").recipient(recipient, "250 2.1.5 OK");
  return walk;
}

}  // namespace

TEST_SUITE_BEGIN("diagnosis");

TEST_CASE("survey: every rule explains its sample, and no walk by itself says so") {
  for (const samples::SurveySample& s : samples::surveys()) {
    CAPTURE(s.rule);
    const std::vector<Finding> findings = compared(s.walks);
    const Advice* said = advice(findings.at(s.about), s.rule);
    REQUIRE(said != nullptr);
    CHECK_FALSE(any_survey_advice(alone(s.walks)));
    for (const std::string& text : {said->cause, said->fix, said->command}) {
      CAPTURE(text);
      CHECK_FALSE(text.empty());
      CHECK(text.find('{') == text.npos);
    }
  }
}

TEST_CASE("survey: every rule has a sample") {
  std::vector<std::string> with_sample, known;
  for (const samples::SurveySample& s : samples::surveys()) with_sample.push_back(s.rule);
  for (const diagnosis::SurveyRule& rule : diagnosis::survey_rules()) known.emplace_back(rule.id);
  CHECK(with_sample == known);
}

TEST_CASE("survey: what explains a failure comes first, what is only worth knowing last") {
  for (const samples::SurveySample& s : samples::surveys()) {
    CAPTURE(s.rule);
    const Finding finding = compared(s.walks).at(s.about);
    const auto rule = std::ranges::find(diagnosis::survey_rules(), s.rule, &diagnosis::SurveyRule::id);
    CHECK((rule->explains ? finding.advice.front() : finding.advice.back()).rule == s.rule);
  }
}

TEST_CASE("survey: a finding keeps its summary, its event and the advice that it had") {
  for (const samples::SurveySample& s : samples::surveys()) {
    CAPTURE(s.rule);
    const Finding before = diagnose(s.walks.at(s.about));
    const Finding after = compared(s.walks).at(s.about);
    CHECK(after.summary == before.summary);
    CHECK(after.transient == before.transient);
    CHECK(after.event.has_value() == before.event.has_value());
    for (const Advice& a : before.advice) CHECK(advice(after, a.rule) != nullptr);
  }
}

TEST_CASE("survey: walks of other smart hosts say nothing") {
  for (const samples::SurveySample& s : samples::surveys()) {
    if (s.walks.size() < 2) continue;
    CAPTURE(s.rule);
    std::vector<Transcript> walks = s.walks;
    for (std::size_t i = 0; i < walks.size(); ++i) {
      walks[i].connector.SmartHost = "mx" + std::to_string(i) + ".contoso.example";
    }
    CHECK_FALSE(any_survey_advice(compared(walks)));
  }
}

TEST_CASE("survey: a credential that was accepted elsewhere is not ours to mend") {
  const std::vector<Transcript> walks = sample("survey-other-address-accepts-login");
  const Finding finding = compared(walks).at(1);
  CHECK(diagnose(walks.at(1)).blame == Blame::ours);
  CHECK(finding.blame == Blame::server);
  CHECK(finding.advice.front().confidence == "likely");
  for (std::size_t i = 1; i < finding.advice.size(); ++i) CHECK(finding.advice[i].confidence == "possible");
  CHECK(finding.advice.front().cause ==
        "The credential is right: 192.0.2.7 accepted it by LOGIN, and 192.0.2.8 refused it. The two servers "
        "behind mx.contoso.example do not agree.");
}

TEST_CASE("survey: another account's login proves nothing for this one") {
  for (const char* rule : {"survey-other-address-accepts-login", "survey-password-only-inside-tls",
                           "survey-other-mechanism-accepts-login", "survey-other-mode-accepts-login"}) {
    CAPTURE(std::string(rule));
    std::vector<Transcript> walks = sample(rule);
    for (Transcript& walk : walks) {
      if (walk.outcome == Outcome::pass) walk.auth.user = "CONTOSO\\other";
    }
    for (const Finding& finding : compared(walks)) CHECK(advice(finding, rule) == nullptr);
  }
}

TEST_CASE("survey: the mechanism is not blamed where it was accepted in another mode") {
  std::vector<Transcript> walks = sample("survey-other-mechanism-accepts-login");
  walks.push_back(sample("survey-other-mode-accepts-login").at(1));
  walks.at(0).mode = Mode::BasicAuth;
  CHECK(compared(walks).at(0).advice.front().rule == "survey-other-mode-accepts-login");
  CHECK(advice(compared(walks).at(0), "survey-other-mechanism-accepts-login") == nullptr);
}

TEST_CASE("survey: a password that nobody judged is not called right or wrong") {
  std::vector<Transcript> walks = sample("survey-other-mode-accepts-login");
  walks.at(0).auth.rejected_attempts = 0;
  CHECK_FALSE(any_survey_advice(compared(walks)));
}

TEST_CASE("survey: the same failure everywhere is the mode's only where a mode had its turn") {
  std::vector<Transcript> walks = sample("survey-same-in-every-mode");
  SUBCASE("said at each walk in the same words, so that a report can say it once") {
    const std::vector<Finding> findings = compared(walks);
    const Advice* first = advice(findings.at(0), "survey-same-in-every-mode");
    const Advice* second = advice(findings.at(1), "survey-same-in-every-mode");
    REQUIRE(first != nullptr);
    REQUIRE(second != nullptr);
    CHECK(first->cause == second->cause);
    CHECK(first->cause ==
          "Every mode failed at connect with refused: it is the path or the server, not the mode.");
  }
  SUBCASE("not when one mode passed") {
    walks.push_back(Walk(Mode::ExternalAuthoritative));
    CHECK_FALSE(any_survey_advice(compared(walks)));
  }
  SUBCASE("not when one failed in another way") {
    walks.push_back(Walk(Mode::BasicAuthRequireTLS).broke(Step::connect, Class::timeout));
    CHECK_FALSE(any_survey_advice(compared(walks)));
  }
  SUBCASE("not when there was one mode only") {
    walks.pop_back();
    CHECK_FALSE(any_survey_advice(compared(walks)));
  }
}

TEST_CASE("survey: an Exchange that offers no X-EXPS is a fault, whatever else passes") {
  std::vector<Transcript> walks = sample("survey-no-exchange-needed");
  CHECK(compared(walks).at(1).advice.front().command ==
        "Set-SendConnector \"Outbound to Contoso\" -SmartHostAuthMechanism BasicAuth "
        "-AuthenticationCredential (Get-Credential \"CONTOSO\\svc\")");
  for (Transcript& walk : walks) walk.banner = "mx.contoso.example Microsoft ESMTP MAIL Service ready";
  CHECK_FALSE(any_survey_advice(compared(walks)));
}

TEST_CASE("survey: differences between addresses name both") {
  const std::vector<Finding> certificates = compared(sample("survey-other-certificate"));
  CHECK(certificates.at(1).advice.back().cause ==
        "The addresses of mx.contoso.example show different certificates: 192.0.2.8 one for "
        "mail.fabrikam.example (in order), 192.0.2.7 one for mx.contoso.example (in order).");
  CHECK(advice(certificates.at(0), "survey-other-certificate") == nullptr);
  const std::vector<Finding> offers = compared(sample("survey-other-offers"));
  CHECK(offers.at(1).advice.back().cause ==
        "The addresses of mx.contoso.example do not offer the same: 192.0.2.8 offers no TLS and no login, "
        "192.0.2.7 offers STARTTLS.");
}

TEST_CASE("survey: a certificate of its own for each server is no difference that matters") {
  std::vector<Transcript> walks = sample("survey-other-certificate");
  walks.at(1).tls->chain[0].names = walks.at(0).tls->chain[0].names;
  walks.at(1).tls->chain[0].sha256 = "another";
  CHECK_FALSE(any_survey_advice(compared(walks)));
}

TEST_CASE("survey: the address of a walk that never got a connection is the one that it tried") {
  Walk dead(Mode::None);
  dead.broke(Step::connect, Class::refused, "Connection refused");
  dead.t.remote.clear();
  dead.t.addresses = {{"192.0.2.8", "", "refused", "Connection refused"}};
  const Finding finding = compared({Walk(Mode::None), dead}).at(1);
  CHECK(finding.advice.front().cause ==
        "192.0.2.8 failed at connect (refused) and 192.0.2.7 passed, in the same mode. Exchange tries either "
        "address of mx.contoso.example, so mail goes through at one time and not at another.");
}

TEST_CASE("survey: relaying without a login is noted for strangers only") {
  const auto noted = [](const std::string& recipient) {
    return any_survey_advice(compared({relayed(recipient)}));
  };
  CHECK(noted("someone@example.net"));
  CHECK(noted("someone@toso.example"));
  CHECK_FALSE(noted("someone@contoso.example"));
  CHECK_FALSE(noted("someone@MX.Contoso.Example"));
  CHECK_FALSE(noted("postmaster"));
  CHECK(compared({relayed("o'hara@example.net")}).at(0).advice.back().command ==
        "authwalk walk mx.contoso.example -m none --fqdn mail.fabrikam.example --connector-name 'Outbound to "
        "Contoso' --to 'o'\\''hara@example.net'");
}

TEST_CASE("survey: ExternalAuthoritative at another Receive connector is not the same as None") {
  std::vector<Transcript> walks = sample("survey-external-same-as-none");
  walks.at(1).connector.Port = 2525;
  CHECK_FALSE(any_survey_advice(compared(walks)));
}

TEST_CASE("survey: what a server says never reaches a command, and is not taken for a placeholder") {
  for (const samples::SurveySample& s : samples::surveys()) {
    CAPTURE(s.rule);
    std::vector<Transcript> walks = s.walks;
    for (Transcript& walk : walks) {
      walk.banner += " {other-user} evil";
      for (std::string& keyword : walk.offers.plain) keyword += " {user} evil";
      if (walk.failure && walk.failure->reply) walk.failure->reply->lines.back() += " {other-user} evil";
      if (walk.tls) walk.tls->chain[0].names.push_back("{other-user}evil");
    }
    for (const Finding& finding : compared(walks)) {
      for (const Advice& a : finding.advice) {
        CHECK(a.command.find("evil") == a.command.npos);
        if (a.rule.starts_with("survey-")) CHECK(a.cause.find("CONTOSO") == a.cause.npos);
      }
    }
  }
}

TEST_SUITE_END();
