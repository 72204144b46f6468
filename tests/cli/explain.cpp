// authwalk explain as its users run it.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/value.hpp>
#include <fstream>

#include "cli/evidence_sources.hpp"
#include "live/program.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

std::string log(const std::string& name) {
  return std::string(AUTHWALK_SOURCE_DIR) + "/tests/logs/" + name;
}

std::string content(const std::string& path) {
  return read_whole_file(path);
}

bool has(const std::string& all, std::string_view part) {
  return all.find(part) != std::string::npos;
}

ProgramRun explain(std::vector<std::string> words, RunOptions options = {}) {
  words.insert(words.begin(), "explain");
  return run_authwalk(std::move(words), std::move(options));
}

}  // namespace

TEST_SUITE("explain") {
  TEST_CASE("a log with a failure: 1, one without: 0") {
    const auto failed = explain({log("receive-login-refused.log")});
    INFO(failed.describe());
    CHECK(failed.status == 1);
    CHECK(has(failed.out, "auth-result  bad-credentials"));
    CHECK(failed.err.empty());
    const auto fine = explain({log("receive-login-accepted.log")});
    INFO(fine.describe());
    CHECK(fine.status == 0);
    CHECK(fine.out == "PASS: no failure in 1 session in 1 source\n");
  }

  TEST_CASE("standard input is read without FILE and with -") {
    const RunOptions piped{.standard_input = content(log("receive-relay-denied.log"))};
    for (const auto& words : {std::vector<std::string>{}, std::vector<std::string>{"-"}}) {
      const auto run = explain(words, piped);
      INFO(run.describe());
      CHECK(run.status == 1);
      CHECK(has(run.out, "relay-denied"));
    }
  }

  TEST_CASE("several files, in the order in which they were written") {
    // The shell sorts 10 before 9, and the session begins in 9.
    const auto run = explain({log("send-goes-on-10.log"), log("send-goes-on-9.log"), "--format", "json"});
    INFO(run.describe());
    CHECK(run.status == 1);
    CHECK(run.json.at("sessions") == 1);
    CHECK(run.json.at("groups").as_array().size() == 1);
    CHECK(run.json.at("groups").at(0).at("step") == "auth-result");
  }

  TEST_CASE("what cannot be read is told with file and line") {
    std::string text = content(log("receive-login-refused.log"));
    text.insert(text.find("2026-11-20T08"), "garbage \x1b[31m\n");
    const auto run = explain({}, {.standard_input = text});
    INFO(run.describe());
    CHECK(run.status == 1);
    CHECK(run.err == "authwalk: standard input:6: no row of a protocol log: garbage \\x1B[31m\n");
  }

  TEST_CASE("a thousand bad lines are counted, not all shown") {
    std::string text = content(log("receive-login-refused.log"));
    for (int i = 0; i < 1000; ++i) text += "garbage\n";
    const auto run = explain({}, {.standard_input = text});
    INFO(run.describe());
    CHECK(run.status == 1);
    CHECK(std::ranges::count(run.err, '\n') == 22);
    CHECK(has(run.err, "1000 places in all could not be read"));
  }

  TEST_CASE("a missing file: 66, and the others are read") {
    const auto run = explain({"no-such-file.log", log("receive-relay-denied.log")});
    INFO(run.describe());
    CHECK(run.status == 66);
    CHECK(has(run.err, "no-such-file.log: No such file or directory"));
    CHECK(has(run.out, "relay-denied"));
    const auto folder = explain({std::string(AUTHWALK_SOURCE_DIR) + "/tests/logs"});
    INFO(folder.describe());
    CHECK(folder.status == 66);
    CHECK(has(folder.err, "is a folder"));
  }

  TEST_CASE("a file that is nothing of the kind: 65") {
    const auto run = explain({}, {.standard_input = std::string("\x01\x02\x03\x00\x05", 5)});
    INFO(run.describe());
    CHECK(run.status == 65);
    CHECK(has(run.err, "standard input is nothing that can be read"));
    CHECK(run.out == "UNDECIDED: 1 source could not be read; no failure in 0 sessions in 0 sources\n");
  }

  TEST_CASE("a single reply") {
    const auto run = explain({"--reply", "535 5.7.3 Authentication unsuccessful"});
    INFO(run.describe());
    CHECK(run.status == 1);
    CHECK(has(run.err, "no --step: taken for what is said at auth-result"));
    CHECK(has(run.out, "bad-credentials"));
    const auto given = explain({"--reply", "550 5.7.1 No", "--step", "data", "--format", "json"});
    INFO(given.describe());
    CHECK(given.json.at("groups").at(0).at("step") == "data");
    CHECK(given.err.empty());
  }

  TEST_CASE("wrong arguments: 64 and a hint") {
    struct Row {
      std::vector<std::string> words;
      const char *problem, *hint;
    };
    for (const Row& row :
         {Row{{"--step", "data"}, "--step goes with --reply", "a file tells its steps itself"},
          Row{{"--reply", "550 No", "a.log"}, "files are given too", "drop one"},
          Row{{"--reply", "550 No", "--step", "dat"}, "\"dat\" is not a step", "did you mean data?"},
          Row{{"a.log", "--format", "jsn"}, "no --format \"jsn\"", "did you mean json?"},
          Row{{"a.log", "-v", "-q"}, "-v and -q exclude each other", "drop one"}}) {
      const auto run = explain(row.words);
      INFO(run.describe());
      CHECK(run.status == 64);
      CHECK(has(run.err, row.problem));
      CHECK(has(run.err, row.hint));
      CHECK(run.out.empty());
    }
    const auto nothing = explain({"--reply", "250 ok"});
    INFO(nothing.describe());
    CHECK(nothing.status == 65);
  }

  TEST_CASE("help lists what can be read") {
    const auto run = explain({"--help"});
    INFO(run.describe());
    CHECK(run.status == 0);
    CHECK(has(run.out, "protocol-log"));
    CHECK(has(run.out, "queue-error"));
  }

  TEST_CASE("a log of 64 MiB is read in a few") {
    std::string session = content(log("receive-login-refused.log"));
    session.erase(0, session.find("2026-11-20T08"));
    const std::size_t sessions = (std::size_t{64} << 20) / session.size();
    const TemporaryFolder folder;
    {
      std::ofstream big(folder.file("big.log"), std::ios::binary);
      for (std::size_t i = 0; i < sessions; ++i) big << session;
    }
    const auto run = explain({folder.file("big.log"), "--format", "json"});
    INFO(run.describe());
    CHECK(run.status == 1);
    CHECK(run.json.at("groups").at(0).at("count").to_number<std::size_t>() == sessions);
#ifndef __SANITIZE_ADDRESS__  // which keeps what was freed for a while
    CHECK(run.peak_kib < 32 * 1024);
#endif
  }

  TEST_CASE("logs of one series are put into order, others are left as they were given") {
    using Files = std::vector<std::string>;
    CHECK(cli::in_written_order({"SEND20261121-10.log", "SEND20261121-2.log", "SEND20261120-3.log"}) ==
          Files{"SEND20261120-3.log", "SEND20261121-2.log", "SEND20261121-10.log"});
    CHECK(cli::in_written_order({"b.log", "a.log", "-"}) == Files{"b.log", "a.log", "-"});
    CHECK(cli::in_written_order({"x2", "x1", "y", "x0"}) == Files{"x1", "x2", "y", "x0"});
    CHECK(cli::in_written_order({}).empty());
  }
}
