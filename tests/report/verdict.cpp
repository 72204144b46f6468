// What may be concluded from the walks of a report: a table of what they showed, the verdict and the exit
// status.
#include <doctest/doctest.h>

#include <authwalk/report.hpp>
#include <functional>
#include <string>
#include <vector>

using namespace authwalk;

namespace {

ReportedWalk walk_of(Mode mode, Outcome outcome) {
  ReportedWalk walk;
  walk.transcript.mode = mode;
  walk.transcript.outcome = outcome;
  walk.transcript.connector.SmartHost = "mx1.contoso.example";
  return walk;
}

ReportedWalk ended(Mode mode, Step step, Class cls, int code = 0, Origin origin = Origin::network) {
  ReportedWalk walk = walk_of(mode, Outcome::fail);
  Failure failure{step, cls, origin, std::nullopt, ""};
  if (code != 0) {
    failure.reply = Reply{};
    failure.reply->code = code;
    failure.origin = Origin::server;
  }
  walk.transcript.failure = failure;
  return walk;
}

ReportedWalk with_credential(ReportedWalk walk) {
  walk.transcript.auth.user = "svc@contoso.example";
  return walk;
}

ReportedWalk sender_accepted(Mode mode = Mode::None) {
  ReportedWalk walk = walk_of(mode, Outcome::pass);
  walk.transcript.proved = {"sender"};
  return walk;
}

ReportedWalk relayed() {
  ReportedWalk walk = sender_accepted();
  walk.transcript.proved.emplace_back("relay");
  return walk;
}

ReportedWalk logged_on(Mode mode) {
  ReportedWalk walk = with_credential(walk_of(mode, Outcome::pass));
  walk.transcript.proved = {"authentication", "sender"};
  return walk;
}

ReportedWalk refused(Mode mode = Mode::BasicAuthRequireTLS) {
  ReportedWalk walk = with_credential(ended(mode, Step::auth_result, Class::bad_credentials, 535));
  walk.transcript.auth.rejected_attempts = 1;
  return walk;
}

ReportedWalk untried(Mode mode, Class cls) {
  ReportedWalk walk = walk_of(mode, Outcome::not_tested);
  walk.transcript.failure = Failure{Step::auth_offer, cls, Origin::local, std::nullopt, ""};
  return cls == Class::no_credential ? walk : with_credential(walk);
}

ReportedWalk at(ReportedWalk walk, const std::string& host, const std::string& connector = "") {
  walk.transcript.connector.SmartHost = host;
  walk.transcript.connector.Name = connector;
  return walk;
}

ReportedWalk expecting(ReportedWalk walk, const Expectation& expectation) {
  walk.expected = expectation;
  return walk;
}

ReportedWalk too_slow(ReportedWalk walk) {
  walk.alerts.push_back({true, "seconds", 9, "0:5"});
  return walk;
}

struct Row {
  std::string what;
  bool survey;
  bool interrupted;
  std::vector<ReportedWalk> walks;
  std::string verdict;
  int status;
  std::optional<int> plugin = {};  // where it is not that of the verdict
};

const auto None = Mode::None;
const auto Basic = Mode::BasicAuth;
const auto BasicTls = Mode::BasicAuthRequireTLS;
const auto External = Mode::ExternalAuthoritative;
constexpr Outcome pass = Outcome::pass, fail = Outcome::fail;

ReportedWalk no_x_exps(Mode mode = Mode::ExchangeServer) {
  return ended(mode, Step::auth_offer, Class::no_common_mechanism, 0, Origin::local);
}

ReportedWalk dead(Mode mode) {
  return ended(mode, Step::connect, Class::refused);
}

const std::vector<Row> rows{
    {"a sender that was accepted proves no connector",
     true,
     false,
     {sender_accepted(), untried(Basic, Class::no_credential), untried(BasicTls, Class::no_credential),
      no_x_exps()},
     "inconclusive",
     2},
    {"relay was proved, and no credential was given",
     true,
     false,
     {relayed(), untried(BasicTls, Class::no_credential)},
     "pass",
     0},
    {"relay was denied, and no credential was given",
     true,
     false,
     {ended(None, Step::rcpt_to, Class::relay_denied, 550), untried(BasicTls, Class::no_credential)},
     "inconclusive",
     2},
    {"a mode logged on", true, false, {sender_accepted(), logged_on(BasicTls), no_x_exps()}, "pass", 0},
    {"a credential was refused",
     true,
     false,
     {sender_accepted(), refused(), untried(Basic, Class::lockout_guard), no_x_exps()},
     "fail",
     1},
    {"a credential was refused, though it was taken elsewhere",
     true,
     false,
     {refused(Basic), logged_on(BasicTls)},
     "fail",
     1},
    {"a credential was given, and the certificate is in the way",
     true,
     false,
     {sender_accepted(), with_credential(ended(BasicTls, Step::tls_verify, Class::cert_expired))},
     "fail",
     1},
    {"a credential was given, and the password service is down",
     true,
     false,
     {sender_accepted(),
      with_credential(ended(BasicTls, Step::auth_result, Class::rejected_temporarily, 454))},
     "fail",
     1},
    {"a credential was given, and nothing was tried with it",
     true,
     false,
     {sender_accepted(), untried(Basic, Class::cleartext_not_allowed), no_x_exps()},
     "fail",
     1},
    {"relay alone is no success where a credential was given",
     true,
     false,
     {with_credential(relayed()), untried(Basic, Class::cleartext_not_allowed)},
     "fail",
     1},
    {"a login that may not send is no login that passes",
     true,
     false,
     {sender_accepted(), with_credential(ended(BasicTls, Step::mail_from, Class::send_as_denied, 550))},
     "fail",
     1},
    {"every mode failed", true, false, {dead(None), dead(BasicTls), dead(External)}, "fail", 1},
    {"a mode that was not tested for want of a credential did not fail",
     true,
     false,
     {ended(None, Step::mail_from, Class::sender_rejected, 550), untried(BasicTls, Class::no_credential)},
     "inconclusive",
     2},
    {"nothing walked", true, false, {}, "inconclusive", 2},
    {"interrupted after a pass", true, true, {logged_on(BasicTls)}, "inconclusive", 130},
    {"interrupted after a failure", true, true, {dead(None)}, "inconclusive", 130},
    {"two smart hosts: each logs on",
     true,
     false,
     {logged_on(BasicTls), sender_accepted(), at(logged_on(BasicTls), "mx2"), at(dead(None), "mx2")},
     "pass",
     0},
    {"two smart hosts: one is dead",
     true,
     false,
     {logged_on(BasicTls), at(dead(None), "mx2"), at(dead(BasicTls), "mx2")},
     "fail",
     1},
    {"two smart hosts: one proves nothing",
     true,
     false,
     {relayed(), at(sender_accepted(), "mx2")},
     "inconclusive",
     2},
    {"one smart host of two connectors is two",
     true,
     false,
     {at(logged_on(BasicTls), "mx", "A"), at(refused(), "mx", "B")},
     "fail",
     1},
    {"the pass is too slow", true, false, {too_slow(logged_on(BasicTls))}, "fail", 1},
    {"a failure that is slow as well", true, false, {logged_on(BasicTls), too_slow(no_x_exps())}, "pass", 0},
    {"a survey beside an expectation that holds",
     true,
     false,
     {logged_on(BasicTls), expecting(at(ended(None, Step::rcpt_to, Class::relay_denied, 550), "mx2"), fail)},
     "pass",
     0},
    {"a survey beside one that does not",
     true,
     false,
     {logged_on(BasicTls), expecting(at(relayed(), "mx2"), fail)},
     "fail",
     1},

    {"asked for: passed", false, false, {expecting(logged_on(BasicTls), pass)}, "pass", 0},
    {"asked for: passed, but too slow",
     false,
     false,
     {too_slow(expecting(logged_on(BasicTls), pass))},
     "fail",
     1},
    {"asked for: one was refused",
     false,
     false,
     {expecting(relayed(), pass), expecting(refused(), pass)},
     "fail",
     1},
    {"asked for: the host is dead", false, false, {expecting(dead(BasicTls), pass)}, "inconclusive", 2, 2},
    {"asked for: one not tested",
     false,
     false,
     {expecting(relayed(), pass), expecting(untried(Basic, Class::cleartext_not_allowed), pass)},
     "inconclusive",
     2},
    {"asked for: nothing walked", false, false, {}, "inconclusive", 2},
    {"to fail, and was denied",
     false,
     false,
     {expecting(ended(None, Step::rcpt_to, Class::relay_denied, 550), fail)},
     "pass",
     0},
    {"to fail, and passed", false, false, {expecting(relayed(), fail)}, "fail", 1},
    {"to fail, and the host is dead", false, false, {expecting(dead(None), fail)}, "inconclusive", 2},
    {"to fail, and was put off",
     false,
     false,
     {expecting(ended(None, Step::rcpt_to, Class::rejected_temporarily, 451), fail)},
     "inconclusive",
     2},
    {"to fail, and not tested",
     false,
     false,
     {expecting(untried(Basic, Class::no_credential), fail)},
     "inconclusive",
     2},
    {"interrupted: all passed so far", false, true, {expecting(relayed(), pass)}, "inconclusive", 130},
    {"interrupted: one failed", false, true, {expecting(refused(), pass)}, "fail", 130},
};

Expectation failing(std::string_view text) {
  return *find_expectation(text);
}

}  // namespace

TEST_SUITE("report") {
  TEST_CASE("verdict and exit status") {
    for (const Row& row : rows) {
      CAPTURE(row.what);
      Report report;
      report.survey = row.survey;
      report.interrupted = row.interrupted;
      for (ReportedWalk walk : row.walks) {
        walk.met = met(walk.expected, walk.transcript);
        if (!walk.alerts.empty()) walk.met = false;
        report.walks.push_back(walk);
      }
      CHECK(verdict(report) == row.verdict);
      CHECK(exit_status(report) == row.status);
      // The plugin says the same: OK, CRITICAL, UNKNOWN; but a smart host that is dead is of no use now.
      const int plugin = row.plugin.value_or(row.verdict == "pass" ? 0 : row.verdict == "fail" ? 2 : 3);
      CHECK(monitoring_status(report) == plugin);
    }
  }

  TEST_CASE("what meets an expectation, what contradicts it, and what does neither") {
    const auto of = [](const Expectation& expected, const ReportedWalk& walk) {
      return met(expected, walk.transcript);
    };
    // For good, after EHLO, by the server itself
    for (const ReportedWalk& walk :
         {ended(None, Step::rcpt_to, Class::relay_denied, 550),
          ended(None, Step::mail_from, Class::auth_required, 530),
          ended(Basic, Step::auth_start, Class::mechanism_refused, 504), refused(), no_x_exps(),
          ended(BasicTls, Step::starttls, Class::not_offered, 0, Origin::server),
          ended(BasicTls, Step::tls_verify, Class::cert_expired, 0, Origin::server),
          ended(None, Step::data, Class::send_as_denied, 554)}) {
      CAPTURE(id(walk.transcript.failure->step));
      CHECK(of(fail, walk) == true);
      CHECK(of(pass, walk) == false);
    }
    // Dead, silent, busy, or ours
    for (const ReportedWalk& walk :
         {dead(None), ended(None, Step::resolve, Class::dns_not_found),
          ended(None, Step::banner, Class::timeout), ended(None, Step::banner, Class::rejected, 554),
          ended(None, Step::banner, Class::rejected_temporarily, 421),
          ended(None, Step::rcpt_to, Class::rejected_temporarily, 451),
          ended(None, Step::rcpt_to, Class::timeout), ended(Basic, Step::auth_result, Class::closed),
          ended(None, Step::local, Class::internal, 0, Origin::local), untried(Basic, Class::lockout_guard),
          untried(Basic, Class::no_credential), walk_of(External, Outcome::inconclusive)}) {
      CHECK(of(fail, walk) == std::nullopt);
      CHECK(of(pass, walk) == std::nullopt);
    }
    CHECK(of(fail, relayed()) == false);
    // Broken on the way: no refusal, and no pass either
    const ReportedWalk broken = ended(None, Step::ehlo, Class::protocol_violation, 0, Origin::server);
    CHECK(of(fail, broken) == std::nullopt);
    CHECK(of(pass, broken) == false);
  }

  TEST_CASE("a step or a class that was named is taken at its word") {
    const ReportedWalk denied = ended(None, Step::rcpt_to, Class::relay_denied, 550);
    CHECK(met(failing("fail@rcpt-to"), denied.transcript) == true);
    CHECK(met(failing("fail:relay-denied"), denied.transcript) == true);
    CHECK(met(failing("fail@auth-result"), denied.transcript) == false);
    CHECK(met(failing("fail:bad-credentials"), denied.transcript) == false);
    CHECK(met(failing("fail@rcpt-to"),
              ended(None, Step::rcpt_to, Class::rejected_temporarily, 451).transcript) == std::nullopt);
    CHECK(met(failing("fail@connect"), dead(None).transcript) == true);
    CHECK(met(failing("fail:refused"), dead(None).transcript) == true);
    CHECK(met(failing("fail@rcpt-to"), dead(None).transcript) == std::nullopt);
    CHECK(met(failing("fail@rcpt-to"), relayed().transcript) == false);
    for (const std::string_view text : {"pass", "fail", "fail@rcpt-to", "fail:cert-expired"}) {
      CHECK(text_of(failing(text)) == text);
    }
    for (const std::string_view text :
         {"", "passed", "fail@", "fail:", "fail@nowhere", "fail:nothing", "pass@rcpt-to"}) {
      CHECK_FALSE(find_expectation(text));
    }
  }

  TEST_CASE("facts are what the first EHLO says, whatever the walk came to") {
    ReportedWalk walk = refused();
    const auto of = [&](std::optional<bool> auth, std::optional<bool> starttls) {
      Expectation expected;
      expected.auth_before_tls = auth;
      expected.starttls = starttls;
      return met(expected, walk.transcript);
    };
    CHECK(of(false, {}) == std::nullopt);
    walk.transcript.at(Step::ehlo).status = StepStatus::pass;
    walk.transcript.offers.plain = {"SIZE 1000", "STARTTLS"};
    CHECK(of(false, {}) == true);
    CHECK(of(true, {}) == false);
    CHECK(of(false, true) == true);
    CHECK(of({}, false) == false);
    walk.transcript.offers.plain = {"auth=LOGIN PLAIN"};
    CHECK(of(false, {}) == false);
    CHECK(of(true, true) == false);
  }
}
