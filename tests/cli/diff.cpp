// authwalk diff as its users run it; the rules themselves are in tests/report/diff.cpp.
#include <doctest/doctest.h>

#include "live/program.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

bool has(const std::string& all, std::string_view part) {
  return all.find(part) != std::string::npos;
}

std::string golden(const std::string& name) {
  return std::string(AUTHWALK_SOURCE_DIR) + "/tests/golden/report_" + name + ".json";
}

ProgramRun diff(std::vector<std::string> words, RunOptions options = {}) {
  words.insert(words.begin(), "diff");
  return run_authwalk(std::move(words), std::move(options));
}

}  // namespace

TEST_SUITE("diff") {
  TEST_CASE("a regression: 1; none: 0; nothing in common: 2") {
    const auto worse = diff({golden("all_pass"), golden("same_wall")});
    INFO(worse.describe());
    CHECK(worse.status == 1);
    CHECK(has(worse.out, "PASS ->\n    FAIL at connect (unreachable)"));
    CHECK(has(worse.out, "\nWORSE: 4 walks compared: 4 got worse"));
    CHECK(worse.err.empty());
    const auto better = diff({golden("same_wall"), golden("all_pass")});
    INFO(better.describe());
    CHECK(better.status == 0);
    CHECK(has(better.out, "BETTER: "));
    CHECK(diff({golden("all_pass"), golden("all_pass"), "-q"}).out ==
          "SAME: 4 walks compared: 4 unchanged\n");
    const auto apart = diff({golden("all_pass"), golden("hostile"), "-q"});
    INFO(apart.describe());
    CHECK(apart.status == 2);
    CHECK(has(apart.out, "NOTHING TO COMPARE"));
  }

  TEST_CASE("what is ignored is no regression") {
    const auto run =
        diff({golden("all_pass"), golden("same_wall"), "--ignore", "outcome", "--ignore", "proved"});
    INFO(run.describe());
    CHECK(run.status == 0);
    CHECK_FALSE(has(run.out, "PASS ->"));
  }

  TEST_CASE("in JSON, and with either side as NDJSON or from standard input") {
    const std::string lines = run_authwalk({"merge", golden("all_pass"), "--format", "ndjson"}).out;
    const auto run = diff({"-", golden("same_wall"), "--format", "json"}, {.standard_input = lines});
    INFO(run.describe());
    CHECK(run.status == 1);
    CHECK(run.json.at("schema") == "authwalk.diff/1");
    CHECK(run.json.at("regression") == true);
    CHECK(run.json.at("before").at("file") == "-");
    CHECK(run.json.at("before").at("started") == "2026-11-21T12:00:00.000Z");
    const auto turned = diff({golden("same_wall"), "-", "--format", "json"}, {.standard_input = lines});
    CHECK(turned.status == 0);
    CHECK(turned.json.at("compared") == 4);
  }

  TEST_CASE("help lists what is compared") {
    const auto run = diff({"--help"});
    CHECK(run.status == 0);
    CHECK(has(run.out, "  certificate-days   "));
    CHECK(has(run.out, "  timing "));
  }

  TEST_CASE("wrong arguments: 64 and a hint; files that are no reports: 65 and 66") {
    struct Row {
      std::vector<std::string> words;
      int status;
      const char *problem, *hint;
    };
    const std::string good = golden("all_pass");
    for (const Row& row :
         {Row{{}, 64, "two files are compared, and 0 are given", "authwalk diff before.json after.json"},
          Row{{good}, 64, "two files are compared, and one is given", "authwalk diff"},
          Row{{good, good, good}, 64, "and 3 are given", "authwalk diff"},
          Row{{"-", "-"}, 64, "- is given twice", "once"},
          Row{{good, good, "--ignore", "timings"},
              64,
              "--ignore \"timings\" is not known",
              "did you mean timing?"},
          Row{{good, good, "--format", "html"}, 64, "diff has no --format \"html\"", "one of text, json"},
          Row{{good, good, "--certificate-days", "1w"}, 64, "is no number of days", "--certificate-days 30"},
          Row{{good, "no-such.json"}, 66, "no-such.json: No such file", "name a file"},
          Row{{good, std::string(AUTHWALK_SOURCE_DIR) + "/docs/diff.schema.json"},
              65,
              "this is no report",
              "--format ndjson write what can be read"}}) {
      const auto run = diff(row.words);
      INFO(run.describe());
      CHECK(run.status == row.status);
      CHECK(has(run.err, row.problem));
      CHECK(has(run.err, row.hint));
      CHECK(run.out.empty());
    }
  }
}
