#include <doctest/doctest.h>

#include <authwalk/report.hpp>
#include <pugixml.hpp>
#include <set>
#include <string>
#include <vector>

#include "report/golden.hpp"
#include "report/sample_walks.hpp"
#include "report/samples.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

pugi::xml_document parsed(const Report& report) {
  const std::string text = find_format("junit")->render(report, {});
  pugi::xml_document document;
  REQUIRE(document.load_buffer(text.data(), text.size()));
  return document;
}

std::vector<pugi::xml_node> cases(const pugi::xml_document& document) {
  std::vector<pugi::xml_node> all;
  for (const auto& found : document.select_nodes("/testsuites/testsuite/testcase"))
    all.push_back(found.node());
  return all;
}

/// "passed", "failure", "error" or "skipped".
std::string result(const pugi::xml_node& test) {
  for (const char* name : {"failure", "error", "skipped"}) {
    if (test.child(name)) return name;
  }
  return "passed";
}

std::vector<std::string> results(const Report& report) {
  const pugi::xml_document document = parsed(report);
  std::vector<std::string> all;
  for (const auto& test : cases(document)) all.push_back(result(test));
  return all;
}

using Results = std::vector<std::string>;

/// What a reader that knows nothing else makes of it.
int status_by_junit(const Report& report) {
  const pugi::xml_document document = parsed(report);
  const pugi::xml_node root = document.document_element();
  if (root.attribute("failures").as_int() > 0) return 1;
  return root.attribute("errors").as_int() > 0 ? 2 : 0;
}

}  // namespace

TEST_SUITE("report") {
  TEST_CASE("junit: the golden reports") {
    for (const char* name : {"five_modes", "expectations", "certificate", "all_addresses", "hostile"})
      check_golden("report_" + std::string(name) + ".xml", find_format("junit")->render(sample(name), {}));
  }

  TEST_CASE("junit: it agrees with the exit status, whatever was walked") {
    std::vector<Report> reports{report_of({}, true), report_of({}, false), hostile("x")};
    for (const Sample& sample : samples()) reports.push_back(sample.report);
    // Every outcome beside every other, with every expectation, as a survey and not, interrupted and not.
    const std::vector<Outcome> outcomes{Outcome::pass, Outcome::fail, Outcome::inconclusive,
                                        Outcome::not_tested};
    for (const Outcome a : outcomes) {
      for (const Outcome b : outcomes) {
        for (int bits = 0; bits < 32; ++bits) {
          Report report = report_of({basic_refused(), basic_pass(Mode::None)}, (bits & 1) != 0);
          report.interrupted = (bits & 2) != 0;
          report.walks[0].transcript.outcome = a;
          report.walks[1].transcript.outcome = b;
          if ((bits & 16) != 0) report.walks[1].transcript.connector.SmartHost = "mx2.contoso.example";
          for (ReportedWalk& walk : report.walks) {
            walk.expected.reset();
            if (!report.survey) walk.expected = (bits & 4) != 0 ? Outcome::fail : Outcome::pass;
            walk.met = met(walk.expected, walk.transcript);
            if ((bits & 8) != 0) walk.met = false;
          }
          reports.push_back(report);
        }
      }
    }
    for (const Report& report : reports) {
      const int status = exit_status(report);
      if (status == 130) {
        CHECK(status_by_junit(report) > 0);
      } else {
        CHECK(status_by_junit(report) == status);
      }
    }
  }

  TEST_CASE("junit: failure, error and skipped") {
    CHECK(results(sample("five_modes")) == Results{"skipped", "failure", "skipped", "skipped", "skipped"});
    CHECK(results(sample("expectations")) == Results{"failure", "passed"});
    CHECK(results(sample("not_tested")) == Results{"error", "error"});
    CHECK(results(sample("nothing_passes")) == Results(5, "failure"));
    CHECK(results(report_of({}, true)) == Results{"error"});
    CHECK(results(sample("two_targets")).back() == "error");
  }

  TEST_CASE("junit: step, class, reply, fix and time") {
    const pugi::xml_document document = parsed(sample("expectations"));
    ReportedWalk refused = basic_refused(Outcome::pass);
    const pugi::xml_document other = parsed(report_of({refused}, false));
    const pugi::xml_node test = cases(other).at(0);
    CHECK(test.attribute("classname").value() == std::string("Outbound to Contoso.relay.contoso.example:25"));
    CHECK(test.attribute("name").value() == std::string("BasicAuth"));
    CHECK(test.attribute("time").value() == std::string("0.0494"));
    const pugi::xml_node failure = test.child("failure");
    CHECK(failure.attribute("message").value() ==
          std::string("failed at auth-result (bad-credentials): 535 5.7.3 Authentication unsuccessful"));
    CHECK(failure.attribute("type").value() == std::string("bad-credentials"));
    const std::string body = failure.text().get();
    for (const char* line : {"step    auth-result\n", "class   bad-credentials\n",
                             "server  535 5.7.3 Authentication unsuccessful\n", "move    this side\n",
                             "fix     Enter the credential again", "run     Set-SendConnector"}) {
      CAPTURE(line);
      CHECK(body.find(line) != std::string::npos);
    }
    const pugi::xml_node properties = other.select_node("//testsuite/properties").node();
    CHECK(properties.find_child_by_attribute("name", "authwalk.version").attribute("value").value() ==
          std::string("0.1.0"));
    CHECK(properties.find_child_by_attribute("name", "authwalk.started").attribute("value").value() ==
          std::string("2026-11-21T12:00:00.000Z"));
    CHECK(cases(document).at(0).child("failure").attribute("message").value() ==
          std::string("passed, but was expected to fail"));
    CHECK(cases(document).at(1).child("system-out").text().get() ==
          std::string(
              "failed at auth-result (bad-credentials): 535 5.7.3 Authentication unsuccessful, as expected"));
  }

  TEST_CASE("junit: a threshold that was crossed is a failure") {
    ReportedWalk walk = basic_pass(Mode::BasicAuth);
    walk.expected = Outcome::pass;
    walk.met = false;
    walk.alerts = {{true, "seconds", 12.5, "10"}};
    const pugi::xml_document document = parsed(report_of({walk}, false));
    CHECK(cases(document).at(0).child("failure").attribute("message").value() ==
          std::string("passed, but seconds is 12.5000, out of range 10"));
  }

  TEST_CASE("junit: every test case has a name of its own") {
    for (const Sample& sample : samples()) {
      CAPTURE(sample.name);
      std::set<std::string> seen;
      const pugi::xml_document document = parsed(sample.report);
      for (const auto& test : cases(document)) {
        CHECK(seen.insert(std::string(test.attribute("classname").value()) + "\n" +
                          test.attribute("name").value())
                  .second);
      }
    }
    const pugi::xml_document addresses = parsed(sample("all_addresses"));
    CHECK(cases(addresses).at(0).attribute("name").value() ==
          std::string("BasicAuthRequireTLS [192.0.2.25]"));
    CHECK(cases(addresses).at(1).attribute("name").value() ==
          std::string("BasicAuthRequireTLS [2001:db8::25]"));
    const pugi::xml_document twice = parsed(report_of({basic_refused(), basic_refused()}, false));
    CHECK(cases(twice).at(1).attribute("name").value() == std::string("BasicAuth (2)"));
  }

  TEST_CASE("junit: a suite is a smart host, and the figures are those of its cases") {
    Report report = report_of(
        {basic_refused(Outcome::pass), basic_pass(Mode::None), basic_refused(Outcome::pass)}, false);
    report.walks[2].transcript.connector.SmartHost = "mx2.contoso.example";
    const pugi::xml_document document = parsed(report);
    std::vector<std::string> names;
    for (const pugi::xml_node& suite : document.document_element().children("testsuite")) {
      names.emplace_back(suite.attribute("name").value());
      int tests = 0, failures = 0;
      for (const pugi::xml_node& test : suite.children("testcase")) {
        ++tests;
        failures += result(test) == "failure" ? 1 : 0;
      }
      CHECK(suite.attribute("tests").as_int() == tests);
      CHECK(suite.attribute("failures").as_int() == failures);
      CHECK(suite.attribute("timestamp").value() == std::string("2026-11-21T12:00:00"));
    }
    CHECK(names == std::vector<std::string>{"Outbound to Contoso.relay.contoso.example:25",
                                            "Outbound to Contoso.mx2.contoso.example:25"});
  }
}
