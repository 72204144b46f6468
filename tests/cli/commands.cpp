// The commands as their users run them: help, tables, demo, rehearse, and where reports are written.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/stat.h>

#include <authwalk/diagnosis.hpp>
#include <authwalk/failure.hpp>
#include <authwalk/rehearsal.hpp>
#include <authwalk/step.hpp>
#include <authwalk/version.hpp>
#include <boost/json/parse.hpp>
#include <filesystem>
#include <sstream>

#include "cli/running_program.hpp"
#include "live/program.hpp"
#include "sasl/gss_library.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

const std::vector<std::string> refused_walk = {"walk", "127.0.0.1:1", "-m",
                                               "none", "--fqdn",      "mail01.contoso.example"};

std::vector<std::string> refused_walk_with(std::vector<std::string> more) {
  more.insert(more.begin(), refused_walk.begin(), refused_walk.end());
  return more;
}

std::string text(const boost::json::value& value) {
  return std::string(value.as_string());
}

void check_narrow(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    CHECK(line.size() <= 100);
  }
}

/// The rows of a table in JSON, by id.
void check_table(const std::string& command, const std::vector<std::string>& ids) {
  const auto run = run_authwalk({command, "--format", "json"});
  INFO(run.describe());
  CHECK(run.status == 0);
  CHECK(text(run.json.at("schema")) == "authwalk." + command + "/1");
  const auto& rows = run.json.at(command).as_array();
  REQUIRE(rows.size() == ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) CHECK(text(rows[i].at("id")) == ids[i]);

  const auto for_people = run_authwalk({command});
  CHECK(for_people.status == 0);
  for (const auto& id : ids) CHECK(for_people.out.find(id) != std::string::npos);
  check_narrow(for_people.out);
}

std::string between(const std::string& text, const std::string& before, const std::string& after) {
  const auto from = text.find(before) + before.size();
  return text.substr(from, text.find(after, from) - from);
}

}  // namespace

TEST_SUITE("commands") {
  TEST_CASE("version and help are on standard output, and end with 0") {
    CHECK(run_authwalk({"--version"}).out == "authwalk " + std::string(version()) + "\n");
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"--help"},
                                               {"-h"},
                                               {"help"},
                                               {"help", "walk"},
                                               {"walk", "--help"},
                                               {"walk", "mx", "-h", "--nonsense"},
                                               {"demo", "--help"},
                                               {"rehearse", "--help"},
                                               {"steps", "--help"}}) {
      const auto run = run_authwalk(words);
      INFO(run.describe());
      CHECK(run.status == 0);
      CHECK(run.out.starts_with("usage: authwalk"));
      CHECK(run.err.empty());
      check_narrow(run.out);
    }
  }

  TEST_CASE("the overview names every command") {
    const auto run = run_authwalk({"--help"});
    for (const char* name : {"walk", "demo", "rehearse", "steps", "classes", "rules"})
      CHECK(run.out.find("\n  " + std::string(name) + " ") != std::string::npos);
  }

  TEST_CASE("the tables behind the reports, for people and for programs") {
    std::vector<std::string> all_steps, all_classes, all_rules;
    for (const auto& row : steps()) all_steps.emplace_back(row.id);
    for (const auto& row : classes()) all_classes.emplace_back(row.id);
    for (const auto& row : rules()) all_rules.emplace_back(row.id);
    CHECK(all_steps.size() == 18);
    check_table("steps", all_steps);
    check_table("classes", all_classes);
    check_table("rules", all_rules);
  }

  TEST_CASE("the demonstration shows what it promises, and leaves nothing behind") {
    const TemporaryFolder folder;
    const auto run = run_authwalk({"demo", "-v"}, {.env = {"TMPDIR=" + folder.path().string()}});
    INFO(run.describe());
    CHECK(run.status == 0);
    CHECK(run.out.starts_with("A rehearsal smart host"));
    CHECK(run.out.find("BasicAuth failed at auth-result") != std::string::npos);
    CHECK(run.out.find("535 5.7.3 Authentication unsuccessful") != std::string::npos);
    CHECK(run.out.find("MSExchangeTransport 2003") != std::string::npos);
    CHECK(run.out.find("has failed to authenticate with relay.contoso.example.") != std::string::npos);
    CHECK(run.out.find("[password]") != std::string::npos);
    CHECK(run.out.find("BasicAuthRequireTLS is the strongest mode that passed") != std::string::npos);
    CHECK(run.out.find("Set-SendConnector \"Outbound via relay\"") != std::string::npos);
    CHECK(std::filesystem::is_empty(folder.path()));
  }

  TEST_CASE("the demonstration in JSON: five walks, one of them failed") {
    const auto run = run_authwalk({"demo", "--format", "json"});
    INFO(run.describe());
    CHECK(run.status == 0);
    CHECK(text(run.json.at("verdict")) == "pass");
    const auto& walks = run.json.at("walks").as_array();
    REQUIRE(walks.size() == 5);
    const char* exchange = gss_has_ntlm() ? "pass" : "not-tested";
    const char* outcomes[] = {"pass", "fail", "pass", exchange, "pass"};
    for (std::size_t i = 0; i < walks.size(); ++i) CHECK(text(walks[i].at("outcome")) == outcomes[i]);
    CHECK(text(walks[3].at("auth").at("mechanism")) == "NTLM");
    CHECK(text(walks[3].at("tls").at("verb")) == "X-ANONYMOUSTLS");
    CHECK(walks[1].at("event").at("id") == 2003);
  }

  TEST_CASE("rehearse serves until it is told to end") {
    const TemporaryFolder folder;
    const SecretFile password;
    for (const int number : {SIGINT, SIGTERM}) {
      RunningProgram host({"rehearse", "--user", "svc", "--password-file", password.path(), "--ca-out",
                           folder.file("ca.pem"), "--host-name", "mx.contoso.example", "--anonymous-relay"},
                          RunningProgram::Surroundings::pipe);
      const auto port = between(host.read_until("walk it:"), "listening on 127.0.0.1:", " ");
      const auto run = run_authwalk({"walk", "mx.contoso.example:" + port, "--resolve",
                                     "mx.contoso.example:127.0.0.1", "--ca-file", folder.file("ca.pem"), "-m",
                                     "none,basic-tls", "-u", "svc", "--password-file", password.path(),
                                     "--to", "b@fabrikam.example", "--format", "json"});
      INFO(run.describe());
      CHECK(run.status == 0);
      CHECK(text(run.json.at("verdict")) == "pass");
      host.signal(number);
      CHECK(host.wait() == 0);
      INFO(host.output());
      CHECK(host.output().find("authenticated as svc") != std::string::npos);
      CHECK(host.output().ends_with("stopped\n"));
      CHECK(host.output().find("Canary") == std::string::npos);
    }
  }

  TEST_CASE("rehearse --list-faults names every fault") {
    const auto run = run_authwalk({"rehearse", "--list-faults"});
    CHECK(run.status == 0);
    for (const auto& fault : faults()) CHECK(run.out.find(fault.name) != std::string::npos);
    check_narrow(run.out);
  }

  TEST_CASE("-o writes a report in the format of its ending, beside standard output") {
    const TemporaryFolder folder;
    write_file(folder.file("old.json"), std::string(100000, 'x'), 0644);
    const auto run =
        run_authwalk(refused_walk_with({"-o", "old.json", "-o", "new.txt", "-o", "-", "--color", "always"}),
                     {.folder = folder.path().string(), .colour = true});
    INFO(run.describe());
    CHECK(run.status == 2);
    CHECK(run.out.find("\x1b[") != std::string::npos);
    const auto json = boost::json::parse(read_whole_file(folder.file("old.json")));
    CHECK(text(json.at("schema")) == "authwalk.report/1");
    const auto plain = read_whole_file(folder.file("new.txt"));
    CHECK(plain.find("127.0.0.1:1 refused the connection") != std::string::npos);
    CHECK(plain.find('\x1b') == std::string::npos);
  }

  TEST_CASE("an output that takes nothing ends with 73") {
    const TemporaryFolder folder;
    std::filesystem::create_symlink("/dev/full", folder.file("full.json"));
    // By its long name: run_authwalk() reads the files of -o, and this one has no end.
    const auto full = run_authwalk(refused_walk_with({"--output", folder.file("full.json")}));
    INFO(full.describe());
    CHECK(full.status == 73);
    CHECK(full.err.find("No space left") != std::string::npos);
  }

  TEST_CASE("notes are for standard error, and -q keeps them away") {
    const auto hasty = run_authwalk(refused_walk_with({"--timeout", "1"}));
    CHECK(hasty.err.find("authwalk: note: Exchange holds failures back for 5 s") != std::string::npos);
    const auto quiet = run_authwalk(refused_walk_with({"--timeout", "1", "-q"}));
    CHECK(quiet.err.empty());
    CHECK(quiet.out.find('\n') == quiet.out.size() - 1);
  }

  TEST_CASE("a system credential with a group's right to read is systemd's own way") {
    const TemporaryFolder folder;
    write_file(folder.file("authwalk-password"), canary, 0440);
    const auto run = run_authwalk({"walk", "127.0.0.1:1", "-m", "basic", "-u", "svc"},
                                  {.env = {"CREDENTIALS_DIRECTORY=" + folder.path().string()}});
    INFO(run.describe());
    CHECK(run.status == 2);
  }
}
