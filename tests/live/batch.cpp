// A batch as it is meant to be run: a thousand smart hosts, killed in the middle, resumed, shared and merged.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <authwalk/rehearsal.hpp>
#include <boost/json/parse.hpp>
#include <map>

#include "cli/running_program.hpp"
#include "cli/untouched_server.hpp"
#include "live/program.hpp"
#include "live/temporary.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr std::size_t many = 200;  // in a build that is ten times slower
#else
constexpr std::size_t many = 1000;
#endif

// Every tenth refuses at its banner.
bool refuses(std::size_t number) {
  return number % 10 == 0;
}

// Smart hosts on addresses of their own, 127.1.0.1 and up, all in this process.
class ManyHosts {
 public:
  ManyHosts() {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    RehearsalPlan plan;
    plan.connectors.clear();
    for (std::size_t i = 0; i < many; ++i) {
      ReceiveConnector connector;
      connector.address = fmt::format("127.1.{}.{}", i / 250, i % 250 + 1);
      if (refuses(i)) connector.fault = "banner-554";
      plan.connectors.push_back(connector);
    }
    addresses_ = plan.connectors;
    host_ = std::make_unique<RehearsalHost>(std::move(plan));
  }

  std::string target(std::size_t number) const {
    return fmt::format("{}:{}", addresses_[number].address, host_->port(number));
  }

  /// A configuration that walks them all.
  std::string config() const {
    std::string text =
        "modules:\n  default: {modes: [None], connector: {Fqdn: mail01.contoso.example}}\ntargets:\n";
    for (std::size_t i = 0; i < many; ++i) text += fmt::format("  - {}\n", target(i));
    return text;
  }

 private:
  std::vector<ReceiveConnector> addresses_;
  std::unique_ptr<RehearsalHost> host_;
};

std::size_t lines_of(const std::string& file) {
  const auto text = read_whole_file(file);
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

// "127.1.0.1:40001" to how its walk ended; fails the test where one stands twice.
std::map<std::string, std::string> endings(const boost::json::value& report) {
  std::map<std::string, std::string> all;
  for (const auto& element : report.at("walks").as_array()) {
    const auto& walk = element.as_object();
    const auto target =
        fmt::format("{}:{}", std::string_view(walk.at("smart_host").as_string()), walk.at("port").as_int64());
    INFO(target);
    CHECK(all.emplace(target, ending(walk)).second);
  }
  return all;
}

void check_all_once(const boost::json::value& report, const ManyHosts& hosts) {
  const auto ended = endings(report);
  CHECK(ended.size() == many);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < many; ++i) {
    const auto found = ended.find(hosts.target(i));
    if (found == ended.end() || found->second != (refuses(i) ? "fail banner rejected" : "pass")) ++wrong;
  }
  CHECK(wrong == 0);
}

}  // namespace

TEST_SUITE("batch") {
  TEST_CASE("1,000 smart hosts, killed in the middle and resumed: every one exactly once") {
    const ManyHosts hosts;
    const TemporaryFolder folder;
    const auto config = folder.file("probes.yml");
    const auto journal = folder.file("run.ndjson");
    write_file(config, hosts.config());
    {
      RunningProgram program({"walk", "--config", config, "--resume", journal, "--jobs", "8", "-q"},
                             RunningProgram::Surroundings::pipe);
      while (lines_of(journal) < many / 4) usleep(1000);
      program.signal(SIGKILL);
      CHECK(program.wait() == 1000 + SIGKILL);
    }
    const auto before = lines_of(journal);
    CHECK(before < many);

    const auto again = run_authwalk({"walk", "--config", config, "--resume", journal, "--format", "json"},
                                    {.limit = std::chrono::minutes(5), .memory_kib = 512 * 1024});
    INFO(again.err);
    CHECK(again.status == 2);  // a tenth refuses everybody, which proves nothing of a mode
    CHECK(again.err.find("walks are done already") != std::string::npos);
    check_all_once(again.json, hosts);
    CHECK(lines_of(journal) == many);

    // Nothing is left to do, and the report is the same.
    const auto nothing = run_authwalk({"walk", "--config", config, "--resume", journal, "--format", "json"},
                                      {.memory_kib = 512 * 1024});
    CHECK(nothing.err.find(fmt::format("holds all {} walks", many)) != std::string::npos);
    check_all_once(nothing.json, hosts);

    const auto merged = run_authwalk({"merge", journal, "--format", "json"}, {.memory_kib = 512 * 1024});
    CHECK(merged.status == 2);
    check_all_once(merged.json, hosts);
  }

  TEST_CASE("two parts, merged, are the whole") {
    const ManyHosts hosts;
    const TemporaryFolder folder;
    const auto config = folder.file("probes.yml");
    write_file(config, hosts.config());
    std::vector<std::string> merge = {"merge", "--format", "json"};
    std::size_t walked = 0;
    for (const std::string part : {"0/2", "1/2"}) {
      const auto file = folder.file("part-" + part.substr(0, 1) + ".ndjson");
      const auto run = run_authwalk({"walk", "--config", config, "--shard", part, "-o", file, "-q"},
                                    {.limit = std::chrono::minutes(5), .memory_kib = 512 * 1024});
      CHECK(run.status == 2);
      CHECK(lines_of(file) > many / 3);
      walked += lines_of(file);
      merge.push_back(file);
    }
    CHECK(walked == many);
    check_all_once(run_authwalk(merge, {.memory_kib = 512 * 1024}).json, hosts);
  }

  TEST_CASE("elsewhere than on a terminal, a batch tells how far it is, with the steps that fail") {
    const ManyHosts hosts;
    std::vector<std::string> words = {"walk", "--mode", "None", "--fqdn", "mail01.contoso.example"};
    for (std::size_t i = 0; i < 20; ++i) words.push_back(hosts.target(i));
    const auto run = run_authwalk(words);
    CHECK(run.err.find("authwalk: 20 of 20 walks: 18 passed, 2 failed, 0 open; failing at banner 2\n") !=
          std::string::npos);
    words.emplace_back("-q");
    CHECK(run_authwalk(words).err.empty());
  }

  TEST_CASE("on a terminal, a bar tells it, and leaves nothing behind") {
    const ManyHosts hosts;
    const UntouchedServer silent;  // so that there is something to wait for
    std::vector<std::string> words = {"walk", "--mode", "None", "--fqdn", "mail01.contoso.example"};
    for (std::size_t i = 0; i < 20; ++i) words.push_back(hosts.target(i));
    for (const auto& word : {silent.target(), std::string("--timeout"), std::string("2s")})
      words.push_back(word);
    RunningProgram program(words, RunningProgram::Surroundings::terminal);
    CHECK(program.wait() == 2);
    const auto& shown = program.output();
    const auto bar = shown.find("/21  ");
    REQUIRE(bar != std::string::npos);
    CHECK(shown.find("%  [", bar) != std::string::npos);
    CHECK(shown.find("passed ", bar) != std::string::npos);
    CHECK(shown.find("21 of 21 walks") == std::string::npos);  // that is for those who cannot see the bar
    // The report begins on a line of its own, where the bar was.
    const auto report = shown.find("UNDECIDED", bar);
    REQUIRE(report != std::string::npos);
    CHECK(shown.rfind("\r\x1b[K", report) != std::string::npos);
    CHECK(shown.find("/21  ", report) == std::string::npos);
  }

  TEST_CASE("Ctrl-C keeps what is done, and the walks that it ended are walked again") {
    const ManyHosts hosts;
    const TemporaryFolder folder;
    const auto config = folder.file("probes.yml");
    const auto journal = folder.file("run.ndjson");
    write_file(config, hosts.config());
    {
      RunningProgram program({"walk", "--config", config, "--resume", journal, "--jobs", "8", "-q"},
                             RunningProgram::Surroundings::pipe);
      while (lines_of(journal) < many / 10) usleep(1000);
      program.signal(SIGINT);
      CHECK(program.wait() == 130);
    }
    CHECK(read_whole_file(journal).find("\"interrupted\"") == std::string::npos);
    const auto again = run_authwalk({"walk", "--config", config, "--resume", journal, "--format", "json"},
                                    {.limit = std::chrono::minutes(5), .memory_kib = 512 * 1024});
    check_all_once(again.json, hosts);
    CHECK(lines_of(journal) == many);
  }
}

TEST_SUITE("journal") {
  TEST_CASE("walks that a report could not tell apart are refused, and a name tells them apart") {
    const TemporaryFolder folder;
    const std::string modules =
        "modules:\n  a: {modes: [None]}\n  b: {expect: {None: fail}}\ntargets:\n"
        "  - {target: '127.0.0.1:1', module: a}\n  - {target: '127.0.0.1:1', module: b";
    write_file(folder.path() / "same.yml", modules + "}\n");
    const auto same = run_authwalk({"walk", "--config", folder.file("same.yml"), "--offline"});
    CHECK(same.status == 65);
    CHECK(same.err.find("\"127.0.0.1:1\" would be walked twice in mode None") != std::string::npos);
    write_file(folder.path() / "named.yml", modules + ", name: open relay}\n");
    CHECK(run_authwalk({"walk", "--config", folder.file("named.yml"), "--offline"}).status == 0);
  }

  TEST_CASE("a line that was cut short goes, and with it the other walks of its smart host") {
    const RehearsalHost host{RehearsalPlan{}};
    const TemporaryFolder folder;
    const auto journal = folder.file("run.ndjson");
    const std::vector<std::string> words = {"walk",     fmt::format("127.0.0.1:{}", host.port()),
                                            "--mode",   "None,ExternalAuthoritative",
                                            "--fqdn",   "mail01.contoso.example",
                                            "--resume", journal,
                                            "--format", "json"};
    run_authwalk(words);
    const auto whole = read_whole_file(journal);
    REQUIRE(lines_of(journal) == 2);
    write_file(journal, whole.substr(0, whole.size() - 40));
    const auto again = run_authwalk(words);
    CHECK(again.err.find("done already") == std::string::npos);
    CHECK(lines_of(journal) == 2);
    CHECK(again.json.at("walks").as_array().size() == 2);
  }

  TEST_CASE("what cannot serve as a journal is refused, and nothing is sent") {
    const TemporaryFolder folder;
    write_file(folder.path() / "notes.txt", "milk\neggs\n");
    const auto other = run_authwalk({"walk", "127.0.0.1:1", "--resume", folder.file("notes.txt")});
    CHECK(other.status == 65);
    CHECK(other.err.find("notes.txt\":1: ") != std::string::npos);
    CHECK(read_whole_file(folder.path() / "notes.txt") == "milk\neggs\n");
    CHECK(run_authwalk({"walk", "127.0.0.1:1", "--resume", "/dev/null"}).status == 73);
    CHECK(run_authwalk({"walk", "127.0.0.1:1", "--resume", folder.file("no/such/folder")}).status == 73);
    CHECK(run_authwalk({"walk", "127.0.0.1:1", "--resume", ""}).status == 64);
    CHECK(run_authwalk({"walk", "127.0.0.1:1", "--resume", folder.file("j"), "--offline"}).status == 64);
  }

  TEST_CASE("--resume walks again what was done with other settings or another password") {
    RehearsalPlan server;
    const RehearsalHost host{server};
    const TemporaryFolder folder;
    const auto journal = folder.file("run.ndjson");
    const auto password = folder.file("password");
    const auto run = [&](const std::string& secret, std::vector<std::string> more = {}) {
      write_file(password, secret);
      std::vector<std::string> words = {"walk",
                                        fmt::format("127.0.0.1:{}", host.port()),
                                        "--mode",
                                        "BasicAuth",
                                        "-u",
                                        "alice",
                                        "--password-file",
                                        password,
                                        "--allow-cleartext",
                                        "--lockout-budget",
                                        "0",
                                        "--fqdn",
                                        "mail01.contoso.example",
                                        "--state-dir",
                                        folder.file("state"),
                                        "--resume",
                                        journal,
                                        "--format",
                                        "json"};
      words.insert(words.end(), more.begin(), more.end());
      return run_authwalk(words);
    };
    run("wrong horse");
    CHECK(lines_of(journal) == 1);
    const auto same = run("wrong horse");
    CHECK(same.err.find("nothing is walked") != std::string::npos);
    CHECK(run("wrong horse", {"-q"}).err.find("nothing is walked") != std::string::npos);
    CHECK(lines_of(journal) == 1);

    const auto corrected = run("right horse");
    CHECK(corrected.err.find("1 of them again, since their settings or the password changed") !=
          std::string::npos);
    CHECK(lines_of(journal) == 2);
    CHECK(corrected.json.at("walks").as_array().size() == 1);
    run("right horse");
    CHECK(lines_of(journal) == 2);
    for (const std::vector<std::string>& other : std::vector<std::vector<std::string>>{
             {"--timeout", "16"}, {"--from", "postmaster@contoso.example"}, {"--expect", "BasicAuth=fail"}}) {
      const auto before = lines_of(journal);
      run("right horse", other);
      CHECK(lines_of(journal) == before + 1);
    }
    // Back to the settings of the first walks: what was walked last was something else.
    const auto before = lines_of(journal);
    const auto back = run("right horse");
    CHECK(lines_of(journal) == before + 1);
    CHECK(back.json.at("walks").as_array().size() == 1);
    CHECK(run("right horse").json.at("walks").as_array().size() == 1);
    CHECK(read_whole_file(journal).find("horse") == std::string::npos);
  }

  TEST_CASE("a report is no journal") {
    const RehearsalHost host{RehearsalPlan{}};
    const TemporaryFolder folder;
    for (const std::string format : {"json", "ndjson"}) {
      const auto report = folder.file("report." + format);
      const std::vector<std::string> words = {"walk",   fmt::format("127.0.0.1:{}", host.port()),
                                              "--mode", "None",
                                              "--fqdn", "mail01.contoso.example"};
      auto first = words;
      first.insert(first.end(), {"--format", format, "-o", report});
      run_authwalk(first);
      const auto content = read_whole_file(report);
      auto second = words;
      second.insert(second.end(), {"--resume", report});
      CHECK(run_authwalk(second).status == 65);
      CHECK(read_whole_file(report) == content);
    }
  }
}
