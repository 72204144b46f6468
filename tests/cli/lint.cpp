// authwalk lint as its users run it.
#include <doctest/doctest.h>

#include <authwalk/lint.hpp>
#include <boost/json/value.hpp>
#include <filesystem>

#include "live/program.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

std::string path(const std::string& name) {
  return std::string(AUTHWALK_SOURCE_DIR) + "/tests/definitions/" + name;
}

bool has(const std::string& all, std::string_view part) {
  return all.find(part) != std::string::npos;
}

ProgramRun lint_run(std::vector<std::string> words, RunOptions options = {}) {
  words.insert(words.begin(), "lint");
  return run_authwalk(std::move(words), std::move(options));
}

constexpr const char* bad_port =
    "Name : Outbound\nDNSRoutingEnabled : False\nSmartHosts : {relay.contoso.example}\nPort : 465\n"
    "ProtocolLoggingLevel : None\n";

}  // namespace

TEST_SUITE("lint") {
  TEST_CASE("an error: 1, with rule, place, reason and command") {
    const auto run = lint_run({"-"}, {.standard_input = bad_port});
    INFO(run.describe());
    CHECK(run.status == 1);
    CHECK(has(run.out, "error connector-port-465: Port 465 speaks TLS from the first byte"));
    CHECK(has(run.out, "standard input:4:1 (Port)"));
    CHECK(has(run.out, "Set-SendConnector \"Outbound\" -Port 587"));
    CHECK(has(run.out, "FAIL: 1 error, 0 warnings, 2 notes in 1 connector, 1 file\n"));
    CHECK(run.err.empty());
  }

  TEST_CASE("no error: 0") {
    const auto run = lint_run({path("one.json")});
    INFO(run.describe());
    CHECK(run.status == 0);
    CHECK(has(run.out, "nothing to say"));
    CHECK(has(run.out, "PASS: 0 errors, 0 warnings, 0 notes in 1 connector, 1 file\n"));
  }

  TEST_CASE("-q: one line a finding, as a compiler writes it") {
    const auto run = lint_run({"-q", "-"}, {.standard_input = bad_port});
    INFO(run.describe());
    CHECK(has(run.out, "standard input:4:1: error: connector-port-465: Outbound: Port 465 speaks"));
    CHECK(has(run.out, "standard input:5:1: note: connector-logging-off: Outbound: "));
  }

  TEST_CASE("--severity leaves out what weighs less, and says nothing of its number") {
    const auto run = lint_run({"--severity", "error", "-"}, {.standard_input = bad_port});
    INFO(run.describe());
    CHECK(run.status == 1);
    CHECK_FALSE(has(run.out, "connector-logging-off"));
    const auto warnings = lint_run({"--severity", "WARNING", path("contoso.txt")});
    INFO(warnings.describe());
    CHECK(warnings.status == 0);
    CHECK_FALSE(has(warnings.out, "note connector"));
  }

  TEST_CASE("a file that cannot be read keeps no other from being read: 65, 66") {
    const auto run = lint_run({path("bad/wrong-number.txt"), path("contoso.xml")});
    INFO(run.describe());
    CHECK(run.status == 65);
    CHECK(has(run.err,
              "bad/wrong-number.txt:3:1: Port is \"smtp\"\n  hint: Port is a number from 0 to 65535\n"));
    CHECK(has(run.out, "Outbound to Fabrikam"));
    const auto missing = lint_run({"no-such-file.xml"});
    INFO(missing.describe());
    CHECK(missing.status == 66);
    CHECK(has(missing.out, "FAIL: 1 file could not be read"));
    const auto json = lint_run({"--format", "json", "no-such-file.xml"});
    INFO(json.describe());
    CHECK(json.status == 66);
    CHECK(json.json.at("verdict") == "fail");
    CHECK(json.json.at("unread").at(0) == "no-such-file.xml");
    const auto folder = lint_run({path("bad")});
    INFO(folder.describe());
    CHECK(folder.status == 66);
    CHECK(has(folder.err, "is a folder"));
  }

  TEST_CASE("every bad file: 65, a place, a hint, and nothing that acts on a terminal") {
    for (const auto& entry : std::filesystem::directory_iterator(path("bad"))) {
      const auto run = lint_run({entry.path().string()});
      INFO(run.describe());
      CHECK(run.status == 65);
      CHECK(run.err.starts_with("authwalk: " + entry.path().string()));
      CHECK(has(run.err, "\n  hint: "));
    }
  }

  TEST_CASE("hostile text of an export stays text") {
    const std::string hostile =
        "Name : a\x1b[31m|<script>\xE2\x80\xAE\nDNSRoutingEnabled : False\nSmartHosts : "
        "{x\x1b]0;y\x07.example}\n"
        "Port : 465\nFqdn : =cmd()\x1b[0m\nComment : Canary-7Zq!pass\n";
    for (const char* format : {"text", "json"}) {
      const auto run = lint_run({"--format", format, "-"}, {.standard_input = hostile});
      INFO(run.describe());
      CHECK(run.status == 1);
      CHECK(has(run.out, "\\x1B[31m|<script>"));
    }
  }

  TEST_CASE("a stored credential is in no output") {
    // The user name and the protected password of the file.
    const RunOptions options{.more_secrets = {"svc-canary", "43616e6172792d375a71217061737300"}};
    for (const char* name : {"contoso.xml", "contoso.json"}) {
      for (const char* format : {"text", "json"}) {
        const auto run = lint_run({"--format", format, path(name)}, options);
        CHECK(run.status == 0);
      }
    }
  }

  TEST_CASE("JSON") {
    const auto run = lint_run({"--format", "json", path("contoso.txt"), "-"}, {.standard_input = bad_port});
    INFO(run.describe());
    CHECK(run.json.at("schema") == "authwalk.lint/1");
    CHECK(run.json.at("verdict") == "fail");
    CHECK(run.json.at("files").as_array().size() == 2);
    CHECK(run.json.at("connectors").as_array().size() == 4);
    CHECK(run.json.at("connectors").at(0).at("mode") == "BasicAuthRequireTLS");
    CHECK(run.json.at("counts").at("error") == 1);
    bool found = false;
    for (const auto& finding : run.json.at("findings").as_array()) {
      if (finding.at("rule") != "connector-port-465") continue;
      found = true;
      CHECK(finding.at("connector") == "Outbound");
      CHECK(finding.at("severity") == "error");
      CHECK(finding.at("line") == 4);
      CHECK(finding.at("properties").at(0) == "Port");
      CHECK(finding.at("command") == "Set-SendConnector \"Outbound\" -Port 587");
    }
    CHECK(found);
  }

  TEST_CASE("--list-rules") {
    const auto text = lint_run({"--list-rules"});
    INFO(text.describe());
    CHECK(text.status == 0);
    const auto json = lint_run({"--list-rules", "--format", "json"});
    CHECK(json.json.at("schema") == "authwalk.lint-rules/1");
    CHECK(json.json.at("rules").as_array().size() == lint_rules().size());
    for (const LintRuleInfo& rule : lint_rules()) CHECK(has(text.out, std::string(rule.id) + " ("));
  }

  TEST_CASE("wrong arguments: 64 and a hint") {
    struct Row {
      std::vector<std::string> words;
      const char *problem, *hint;
    };
    for (const Row& row :
         {Row{{}, "no FILE is given", "authwalk lint connectors.xml"},
          Row{{"a.xml", "--list-rules"}, "files are given too", "drop one"},
          Row{{"a.xml", "--format", "jsn"}, "no --format \"jsn\"", "did you mean json?"},
          Row{{"a.xml", "--severity", "eror"}, "\"eror\" is not known", "did you mean error?"}}) {
      const auto run = lint_run(row.words);
      INFO(run.describe());
      CHECK(run.status == 64);
      CHECK(has(run.err, row.problem));
      CHECK(has(run.err, row.hint));
      CHECK(run.out.empty());
    }
  }
}
