// Format nagios: the state, the first line and the performance data, read back by the rules of the
// guidelines.
#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/report.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "report/sample_walks.hpp"
#include "report/samples.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

std::string rendered(const Report& report, int verbosity = 0) {
  return find_format("nagios")->render(report, {verbosity, false, true});
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

// The part of the first line that people read.
std::string headline(const Report& report) {
  const std::string line = first_line(rendered(report));
  const auto bar = line.find(" | ");
  return line.substr(0, bar);
}

struct Item {
  std::string label, value, unit, warning, critical, least;
};

// As a scheduler reads it; fails the test for what it could not.
std::vector<Item> perfdata(const Report& report) {
  const std::string line = first_line(rendered(report));
  const auto bar = line.find('|');
  if (bar == std::string::npos) return {};
  static const std::regex one("'([^'=|]+)'=(-?[0-9]+(?:\\.[0-9]+)?)(s|)((?:;[-0-9.:~@]*){0,4})");
  std::istringstream words(line.substr(bar + 1));
  std::vector<Item> items;
  for (std::string word; words >> word;) {
    std::smatch match;
    const bool readable = std::regex_match(word, match, one);
    CHECK_MESSAGE(readable, word);
    if (!readable) continue;
    Item item{match[1], match[2], match[3], "", "", ""};
    std::istringstream ends(match[4].str());
    std::string end;
    std::getline(ends, end, ';');
    std::getline(ends, item.warning, ';');
    std::getline(ends, item.critical, ';');
    std::getline(ends, item.least, ';');
    items.push_back(item);
  }
  return items;
}

std::set<std::string> labels(const Report& report) {
  std::set<std::string> all;
  for (const Item& item : perfdata(report)) {
    CAPTURE(item.label);
    CHECK(all.insert(item.label.substr(0, 19)).second);  // all that a round-robin database keeps
  }
  return all;
}

ReportedWalk expecting(ReportedWalk walk, std::optional<Expectation> outcome) {
  walk.expected = outcome;
  walk.met = met(walk.expected, walk.transcript);
  return walk;
}

ReportedWalk alerting(ReportedWalk walk, bool critical) {
  walk.alerts.push_back({critical, "seconds", 2.5, "2"});
  if (critical) walk.met = false;
  return walk;
}

ReportedWalk failing_by(ReportedWalk walk, Class cls) {
  walk.transcript.failure->cls = cls;
  return walk;
}

}  // namespace

TEST_SUITE("nagios") {
  TEST_CASE("the state of one walk") {
    const auto pass = expecting(basic_pass(Mode::BasicAuthRequireTLS), Outcome::pass);
    const auto refusal = basic_refused();
    struct Row {
      const char* what;
      ReportedWalk walk;
      int status;
    };
    const std::vector<Row> rows = {
        {"passed, as it was to", pass, 0},
        {"passed, nothing was expected", expecting(pass, std::nullopt), 0},
        {"failed, as it was to", expecting(refusal, Outcome::fail), 0},
        {"warning threshold", alerting(pass, false), 1},
        {"failed as it was to, but slowly", alerting(expecting(refusal, Outcome::fail), false), 1},
        {"TLS broke, passed in clear", expecting(clear_text_retry(), Outcome::pass), 1},
        {"critical threshold", alerting(pass, true), 2},
        {"failed", expecting(refusal, Outcome::pass), 2},
        {"failed, nothing was expected", expecting(refusal, std::nullopt), 2},
        {"passed, and was to fail", expecting(pass, Outcome::fail), 2},
        {"no connection", expecting(refused(Mode::None), Outcome::pass), 2},
        {"no connection, and was to fail", expecting(refused(Mode::None), Outcome::fail), 3},
        {"critical threshold of one that was not decided",
         alerting(expecting(external(Outcome::inconclusive), Outcome::pass), true), 2},
        {"inconclusive", expecting(external(Outcome::inconclusive), Outcome::pass), 3},
        {"inconclusive, and was to fail", expecting(external(Outcome::inconclusive), Outcome::fail), 3},
        {"not tested", expecting(no_credential(Mode::BasicAuth), Outcome::pass), 3},
        {"not tested, with a warning",
         alerting(expecting(no_credential(Mode::BasicAuth), Outcome::pass), false), 3},
        {"our own fault", failing_by(expecting(refusal, Outcome::pass), Class::internal), 3},
        {"our own fault where a failure was expected",
         failing_by(expecting(refusal, Outcome::fail), Class::internal), 3},
    };
    constexpr std::string_view words[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};
    for (const Row& row : rows) {
      CAPTURE(row.what);
      const Report report = report_of({row.walk}, false);
      CHECK(monitoring_status(report) == row.status);
      CHECK(rendered(report).starts_with("AUTHWALK " + std::string(words[row.status]) + ": "));
    }
  }

  TEST_CASE("the state of a report is the worst of what counts") {
    const auto pass = expecting(anonymous_pass(Mode::None, true), Outcome::pass);
    const auto slow = alerting(pass, false);
    const auto open = expecting(external(Outcome::inconclusive), Outcome::pass);
    const auto failed = expecting(basic_refused(), Outcome::pass);
    const auto asked = [](std::vector<ReportedWalk> walks, bool interrupted = false) {
      Report report = report_of(std::move(walks), false);
      report.interrupted = interrupted;
      return monitoring_status(report);
    };
    CHECK(asked({}) == 3);
    CHECK(asked({pass, pass}) == 0);
    CHECK(asked({pass, slow}) == 1);
    CHECK(asked({pass, slow, open}) == 3);
    CHECK(asked({pass, slow, open, failed}) == 2);
    CHECK(asked({pass}, true) == 3);
    CHECK(asked({slow}, true) == 3);
    CHECK(asked({failed, open}, true) == 2);  // known already
  }

  TEST_CASE("in a survey the walks that decide count") {
    const auto failed = expecting(refused(Mode::None), std::nullopt);
    const auto pass = expecting(basic_pass(Mode::BasicAuthRequireTLS), std::nullopt);
    const auto surveyed = [](std::vector<ReportedWalk> walks, bool interrupted = false) {
      Report report = report_of(std::move(walks), true);
      report.interrupted = interrupted;
      return monitoring_status(report);
    };
    CHECK(surveyed({failed, pass}) == 0);
    CHECK(surveyed({alerting(failed, true), pass}) == 0);
    CHECK(surveyed({failed, alerting(pass, false)}) == 1);
    CHECK(surveyed({failed, alerting(pass, true)}) == 2);
    CHECK(surveyed({failed, failed}) == 2);
    CHECK(surveyed({no_credential(Mode::BasicAuth)}) == 3);
    CHECK(surveyed({failed, no_credential(Mode::BasicAuthRequireTLS)}) == 3);
    CHECK(surveyed({basic_refused(), pass}) == 2);
    CHECK(surveyed({failed}, true) == 3);
    // Beside a survey, a walk of which something was expected counts for itself.
    auto refused = failed;
    refused.expected = Outcome::pass;
    refused.met = false;
    refused.transcript.connector.SmartHost = "mx2.contoso.example";
    CHECK(surveyed({pass, refused}) == 2);
    // One smart host that is up says nothing of another.
    refused.expected.reset();
    CHECK(surveyed({pass, refused}) == 2);
    CHECK(surveyed({pass}, true) == 3);
  }

  TEST_CASE("without expectations and thresholds the state follows the exit status") {
    for (const Sample& sample : samples()) {
      CAPTURE(sample.name);
      const Report& report = sample.report;
      if (report.interrupted) continue;
      const int state = monitoring_status(report);
      const std::string_view result = verdict(report);
      CHECK((result == "pass" ? state <= 1 : state == (result == "fail" ? 2 : 3)));
    }
  }

  TEST_CASE("the first line says mode, step, class and reply") {
    CHECK(headline(report_of({expecting(basic_refused(), Outcome::pass)}, false)) ==
          "AUTHWALK CRITICAL: BasicAuth failed at auth-result (bad-credentials): 535 5.7.3 Authentication "
          "unsuccessful");
    CHECK(
        headline(report_of({expecting(basic_refused(), Outcome::fail)}, false))
            .starts_with("AUTHWALK OK: BasicAuth failed as expected at auth-result (bad-credentials): 535"));
    CHECK(headline(report_of({expecting(anonymous_pass(Mode::None, true), Outcome::fail)}, false))
              .starts_with("AUTHWALK CRITICAL: None passed, which it should not"));
    CHECK(headline(report_of(
              {alerting(expecting(basic_pass(Mode::BasicAuthRequireTLS), Outcome::pass), false)}, false)) ==
          "AUTHWALK WARNING: BasicAuthRequireTLS passed, but took 2.500 s (range 2)");
    CHECK(headline(report_of({}, false)) == "AUTHWALK UNKNOWN: nothing was walked");
    const std::string in_clear = headline(report_of({expecting(clear_text_retry(), Outcome::pass)}, false));
    CHECK(in_clear.find("None passed") != std::string::npos);
    CHECK(in_clear.find("but in clear: TLS broke at tls-handshake (tls-version)") != std::string::npos);
  }

  TEST_CASE("several walks: the one that decides, counts, and a line for each") {
    const Report report = report_of({expecting(anonymous_pass(Mode::None, true), Outcome::pass),
                                     expecting(basic_refused(), Outcome::pass),
                                     expecting(external(Outcome::inconclusive), Outcome::pass)},
                                    false);
    CHECK(headline(report) ==
          "AUTHWALK CRITICAL: BasicAuth failed at auth-result (bad-credentials): 535 5.7.3 Authentication "
          "unsuccessful (of 3 walks 1 critical, 1 unknown, 0 warning, 1 ok)");
    const std::string text = rendered(report);
    CHECK(text.find("\n[OK] None passed in ") != std::string::npos);
    CHECK(text.find("\n[CRITICAL] BasicAuth failed at auth-result (bad-credentials): 535 5.7.3 ") !=
          std::string::npos);
    CHECK(text.find("\n[UNKNOWN] ExternalAuthoritative inconclusive") != std::string::npos);
    const Advice& advice = report.walks[1].finding.advice.front();
    CHECK(text.find("\ncause (" + advice.confidence + "): ") != std::string::npos);
    CHECK(text.find("\nfix: ") != std::string::npos);
    const std::string quiet = rendered(report, -1);
    CHECK(std::count(quiet.begin(), quiet.end(), '\n') == 1);
  }

  TEST_CASE("each level of -v adds to the one before") {
    const Report report = report_of({expecting(basic_refused(), Outcome::pass)}, false);
    CHECK(rendered(report, 0).find("auth-result fail") == std::string::npos);
    CHECK(rendered(report, 1).find("\n  auth-result fail") != std::string::npos);
    CHECK(rendered(report, 1).find("\n  offers ") == std::string::npos);
    CHECK(rendered(report, 2).find("\n  offers ") != std::string::npos);
    CHECK(rendered(report, 2).find("\n  > EHLO") == std::string::npos);
    CHECK(rendered(report, 3).find("\n  > EHLO") != std::string::npos);
  }

  TEST_CASE("performance data reads back: value, unit, ranges as they were given") {
    ReportedWalk walk = expecting(basic_pass(Mode::BasicAuthRequireTLS), Outcome::pass);
    auto thresholds = std::make_shared<Thresholds>();
    thresholds->seconds_warning = find_alert_range("~:2.5");
    thresholds->seconds_critical = find_alert_range("@5:10");
    thresholds->certificate_days_critical = find_alert_range("7:");
    thresholds->step_seconds_warning[Step::connect] = *find_alert_range("0.5");
    walk.thresholds = thresholds;
    walk.transcript.total_ms = 412.031;
    walk.transcript.at(Step::connect).ms = 0.411;
    CertificateFacts leaf;
    leaf.not_after = "2026-12-01T12:00:00Z";
    walk.transcript.tls->chain = {leaf};
    Report report = report_of({walk}, false);
    report.started = "2026-11-21T12:00:00.000Z";
    const auto items = perfdata(report);
    REQUIRE(items.size() > 3);
    CHECK(items[0].label == "time");
    CHECK(items[0].value == "0.412031");
    CHECK(items[0].unit == "s");
    CHECK(items[0].warning == "~:2.5");
    CHECK(items[0].critical == "@5:10");
    CHECK(items[0].least == "0");
    CHECK(items[1].label == "certificate-days");
    CHECK(items[1].value == "10.000000");
    CHECK(items[1].unit == "");
    CHECK(items[1].warning == "");
    CHECK(items[1].critical == "7:");
    const auto connect =
        std::find_if(items.begin(), items.end(), [](const Item& item) { return item.label == "connect"; });
    REQUIRE(connect != items.end());
    CHECK(connect->value == "0.000411");
    CHECK(connect->warning == "0.5");
    for (const Item& item : items)
      CHECK((item.label == "time" || item.label == "certificate-days" || find_step(item.label)));
  }

  TEST_CASE("labels of several walks differ in their first 19 characters") {
    for (const Sample& sample : samples()) {
      CAPTURE(sample.name);
      labels(sample.report);
    }
    std::vector<ReportedWalk> modes_of_one, same_mode;
    for (const ModeRow& mode : modes()) {
      ReportedWalk walk = basic_pass(Mode::BasicAuth);
      walk.transcript.mode = mode.mode;
      for (StepRecord& step : walk.transcript.steps) step.ms = 1;
      modes_of_one.push_back(walk);
    }
    for (int i = 0; i < 12; ++i) same_mode.push_back(modes_of_one.front());
    const auto by_mode = labels(report_of(modes_of_one, false));
    CHECK(by_mode.size() == 5 * (2 + 18));
    CHECK(by_mode.count("basic-tls_auth-resu") == 1);
    const auto by_number = labels(report_of(same_mode, false));
    CHECK(by_number.size() == 12 * (2 + 18));
    CHECK(by_number.count("12_tls-handshake") == 1);
    same_mode.resize(1200, same_mode.front());
    CHECK(labels(report_of(same_mode, false)).size() == 1200);  // the whole times only
  }

  TEST_CASE("a walk without a connection has no time") {
    for (const Item& item : perfdata(report_of({refused(Mode::None)}, false))) CHECK(item.label != "time");
  }

  TEST_CASE("no text of a server begins performance data or a line of its own") {
    for (const std::string text : {"a | 'time'=0s", "|", "x\\|y", "\x1b[2J|", "=cmd|' /C calc'!A0",
                                   "<script>|", "line\nOK | x=1", "\xFF|\xFE", "ends in a backslash\\"}) {
      CAPTURE(text);
      const Report report = hostile(text);
      for (const int verbosity : {-1, 0, 1, 2, 3}) {
        const std::string out = rendered(report, verbosity);
        const auto bars = std::count(out.begin(), out.end(), '|');
        CHECK(bars == 1);
        CHECK(first_line(out).find(" | 'none_") == std::string::npos);  // modes repeat: numbered
        CHECK(first_line(out).find(" | '1_time'=") != std::string::npos);
      }
      perfdata(report);
      // As many lines as the same report with a tame text in its place.
      const auto lines = [](const std::string& out) { return std::count(out.begin(), out.end(), '\n'); };
      CHECK(lines(rendered(report, 3)) == lines(rendered(hostile("tame"), 3)));
    }
    // An escape has an odd run of backslashes before it.
    CHECK(rendered(hostile("x\\|y")).find("x\\\\\\x7Cy") != std::string::npos);
  }

  TEST_CASE("a long text of a server is cut between characters") {
    ReportedWalk walk = expecting(basic_refused(), Outcome::pass);
    std::string long_text;
    for (int i = 0; i < 700; ++i) long_text += "\xC3\xA9";
    walk.transcript.failure->reply->lines = {"x" + long_text};
    const std::string line = headline(report_of({walk}, false));
    CHECK(line.size() < 240);
    CHECK(line.ends_with("\xC3\xA9..."));
    CHECK(line.find("\\x") == std::string::npos);
  }
}
