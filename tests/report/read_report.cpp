// A report that is read back is the report that was written.
#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/report.hpp>
#include <authwalk/version.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "report/printable.hpp"
#include "report/sample_walks.hpp"
#include "report/samples.hpp"

using namespace authwalk;
using namespace authwalk::test;
using namespace std::string_literals;

namespace {

std::string render(std::string_view format, const Report& report, const RenderOptions& options = {}) {
  return find_format(format)->render(report, options);
}

/// Reports are long: what matters is where they part.
void check_same(const std::string& actual, const std::string& expected) {
  const auto [a, e] = std::mismatch(actual.begin(), actual.end(), expected.begin(), expected.end());
  const bool same = a == actual.end() && e == expected.end();
  const auto around = [](const std::string& text, auto at) {
    const auto offset = static_cast<std::size_t>(at - text.begin());
    return text.substr(offset < 80 ? 0 : offset - 80, 160);
  };
  CHECK_MESSAGE(same, "actual: " << around(actual, a) << "\nexpected: " << around(expected, e));
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

/// The error of reading it.
ReportError refusal(const std::string& text) {
  try {
    read_report(text);
  } catch (const ReportError& error) {
    return error;
  }
  FAIL("it was read");
  return {};
}

/// A walk in which everything is set that a run from the command line seldom sets.
ReportedWalk with_all_settings() {
  ReportedWalk walk = basic_refused(Outcome::pass);
  Connector& connector = walk.transcript.connector;
  connector.RequireTLS = connector.IgnoreSTARTTLS = connector.ForceHELO = true;
  connector.TlsAuthLevel = TlsAuthLevel::CertificateValidation;
  connector.TlsDomain = "*.contoso.example";
  connector.SourceIPAddress = "192.0.2.1";
  connector.MaxMessageSize = 37748736;
  walk.transcript.started = "2026-11-21T12:00:00.123Z";
  walk.run_started = "2026-11-21T11:59:59.000Z";
  walk.transcript.tls->end_point = "\x01\xFF"s;
  walk.transcript.auth.user = "CONTOSO\\x41svc";
  auto thresholds = std::make_shared<Thresholds>();
  thresholds->seconds_warning = find_alert_range("0.01");
  thresholds->step_seconds_critical[Step::banner] = *find_alert_range("@0:1");
  thresholds->certificate_days_warning = find_alert_range("60:");
  walk.alerts = alerts_of(walk.transcript, *thresholds, "2026-11-21T12:00:01.000Z");
  walk.thresholds = thresholds;
  return walk;
}

}  // namespace

TEST_SUITE("report") {
  TEST_CASE("read back: every sample is the same again, byte for byte, and in every format") {
    for (const Sample& sample : samples()) {
      CAPTURE(sample.name);
      Report written = sample.report;
      for (ReportedWalk& walk : written.walks) round_numbers(walk);
      const Report again = read_report(render("json", written));
      for (const FormatRow& format : formats()) {
        CAPTURE(format.id);
        for (const int verbosity : {-1, 0, 1}) {
          for (const bool unicode : {true, false}) {
            const RenderOptions options{verbosity, false, unicode};
            check_same(format.render(again, options), format.render(written, options));
          }
        }
      }
    }
  }

  TEST_CASE("read back: settings, thresholds, alerts and times") {
    ReportedWalk walk = with_all_settings();
    REQUIRE(walk.alerts.size() == 3);
    round_numbers(walk);
    const Report report = report_of({walk}, false);
    const Report again = read_report(render("json", report));
    CHECK(render("json", again) == render("json", report));
    const ReportedWalk& read = again.walks.at(0);
    const Connector& connector = read.transcript.connector;
    CHECK(connector.RequireTLS);
    CHECK(connector.IgnoreSTARTTLS);
    CHECK(connector.ForceHELO);
    CHECK(connector.Fqdn == "mail01.corp.example");
    CHECK(connector.TlsAuthLevel == TlsAuthLevel::CertificateValidation);
    CHECK(connector.TlsDomain == "*.contoso.example");
    CHECK(connector.SourceIPAddress == "192.0.2.1");
    CHECK(connector.MaxMessageSize == 37748736);
    CHECK(read.transcript.started == "2026-11-21T12:00:00.123Z");
    CHECK(read.run_started == "2026-11-21T11:59:59.000Z");
    CHECK(read.transcript.tls->end_point == "\x01\xFF"s);
    CHECK(read.transcript.auth.user == "CONTOSO\\x41svc");
    REQUIRE(read.thresholds);
    CHECK(read.thresholds->seconds_warning->text == "0.01");
    CHECK(read.thresholds->step_seconds_critical.at(Step::banner).inside);
    CHECK(read.thresholds->certificate_days_warning->start == 60);
    CHECK_FALSE(read.thresholds->seconds_critical);
    REQUIRE(read.alerts.size() == walk.alerts.size());
    for (std::size_t i = 0; i < read.alerts.size(); ++i) {
      CHECK(read.alerts[i].critical == walk.alerts[i].critical);
      CHECK(read.alerts[i].metric == walk.alerts[i].metric);
      CHECK(read.alerts[i].value == walk.alerts[i].value);
      CHECK(read.alerts[i].range == walk.alerts[i].range);
    }
  }

  TEST_CASE("read back: numbers that nobody rounded are rounded once, and then stay") {
    ReportedWalk walk = basic_pass(Mode::BasicAuth);
    for (int i = 0; i < 2000; ++i) {
      walk.transcript.lines.push_back({i * 0.3337 + 0.00071, '*', Step::quit, false, "tick"});
    }
    walk.transcript.total_ms = 7.46;
    walk.alerts = {{true, "certificate_days", 29.123456789, "30:"}};
    round_numbers(walk);
    CHECK(walk.transcript.total_ms == 7.5);
    const Report report = report_of({walk}, false);
    const Report again = read_report(render("json", report));
    REQUIRE(again.walks.at(0).transcript.lines.size() == walk.transcript.lines.size());
    for (std::size_t i = 0; i < walk.transcript.lines.size(); ++i) {
      REQUIRE(again.walks[0].transcript.lines[i].ms == walk.transcript.lines[i].ms);
    }
    CHECK(again.walks[0].alerts.at(0).value == 29.1235);
  }

  TEST_CASE("read back: NDJSON keeps the walks, and derives what only the run knew") {
    for (const Sample& sample : samples()) {
      CAPTURE(sample.name);
      const Report again = read_report(render("ndjson", sample.report));
      REQUIRE(again.walks.size() == sample.report.walks.size());
      CHECK(again.version == "0.1.0");
      CHECK(again.started == sample.report.started);
      CHECK_FALSE(again.recommendation.mode);
      for (const FormatRow& format : formats()) {
        if (format.render_walk == nullptr) continue;
        for (std::size_t i = 0; i < again.walks.size(); ++i) {
          ReportedWalk walk = sample.report.walks[i];
          walk.run_started = sample.report.started;
          check_same(format.render_walk(again.walks[i]), format.render_walk(walk));
        }
      }
    }
    CHECK(read_report(render("ndjson", sample("five_modes"))).survey);
    CHECK_FALSE(read_report(render("ndjson", sample("expectations"))).survey);
    CHECK_FALSE(read_report(render("ndjson", sample("expectations"))).interrupted);
  }

  TEST_CASE("read back: a walk that an interruption ended shows it in NDJSON") {
    ReportedWalk walk = basic_refused();
    walk.transcript.failure->cls = Class::interrupted;
    CHECK(read_report(find_format("ndjson")->render_walk(walk)).interrupted);
  }

  TEST_CASE("read back: every beginning of NDJSON gives its whole lines") {
    const std::string text = render("ndjson", report_of({basic_refused(), silent()}, false));
    const std::size_t first = text.find('\n') + 1;
    for (const std::size_t size : {text.size(), text.size() - 1}) {
      const Report report = read_report(text.substr(0, size));
      CHECK(report.walks.size() == 2);
      CHECK_FALSE(report.interrupted);
    }
    for (std::size_t size = first + 1; size < text.size() - 1; size += 97) {
      CAPTURE(size);
      const Report report = read_report(text.substr(0, size));
      CHECK(report.walks.size() == 1);
      CHECK(report.interrupted);
    }
    CHECK(read_report(text.substr(0, first - 20)).walks.empty());
    CHECK(read_report("").walks.empty());
    CHECK(read_report("\n\r\n").walks.empty());
    CHECK(read_report("\xEF\xBB\xBF" + text).walks.size() == 2);
  }

  TEST_CASE("read back: the golden reports") {
    std::size_t read = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(AUTHWALK_SOURCE_DIR) + "/tests/golden")) {
      const std::string name = entry.path().filename().string();
      if (!name.starts_with("report_") || entry.path().extension() != ".json") continue;
      std::ifstream file(entry.path(), std::ios::binary);
      std::ostringstream content;
      content << file.rdbuf();
      CAPTURE(name);
      const bool same = render("json", read_report(content.str())) == content.str();
      CHECK(same);
      ++read;
    }
    CHECK(read >= samples().size());
  }

  TEST_CASE("read back: keys in any order, keys that nobody knows, and reports without the newest keys") {
    const std::string walk = find_format("ndjson")->render_walk(basic_refused());
    const std::string more = replaced(walk, "\"connector\"", "\"shoe_size\": [{}, 46], \"connector\"");
    CHECK(find_format("ndjson")->render_walk(read_report(more).walks.at(0)) == walk);
    const std::string sorted =
        R"({"walks": [], "verdict": "pass", "version": "0.1.0", "survey": true, "schema": "authwalk.report/1"})";
    CHECK(read_report(sorted).survey);
    std::string old = replaced(walk, "\"user\": \"CONTOSO\\\\svc\", \"settings\"", "\"x_settings\"");
    old = replaced(old, "\"thresholds\"", "\"x_thresholds\"");
    const ReportedWalk read = read_report(old).walks.at(0);
    CHECK(read.transcript.connector.Fqdn.empty());
    CHECK(read.transcript.auth.user == "CONTOSO\\svc");
  }

  TEST_CASE("read back: what is wrong is told with its line") {
    const std::string report = render("json", sample("expectations"));
    const std::string lines = render("ndjson", sample("expectations"));
    const auto line_with = [](const std::string& text, std::string_view part) {
      const auto end = text.begin() + static_cast<std::ptrdiff_t>(text.find(part));
      return 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
    };
    struct Row {
      std::string text, problem;
      std::size_t line;
    };
    const std::vector<Row> rows{
        {replaced(report, "\"class\": \"bad-credentials\"", "\"class\": \"bad-luck\""),
         "\"bad-luck\" is no class that this version knows",
         line_with(report, "\"class\": \"bad-credentials\"")},
        {replaced(report, "\"step\": \"data\", \"status\"", "\"step\": \"date\", \"status\""),
         "\"date\" is no step that", line_with(report, "\"step\": \"data\", \"status\"")},
        {replaced(report, "\"mode\": \"BasicAuth\"", "\"mode\": \"Basic\\u001b[2J\""),
         "\"Basic\\x1B[2J\" is no mode", line_with(report, "\"mode\": \"BasicAuth\"")},
        {replaced(report, "\"status\": \"fail\"", "\"status\": 7"), "a text is expected",
         line_with(report, "\"status\": \"fail\"")},
        {replaced(report, "\"port\": 25", "\"port\": 70000"), "none from 0 to 65535",
         line_with(report, "\"port\"")},
        {replaced(report, "\"port\": 25", "\"port\": \"25\""), "a whole number is expected",
         line_with(report, "\"port\"")},
        {replaced(report, "\"port\": 25,", ""), "\"port\" is missing",
         line_with(report, "\"connector\"") - 1},
        {replaced(report, "\"total_ms\": ", "\"total_ms\": 1e300"), "this is no JSON",
         line_with(report, "\"total_ms\"")},
        {replaced(report, "\"ms\": 0.1", "\"ms\": 1e300"), "out of range", line_with(report, "\"ms\": 0.1")},
        {replaced(report, "\"transcript\": [", "\"transcript\": {"), "this is no JSON",
         line_with(report, "\"transcript\": [") + 1},
        {replaced(report, "\"as_expected\": false", "\"as_expected\": 7"), "true or false is expected",
         line_with(report, "\"as_expected\"")},
        {replaced(report, "\"outcome\": \"fail\"", "\"outcome\": \"FAIL\""), "\"FAIL\" is no outcome",
         line_with(report, "\"outcome\": \"fail\"")},
        {replaced(report, "\"who\": \">\"", "\"who\": \"?\""), "one of >, < and *",
         line_with(report, "\"who\": \">\"")},
        {replaced(report, "authwalk.report/1", "authwalk.report/2"),
         "schema \"authwalk.report/2\" is neither authwalk.report/1 nor authwalk.walk/1", 1},
        {report + "{}", "something stands behind the end", line_with(report, "\n}") + 2},
        {report.substr(0, report.size() / 2), "ends in the middle", 0},
        {report.substr(0, report.size() - 2), "ends in the middle", 0},
        {replaced(lines, "\"class\": \"bad-credentials\"", "\"class\": \"bad-luck\""),
         "\"bad-luck\" is no class", 2},
        {lines + "\n{}\n", "this is no report", 4},
        {lines + "{\"schema\": \"authwalk.explain/1\"}\n", "schema \"authwalk.explain/1\" is neither", 3},
        {lines.substr(0, lines.find('\n') - 9) + "\n", "this is no JSON", 1},
        {"hello", "this is no report", 1},
        {"\n\n[1, 2]", "this is no report", 3},
        {"{\"schema\": [\"authwalk.walk/1\"]}", "schema \"[\"authwalk.walk/1\"]\" is neither", 1},
        {"\x1F\x8B\x08\x00"s, "this is no report", 1}};
    for (const Row& row : rows) {
      CAPTURE(row.problem);
      const ReportError error = refusal(row.text);
      CAPTURE(error.problem);
      CHECK(error.problem.find(row.problem) != std::string::npos);
      CHECK(std::all_of(error.problem.begin(), error.problem.end(), [](char c) { return c >= ' '; }));
      if (row.line > 0) CHECK(error.line == row.line);
      CHECK(error.line > 0);
    }
  }

  TEST_CASE("read back: a batch") {
    const std::string line = find_format("ndjson")->render_walk(silent());
    std::string lines;
    for (int i = 0; i < 500; ++i) lines += line;
    Report report = read_report(lines);
    CHECK(report.walks.size() == 500);
    CHECK(read_report(render("json", report)).walks.size() == 500);
  }

  TEST_CASE("read back: depth, size and number are bounded") {
    const std::string walk = find_format("ndjson")->render_walk(basic_refused());
    const std::string deep(100'000, '[');
    CHECK(refusal(replaced(walk, "\"connector\": \"Outbound to Contoso\"",
                           "\"connector\": " + deep + std::string(deep.size(), ']')))
              .problem.find("this is no JSON") == 0);
    CHECK(refusal(R"({"schema": "authwalk.report/1", "walks": )" + deep).problem.find("ends in the middle") !=
          std::string::npos);
    const std::string long_name(5U << 20, 'x');
    CHECK(refusal(replaced(walk, "Outbound to Contoso", long_name)).problem == "more than 4 MiB in one walk");
  }

  TEST_CASE("printable text goes back to the bytes that it was made of") {
    for (const std::string& bytes : {"plain"s,    "a\\b"s,          "\x1b[0m"s,      "\\x41"s,
                                     "\\\\x41"s,  "\\\\\\\x1b"s,    "\\u{202E}"s,    "\xE2\x80\xAE"s,
                                     "\0"s,       "\xFF\xFE"s,      "\\"s,           "\\x4"s,
                                     "\\u{"s,     "x41"s,           "\\\x1b\\x1b"s,  "\xF3\xA0\x80\x81"s,
                                     "\xC2\x85"s, "CONTOSO\\user"s, "\xED\xA0\x80"s, ""s}) {
      CAPTURE(printable(bytes));
      CHECK(from_printable(printable(bytes)) == bytes);
    }
    std::string all;
    for (int a = 0; a < 256; ++a) {
      for (const char* b : {"\\", "x41", "u{202E}", "\x1b", "\xE2\x80\xAE", "\\\\"}) {
        all = std::string("\\") + static_cast<char>(a) + b + static_cast<char>(a) + "\\";
        REQUIRE(from_printable(printable(all)) == all);
        REQUIRE(from_printable(printable_ascii(all)) == all);
      }
    }
    // What no printable() wrote is taken as it stands.
    for (const char* odd : {"\\u{}", "\\u{110000}", "\\u{D800}", "\\u{12", "\\u{zz}", "\\u{123456789}"}) {
      CAPTURE(odd);
      CHECK(from_printable(odd) == odd);
    }
  }
}
