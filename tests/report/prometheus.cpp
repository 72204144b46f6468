// Format prometheus: what node_exporter would refuse, and what a dashboard relies on.
// tests/judges/promtool.sh asks the real tool.
#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/report.hpp>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "report/sample_walks.hpp"
#include "report/samples.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

std::string rendered(const Report& report) {
  return find_format("prometheus")->render(report, {});
}

// Series to value; fails the test for what the text format does not allow.
std::map<std::string, std::string> series(const std::string& text) {
  static const std::regex sample(
      R"re(([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\\\|\\")*",?)*\})? (-?[0-9]+(?:\.[0-9]+)?))re");
  std::map<std::string, std::string> all;
  std::string current;
  std::set<std::string> metrics;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    if (line.starts_with("# HELP ")) {
      current = line.substr(7, line.find(' ', 7) - 7);
      CHECK(metrics.insert(current).second);  // all lines of a metric stand together
      continue;
    }
    if (line.starts_with("# TYPE ")) {
      CHECK(line == "# TYPE " + current + " gauge");
      continue;
    }
    std::smatch match;
    const bool readable = std::regex_match(line, match, sample);
    CHECK(readable);
    if (!readable) continue;
    CHECK(match[1] == current);
    CHECK(all.emplace(match[1].str() + match[2].str(), match[3]).second);  // no series twice
  }
  CHECK(text.ends_with('\n'));
  return all;
}

bool has_series_with(const std::map<std::string, std::string>& all, const std::string& part) {
  return std::any_of(all.begin(), all.end(),
                     [&](const auto& one) { return one.first.find(part) != std::string::npos; });
}

}  // namespace

TEST_SUITE("prometheus") {
  TEST_CASE("every sample is readable, and no series stands twice") {
    for (const Sample& sample : samples()) {
      CAPTURE(sample.name);
      const auto all = series(rendered(sample.report));
      CHECK(all.count("authwalk_last_run_timestamp_seconds") == 1);
    }
  }

  TEST_CASE("a walk that failed says step, class, reply and times") {
    const Report report = report_of({basic_refused(Outcome::pass)}, false);
    const auto all = series(rendered(report));
    const Transcript& t = report.walks[0].transcript;
    const std::string walk = "{smart_host=\"" + t.connector.SmartHost + "\",port=\"25\",mode=\"BasicAuth\"" +
                             (t.connector.Name.empty() ? "" : ",connector=\"" + t.connector.Name + "\"");
    const auto value = [&](const std::string& name, const std::string& more = "") {
      const auto found = all.find(name + walk + more + "}");
      return found == all.end() ? "none" : found->second;
    };
    CHECK(value("authwalk_walk_success") == "0");
    CHECK(value("authwalk_walk_as_expected") == "0");
    CHECK(value("authwalk_walk_outcome_info", ",outcome=\"fail\"") == "1");
    CHECK(value("authwalk_walk_failed_step_info",
                ",step=\"auth-result\",class=\"bad-credentials\",origin=\"server\",blame=\"ours\"") == "1");
    CHECK(value("authwalk_reply_code") == "535");
    CHECK(value("authwalk_rejected_attempts") == "1");
    CHECK(value("authwalk_auth_mechanism_info", ",mechanism=\"LOGIN\"") == "1");
    CHECK(value("authwalk_walk_step_duration_seconds", ",step=\"auth-result\"") != "none");
    CHECK(value("authwalk_walk_clear_text_retry") == "0");
    CHECK(all.at("authwalk_last_run_success") == "0");
  }

  TEST_CASE("a walk that passed has no failed step and no reply code") {
    const auto all = series(rendered(report_of({basic_pass(Mode::BasicAuthRequireTLS)}, false)));
    CHECK(!has_series_with(all, "authwalk_walk_failed_step_info"));
    CHECK(!has_series_with(all, "authwalk_reply_code"));
    CHECK(has_series_with(all, "authwalk_tls_version_info"));
    CHECK(has_series_with(all, "authwalk_tls_certificate_expiry_timestamp_seconds"));
    CHECK(all.at("authwalk_last_run_success") == "1");
  }

  TEST_CASE("walks are told apart by the address only where nothing else does") {
    CHECK(
        !has_series_with(series(rendered(report_of({anonymous_pass(Mode::None, true)}, false))), "address="));
    const ReportedWalk walk = anonymous_pass(Mode::None, true);
    const auto two = series(rendered(report_of({walk, at_address(walk, "[2001:db8::7]:25")}, false)));
    CHECK(has_series_with(two, "address=\"2001:db8::7\""));
    CHECK(!has_series_with(two, "walk=\"1\""));
    const auto twice = series(rendered(report_of({walk, walk}, false)));
    CHECK(has_series_with(twice, "walk=\"1\""));
    CHECK(has_series_with(twice, "walk=\"2\""));
  }

  TEST_CASE("names are escaped, and no text of a server is in a label") {
    ReportedWalk walk = basic_refused();
    walk.transcript.connector.Name = "a\"b\\c\nd";
    const std::string text = rendered(report_of({walk}, false));
    // printable() makes \x0A of the line feed, the format doubles its backslash.
    CHECK(text.find(R"(connector="a\"b\\c\\x0Ad")") != std::string::npos);
    series(text);
    for (const std::string hostile_text :
         {"evil\nauthwalk_walk_success 1", "evil\"} 1\n", "evil\\", "evil{}"})
      series(rendered(hostile(hostile_text)));

    Report report = hostile("evil");
    for (ReportedWalk& one : report.walks) {
      one.transcript.connector.Name = one.transcript.connector.SmartHost = "ours";
      one.transcript.remote = "192.0.2.7:25";
    }
    CHECK(rendered(report).find("evil") == std::string::npos);
    CHECK(rendered(report).find("version=\"other\"") != std::string::npos);
    CHECK(rendered(report).find("mechanism=\"other\"") != std::string::npos);
  }
}
