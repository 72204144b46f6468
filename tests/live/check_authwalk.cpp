// check_authwalk as a scheduler runs it: one line on standard output, nothing on standard error, 0 to 3.
#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <authwalk/rehearsal.hpp>
#include <filesystem>
#include <map>
#include <sstream>

#include "cli/running_program.hpp"
#include "cli/untouched_server.hpp"
#include "live/hostile_server.hpp"
#include "live/walk_run.hpp"

using namespace authwalk;
using namespace authwalk::test;
using namespace std::chrono_literals;

namespace {

ProgramRun check(const Words& words) {
  auto run = run_authwalk(words, {.name = "check_authwalk"});
  INFO(run.describe());
  CHECK(run.err.empty());
  CHECK(run.status >= 0);
  CHECK(run.status <= 3);
  return run;
}

Words against(std::uint16_t port, const Words& more) {
  const std::string name(smart_host);
  return Words{"-H", name, "--resolve", name + ":127.0.0.1", "-p", std::to_string(port)} + more;
}

// A plugin's first line begins with the state that its exit status says.
void check_line(const ProgramRun& run, int status, const std::string& beginning) {
  constexpr std::string_view words[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};
  INFO(run.describe());
  CHECK(run.status == status);
  CHECK(run.out.starts_with("AUTHWALK " + std::string(words[status]) + ": " + beginning));
}

/// A rehearsal host that the given account may log on to, and its authority's file.
struct Rehearsal {
  explicit Rehearsal(const std::string& fault = "") : Rehearsal(plan(fault)) {}
  explicit Rehearsal(const RehearsalPlan& plan) : host(plan) {
    write_file(folder.path() / "ca.pem", host.ca_pem());
  }
  static RehearsalPlan plan(const std::string& fault) {
    RehearsalPlan plan;
    plan.host_name = std::string(smart_host);
    plan.connectors = {ReceiveConnector{}};
    plan.connectors[0].fault = fault;
    plan.accounts = {
        {.user = std::string(svc), .password = std::string(canary), .disabled = false, .send_as = {}}};
    return plan;
  }
  ProgramRun check(const Words& more) const {
    return ::check(against(host.port(),
                           Words{"--ca-file", folder.file("ca.pem"), "-F", "mail01.contoso.example"} + more));
  }

  TemporaryFolder folder;
  RehearsalHost host;
};

// The words of a command_line of docs/integration/nagios/authwalk.cfg behind the smart host's name.
std::map<std::string, Words> shipped_commands(const std::string& password_file) {
  std::map<std::string, Words> commands;
  std::istringstream file(
      read_whole_file(std::string(AUTHWALK_SOURCE_DIR) + "/docs/integration/nagios/authwalk.cfg"));
  std::string name;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string key, word;
    words >> key;
    if (key == "command_name") words >> name;
    if (key != "command_line") continue;
    while (words >> word && word != "$HOSTNAME$") continue;
    while (words >> word) {
      if (word == "\"$ARG1$\"")
        word = name == "check_authwalk_no_relay" ? "someone@fabrikam.example" : std::string(svc);
      if (word == "\"$ARG2$\"") word = password_file;
      commands[name].push_back(word);
    }
  }
  return commands;
}

}  // namespace

TEST_SUITE("check_authwalk") {
  TEST_CASE("the shipped commands catch what they claim, and nothing else") {
    const SecretFile password;
    const auto commands = shipped_commands(password.path());
    REQUIRE(commands.size() == 3);
    auto open = Rehearsal::plan("");
    open.connectors[0].anonymous_relay = true;
    struct Row {
      std::string name;
      RehearsalPlan fault;
      int dead;  // a dead host proves no refusal
    };
    const std::vector<Row> rows = {{"check_authwalk_mail", Rehearsal::plan("banner-554"), 2},
                                   {"check_authwalk_logon", Rehearsal::plan("auth-535"), 2},
                                   {"check_authwalk_no_relay", open, 3}};
    const Rehearsal healthy;
    for (const Row& row : rows) {
      CAPTURE(row.name);
      const Words words = commands.at(row.name) + Words{"--lockout-budget", "0"};
      const Rehearsal faulty(row.fault);
      check_line(healthy.check(words), 0, "");
      check_line(faulty.check(words), 2, "");
      const UntouchedServer nobody;
      check_line(check(Words{"-H", "127.0.0.1", "-p", "1"} + words), row.dead, "");
    }
  }

  TEST_CASE("OK, and a logon by default where there is a user") {
    const Rehearsal rehearsal;
    check_line(rehearsal.check({}), 0, "None passed in ");
    check_line(rehearsal.check(login()), 0, "BasicAuthRequireTLS passed in ");
    check_line(rehearsal.check({"-m", "none", "-e", "fail", "--to", "someone@fabrikam.example"}), 0,
               "None failed as expected at rcpt-to (relay-denied): 550 5.7.54");
  }

  TEST_CASE("WARNING and CRITICAL by thresholds") {
    const Rehearsal rehearsal;
    // Every time is above 0 and below 100; the rehearsal's certificate is valid for 90 days.
    check_line(rehearsal.check({"-w", "0", "-c", "100"}), 1, "None passed, but took ");
    check_line(rehearsal.check({"-w", "0", "-c", "@0:100"}), 2, "None passed, but took ");
    check_line(rehearsal.check({"-w", "100", "-c", "100"}), 0, "None passed in ");
    check_line(rehearsal.check({"--warning-step", "tls-handshake=0"}), 1,
               "None passed, but tls-handshake took ");
    check_line(rehearsal.check({"--critical-step", "banner=~:0"}), 2, "None passed, but banner took ");
    check_line(rehearsal.check({"-D", "400,7"}), 1, "None passed, but certificate ends in ");
    check_line(rehearsal.check({"-D", "400,300"}), 2, "None passed, but certificate ends in ");
    check_line(rehearsal.check({"-D", "30,7"}), 0, "None passed in ");
  }

  TEST_CASE("WARNING: TLS broke, and mail would travel in clear") {
    const Rehearsal rehearsal("tls-1.0-only");
    const auto run = rehearsal.check({});
    check_line(run, 1, "None passed");
    CHECK(run.out.find("in clear: TLS broke at tls-handshake") != std::string::npos);
  }

  TEST_CASE("CRITICAL: the step, the class and the reply") {
    const Rehearsal rehearsal("auth-535");
    const auto run = rehearsal.check(login());
    check_line(run, 2, "BasicAuthRequireTLS failed at auth-result (bad-credentials): 535 5.7.3");
    CHECK(run.out.find("\nfix: ") != std::string::npos);
    const Rehearsal open;
    check_line(open.check({"-e", "fail"}), 2, "None passed, which it should not");
    const UntouchedServer nobody;
    check_line(check({"-H", "127.0.0.1", "-p", "1"}), 2, "None failed at connect (refused)");
  }

  TEST_CASE("UNKNOWN: nothing was decided, and why") {
    const Rehearsal rehearsal;
    check_line(rehearsal.check({"-m", "basic"}), 3, "BasicAuth not tested at auth-offer (no-credential)");
    check_line(rehearsal.check({"-m", "external"}), 3, "ExternalAuthoritative inconclusive");
    check_line(rehearsal.check({"-u", "svc"}), 3, "--user without a password");
  }

  TEST_CASE(
      "CRITICAL: the account has had its rejected logons in earlier runs, and nothing better is known") {
    const Rehearsal rehearsal("auth-535");
    const TemporaryFolder state;
    const Words guarded = login() + Words{"--state-dir", state.file("state"), "--lockout-budget", "1/30"};
    check_line(rehearsal.check(guarded), 2, "BasicAuthRequireTLS failed at auth-result (bad-credentials)");
    const auto second = rehearsal.check(guarded);
    check_line(second, 2, "BasicAuthRequireTLS not tested at ");
    CHECK(second.out.find("(lockout-guard)") != std::string::npos);
    // Nobody knows what it would be told: no refusal is on record.
    write_file(state.path() / "state" / "lockout", "damaged");
    check_line(rehearsal.check(guarded), 3, "--state-dir: ");
  }

  TEST_CASE("help and version end as UNKNOWN: nothing was checked") {
    const auto help = check({"-h"});
    CHECK(help.status == 3);
    CHECK(help.out.starts_with("usage: check_authwalk -H HOST"));
    const auto version = check({"-V"});
    CHECK(version.status == 3);
    CHECK(version.out.starts_with("check_authwalk "));
    const auto by_command = run_authwalk({"help", "check"});
    CHECK(by_command.status == 3);
    CHECK(by_command.out == help.out);
  }

  TEST_CASE("wrong arguments: one line on standard output") {
    const std::vector<std::pair<Words, std::string>> rows = {
        {{}, "-H is missing - "},
        {{"--nonsense"}, "unknown flag \"--nonsense\" - "},
        {{"mx1.contoso.example"}, "authwalk check does not take \"mx1.contoso.example\" - "},
        {{"-H", "mx1", "-w", "5:1"}, "--warning \"5:1\" is not a range - "},
        {{"-H", "mx1", "-m", "kerberos"}, "--mode \"kerberos\" is not a mode - "},
        {{"-H", "a|b"}, "TARGET "},
        {{"-H", "mx1", "--ca-file", "/nonexistent/ca.pem"}, "--ca-file "},
        {{"-H", "mx1", "-u", "svc", "--password-file", "/nonexistent/pw"}, "--password-file "},
        {{"-H", "mx1", "-4", "-6"}, "-4 and -6 exclude each other - "},
        {{"--connector", "/nonexistent/connectors.xml"}, ""},
    };
    for (const auto& [words, text] : rows) {
      const auto run = check(words);
      check_line(run, 3, text);
      CHECK(std::count(run.out.begin(), run.out.end(), '\n') == 1);
      CHECK(run.out.find('|') == std::string::npos);
    }
  }

  TEST_CASE("`authwalk check` is the same") {
    const Rehearsal rehearsal;
    const auto run = run_authwalk({"check", "-H", "127.0.0.1", "-p", std::to_string(rehearsal.host.port())});
    check_line(run, 0, "None passed in ");
    CHECK(run.err.empty());
  }

  TEST_CASE("a silent server is CRITICAL and the step is named, before -t is over") {
    for (const auto& [key, step] :
         {std::pair("banner", "banner"), std::pair("EHLO", "ehlo"), std::pair("STARTTLS", "starttls"),
          std::pair("password", "auth-result")}) {
      CAPTURE(key);
      const HostileServer server(Manners{.tls = {.identity = &certificate("good")}, .at = {{key, hang()}}});
      const auto run = check(against(server.port(), login() + Words{"--ca-file", ca_file(), "-t", "2"}));
      check_line(run, 2, "BasicAuthRequireTLS failed at " + std::string(step) + " (timeout)");
    }
  }

  TEST_CASE("a server that is slow in every step is CRITICAL, and its step is named") {
    Manners manners{.tls = {.identity = &certificate("good")}};
    const auto late = [](const std::string& bytes) {
      return [bytes](Peer& peer) {
        peer.wait(1200ms);
        peer.send(bytes);
      };
    };
    manners.at["banner"] = late("220 mx.contoso.example\r\n");
    manners.at["EHLO"] = late("250 mx.contoso.example\r\n");
    manners.at["MAIL"] = late("250 2.1.0 OK\r\n");
    const HostileServer server(manners);
    const auto run = check(against(server.port(), {"-t", "2"}));
    CHECK(run.status == 2);
    CHECK(run.out.find("(deadline)") != std::string::npos);
  }

  TEST_CASE("a password command that hangs does not hold the check up") {
    const auto run =
        check({"-H", "127.0.0.1", "-u", "svc", "--password-command", "/usr/bin/sleep 100", "-t", "1"});
    CHECK(run.status == 3);
    CHECK(run.seconds < 1 + slack);
  }

  TEST_CASE("the scheduler's signal is answered with a line") {
    for (const int number : {SIGTERM, SIGINT}) {
      const UntouchedServer silent;
      RunningProgram program({"check", "-H", "127.0.0.1", "-p", std::to_string(silent.port()), "-t", "60"},
                             RunningProgram::Surroundings::pipe);
      while (!silent.touched()) usleep(1000);
      program.signal(number);
      CHECK(program.wait() == 3);
      // Behind what a sanitizer may have to say on standard error, which goes into the same pipe here.
      INFO(program.output());
      CHECK(program.output().find("AUTHWALK UNKNOWN: interrupted: None not tested at ") != std::string::npos);
    }
  }

  TEST_CASE("what does not end with the walks is left with a line, sooner after a second signal") {
    for (const int signals : {1, 2}) {
      const TemporaryFolder folder;
      write_file(folder.path() / "slow", "#!/bin/sh\n: > " + folder.file("started") + "\nexec sleep 5\n",
                 0700);
      RunningProgram program(
          {"check", "-H", "127.0.0.1", "-u", "svc", "--password-command", folder.file("slow"), "-t", "60"},
          RunningProgram::Surroundings::pipe);
      while (!std::filesystem::exists(folder.path() / "started")) usleep(1000);
      for (int i = 0; i < signals; ++i) program.signal(i == 0 ? SIGTERM : SIGINT);
      CHECK(program.wait() == 3);
      CHECK(program.output() == "AUTHWALK UNKNOWN: told to end by a signal while reading the credential\n");
    }
  }

  TEST_CASE("hostile words begin neither performance data nor a line") {
    for (const std::string& words :
         {std::string("a | 'time'=0s;;;0"), std::string("\x1b[2J"), std::string("<script>alert(1)</script>"),
          std::string("=cmd|' /C calc'!A0"), std::string("\xFF\xFE\x80"), std::string(1500, '|')}) {
      const HostileServer server(Manners{.at = {{"MAIL", say("550 5.7.1 " + words + "\r\n")}}});
      for (const Words& more : {Words{}, Words{"-vvv"}}) {
        const auto run = check(against(server.port(), more));
        check_line(run, 2, "None failed at mail-from (");
        CHECK(std::count(run.out.begin(), run.out.end(), '|') == 1);
      }
    }
  }
}
