// authwalk merge as its users run it, and the merging itself.
#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/version.hpp>

#include "cli/merging.hpp"
#include "cli/report_samples.hpp"
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

ProgramRun merge_files(std::vector<std::string> words, RunOptions options = {}) {
  words.insert(words.begin(), "merge");
  return run_authwalk(std::move(words), std::move(options));
}

}  // namespace

TEST_SUITE("merge") {
  TEST_CASE("reports of several runs: their walks in order, the earliest start, a survey when one was") {
    Report first = a_report({a_walk("mx1", Outcome::pass), a_walk("mx2", Outcome::fail)});
    Report second = a_report({a_walk("mx3", Outcome::pass)});
    first.started = "2026-11-22T00:00:00.000Z";
    second.survey = true;
    const cli::Merged merged = cli::merge({first, second});
    REQUIRE(merged.report.walks.size() == 3);
    CHECK(merged.replaced == 0);
    CHECK(merged.report.walks[2].transcript.connector.SmartHost == "mx3");
    CHECK(merged.report.started == second.started);
    CHECK(merged.report.version == version());
    CHECK(merged.report.survey);
    CHECK_FALSE(merged.report.interrupted);
    // Each says of which run it is, where that is not told by the report.
    CHECK(merged.report.walks[0].run_started == first.started);
    CHECK(merged.report.walks[2].run_started.empty());
  }

  TEST_CASE("the same walk twice: the later counts, at the place of the earlier") {
    const cli::Merged merged =
        cli::merge({a_report({a_walk("mx1", Outcome::fail), a_walk("mx2", Outcome::fail)}),
                    a_report({a_walk("MX1", Outcome::pass)})});
    CHECK(merged.replaced == 1);
    REQUIRE(merged.report.walks.size() == 2);
    CHECK(merged.report.walks[0].transcript.outcome == Outcome::pass);
    CHECK(exit_status(merged.report) == 1);
  }

  TEST_CASE("two addresses of a smart host are two walks, one that changed is one") {
    ReportedWalk one = a_walk("mx1", Outcome::pass), other = one;
    one.transcript.remote = "192.0.2.1:25";
    other.transcript.remote = "192.0.2.2:25";
    CHECK(cli::merge({a_report({one, other})}).report.walks.size() == 2);
    CHECK(cli::merge({a_report({one}), a_report({other})}).report.walks.size() == 1);
  }

  TEST_CASE("interrupted: until a later report has repeated all of it") {
    Report cut = a_report({a_walk("mx1", Outcome::pass)});
    cut.interrupted = true;
    CHECK(cli::merge({cut, a_report({a_walk("mx2", Outcome::pass)})}).report.interrupted);
    CHECK_FALSE(cli::merge({cut, a_report({a_walk("mx1", Outcome::pass)})}).report.interrupted);
    cut.walks.clear();
    CHECK(cli::merge({cut, a_report({a_walk("mx1", Outcome::pass)})}).report.interrupted);
  }

  TEST_CASE("the recommendation is made anew, over all of them") {
    ReportedWalk refused = a_walk("mx2", Outcome::fail);
    Report report = a_report({a_walk("mx1", Outcome::pass)});
    report.recommendation.mode = Mode::None;
    CHECK(cli::merge({report}).report.recommendation.mode == Mode::BasicAuth);
    CHECK(cli::merge({report, a_report({refused})}).report.recommendation.after ==
          cli::merge({a_report({refused})}).report.recommendation.after);
  }

  TEST_CASE("one report comes out as it went in, in JSON and by way of NDJSON") {
    const TemporaryFolder folder;
    const auto run = run_authwalk({"walk", "127.0.0.1:1", "-m", "none", "--fqdn", "mail01.contoso.example",
                                   "-o", folder.file("run.json"), "-o", folder.file("run.ndjson"), "-o",
                                   folder.file("run.txt"), "-o", folder.file("run.html")});
    INFO(run.describe());
    REQUIRE(run.status == 2);
    const auto merged = merge_files({folder.file("run.json"), "--format", "json", "-o",
                                     folder.file("again.txt"), "-o", folder.file("again.html")});
    INFO(merged.describe());
    CHECK(merged.status == 2);
    const bool same = merged.out == read_whole_file(folder.file("run.json"));
    CHECK(same);
    CHECK(read_whole_file(folder.file("again.txt")) == read_whole_file(folder.file("run.txt")));
    const bool same_page =
        read_whole_file(folder.file("again.html")) == read_whole_file(folder.file("run.html"));
    CHECK(same_page);
    const auto lines = merge_files({folder.file("run.ndjson"), "--format", "ndjson"});
    CHECK(lines.out == read_whole_file(folder.file("run.ndjson")));
  }

  TEST_CASE("exit status and verdict are those of the whole") {
    CHECK(merge_files({golden("all_pass"), "-q"}).status == 0);
    CHECK(merge_files({golden("all_pass"), golden("certificate"), "-q"}).status == 1);
    CHECK(merge_files({golden("not_tested"), "-q"}).status == 2);
    CHECK(merge_files({golden("two_targets"), "-q"}).status == 130);
    CHECK(merge_files({golden("expectations"), "--format", "nagios"}).status == 2);
  }

  TEST_CASE("standard input, and files that may be written over") {
    const TemporaryFolder folder;
    const auto piped =
        merge_files({"-", golden("certificate"), "--format", "json", "-o", folder.file("all.json")},
                    {.standard_input = read_whole_file(golden("expectations"))});
    INFO(piped.describe());
    CHECK(piped.json.at("walks").as_array().size() == 3);
    const auto again = merge_files({folder.file("all.json"), "-q", "-o", folder.file("all.json")});
    CHECK(again.status == 1);
    const bool same = read_whole_file(folder.file("all.json")) == piped.out;
    CHECK(same);
  }

  TEST_CASE("what was found twice and what holds nothing is told, but not with -q") {
    const TemporaryFolder folder;
    write_file(folder.file("empty.ndjson"), "");
    const std::vector<std::string> files{golden("expectations"), golden("expectations"),
                                         folder.file("empty.ndjson")};
    const auto run = merge_files(files);
    INFO(run.describe());
    CHECK(has(run.err, "note: 2 walks stand again later, and the later one counts"));
    CHECK(has(run.err, "empty.ndjson holds no walk"));
    auto quiet = files;
    quiet.emplace_back("-q");
    CHECK(merge_files(quiet).err.empty());
  }

  TEST_CASE("a line that was cut short is left out, and makes the run an interrupted one") {
    const TemporaryFolder folder;
    const std::string lines = merge_files({golden("expectations"), "--format", "ndjson"}).out;
    write_file(folder.file("cut.ndjson"), lines.substr(0, lines.size() - 100));
    const auto run = merge_files({folder.file("cut.ndjson"), "--format", "json"});
    INFO(run.describe());
    CHECK(run.status == 130);
    CHECK(run.json.at("walks").as_array().size() == 1);
    CHECK(run.json.at("interrupted") == true);
  }

  TEST_CASE("files that are no reports: 65 with the line, 66 for none, and nothing is written") {
    const TemporaryFolder folder;
    std::string text = read_whole_file(golden("expectations"));
    text.replace(text.find("\"bad-credentials\""), 17, "\"bad-luck\"");
    write_file(folder.file("bad.json"), text);
    write_file(folder.file("other.json"), R"({"schema": "authwalk.explain/1"})");
    write_file(folder.file("text.json"), "hello\n");
    struct Row {
      std::string file, problem;
      int status;
    };
    for (const Row& row : {Row{"bad.json", "bad.json:", 65}, Row{"bad.json", "\"bad-luck\" is no class", 65},
                           Row{"other.json", "other.json:1: schema \"authwalk.explain/1\" is neither", 65},
                           Row{"text.json", "text.json:1: this is no report", 65},
                           Row{"none.json", "none.json: No such file", 66}, Row{".", "Is a directory", 66}}) {
      CAPTURE(row.file);
      const auto run =
          merge_files({golden("all_pass"), folder.file(row.file), "-o", folder.file("out.json")});
      INFO(run.describe());
      CHECK(run.status == row.status);
      CHECK(has(run.err, row.problem));
      CHECK(run.out.empty());
      CHECK(read_whole_file(folder.file("out.json")).empty());
    }
  }

  TEST_CASE("wrong arguments: 64 and a hint") {
    struct Row {
      std::vector<std::string> words;
      const char *problem, *hint;
    };
    for (const Row& row :
         {Row{{}, "no FILE is given", "authwalk merge part-0"},
          Row{{"-", "-"}, "- is given twice", "can be read once"},
          Row{{"a.json", "-v", "-q"}, "-v and -q exclude each other", "drop one"},
          Row{{"a.json", "--format", "jsn"}, "--format \"jsn\" is not known", "did you mean json?"},
          Row{{"a.json", "-o", "x.doc"}, "no format of this version", "one of"}}) {
      const auto run = merge_files(row.words);
      INFO(run.describe());
      CHECK(run.status == 64);
      CHECK(has(run.err, row.problem));
      CHECK(has(run.err, row.hint));
    }
  }
}
