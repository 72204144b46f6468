// Thresholds: the ranges of the monitoring plugins' guidelines, and what crosses them.
#include <doctest/doctest.h>

#include <authwalk/report.hpp>

#include "report/sample_walks.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

// "seconds 2.5 of 2, critical".
std::vector<std::string> told(const std::vector<Alert>& alerts) {
  std::vector<std::string> all;
  for (const Alert& alert : alerts)
    all.push_back(alert.metric + " of " + alert.range + (alert.critical ? ", critical" : ""));
  return all;
}

}  // namespace

TEST_SUITE("alerts") {
  TEST_CASE("a range alerts outside its ends, and with @ inside them") {
    struct Row {
      const char* range;
      std::vector<double> quiet;
      std::vector<double> alerting;
    };
    const std::vector<Row> rows = {
        {"10", {0, 5, 10}, {-0.1, 10.1, 1e9}},
        {"10:", {10, 1e9}, {9.9, 0, -1e9}},
        {"~:10", {-1e9, 0, 10}, {10.1}},
        {"10:20", {10, 15, 20}, {9.9, 20.1}},
        {"@10:20", {9.9, 20.1}, {10, 15, 20}},
        {"@10", {-0.1, 10.1}, {0, 10}},
        {":20", {0, 20}, {-1, 21}},
        {"0.5", {0.5}, {0.51}},
        {"-5:-1", {-5, -3, -1}, {-6, 0}},
        {"~:", {-1e9, 1e9}, {}},
        {"5:5", {5}, {4.9, 5.1}},
    };
    for (const Row& row : rows) {
      CAPTURE(row.range);
      const auto range = find_alert_range(row.range);
      REQUIRE(range.has_value());
      CHECK(range->text == row.range);
      for (const double value : row.quiet) CHECK(!range->alerts(value));
      for (const double value : row.alerting) CHECK(range->alerts(value));
    }
  }

  TEST_CASE("what is no range is refused") {
    for (const char* text :
         {"",      ":",     "@",   "@:",  "~",    "20:10", "ten",    "10;20", "10:20:30", " 10",   "10 ",
          "10,20", "1e999", "nan", "inf", "@@10", "10:~",  "~10:20", "0x10",  "+10",      "10:@20"}) {
      CAPTURE(text);
      CHECK(!find_alert_range(text));
    }
  }

  TEST_CASE("critical is told instead of warning, not beside it") {
    Transcript t = basic_pass(Mode::BasicAuthRequireTLS).transcript;
    t.total_ms = 2500;
    t.at(Step::tls_handshake).ms = 1500;
    Thresholds thresholds;
    thresholds.seconds_warning = find_alert_range("2");
    CHECK(told(alerts_of(t, thresholds, "2026-11-21T12:00:00Z")) == std::vector<std::string>{"seconds of 2"});
    thresholds.seconds_critical = find_alert_range("2.5");
    CHECK(told(alerts_of(t, thresholds, "2026-11-21T12:00:00Z")) == std::vector<std::string>{"seconds of 2"});
    thresholds.seconds_critical = find_alert_range("2.4");
    thresholds.step_seconds_warning[Step::tls_handshake] = *find_alert_range("1");
    CHECK(told(alerts_of(t, thresholds, "2026-11-21T12:00:00Z")) ==
          std::vector<std::string>{"seconds of 2.4, critical", "seconds of tls-handshake of 1"});
    thresholds.step_seconds_critical[Step::rcpt_to] = *find_alert_range("@0:100");
    t.at(Step::rcpt_to).ms.reset();
    CHECK(told(alerts_of(t, thresholds, "2026-11-21T12:00:00Z")).size() == 2);
  }

  TEST_CASE("days of a certificate are those of the first in the chain that ends") {
    Transcript t = basic_pass(Mode::BasicAuthRequireTLS).transcript;
    REQUIRE(t.tls);
    CertificateFacts leaf, authority;
    leaf.not_after = "2027-03-01T00:00:00Z";
    authority.not_after = "2026-12-01T00:00:00Z";
    t.tls->chain = {leaf, authority};
    Thresholds thresholds;
    thresholds.certificate_days_warning = find_alert_range("30:");
    thresholds.certificate_days_critical = find_alert_range("7:");
    CHECK(told(alerts_of(t, thresholds, "2026-10-01T00:00:00.000Z")).empty());
    CHECK(told(alerts_of(t, thresholds, "2026-11-21T12:00:00.000Z")) ==
          std::vector<std::string>{"certificate_days of 30:"});
    CHECK(told(alerts_of(t, thresholds, "2026-11-28T00:00:00.000Z")) ==
          std::vector<std::string>{"certificate_days of 7:, critical"});
    CHECK(alerts_of(t, thresholds, "2026-12-02T00:00:00.000Z").front().value == -1);
  }

  TEST_CASE("what was not measured crosses nothing") {
    Transcript t = basic_pass(Mode::BasicAuthRequireTLS).transcript;
    t.remote.clear();  // never connected: the walk's time says nothing about the smart host
    t.tls.reset();
    Thresholds thresholds;
    thresholds.seconds_critical = find_alert_range("@0:1000000");
    thresholds.certificate_days_critical = find_alert_range("100000:");
    CHECK(alerts_of(t, thresholds, "2026-11-21T12:00:00Z").empty());
    t.tls = self_signed_tls();
    CHECK(alerts_of(t, thresholds, "no date").empty());
  }
}
