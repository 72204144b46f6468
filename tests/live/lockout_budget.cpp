// --lockout-budget and --state-dir: what one run was refused spares the account in the next ones.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <string>
#include <string_view>

#include "live/hostile_server.hpp"
#include "live/walk_run.hpp"

using namespace authwalk::test;
namespace fs = std::filesystem;

namespace {

const std::string refused = "fail auth-result bad-credentials";
const std::string spared = "not-tested auth-offer lockout-guard";

Manners refusing() {
  return {.tls = {.identity = &certificate("good")},
          .at = {{"password", say("535 5.7.3 Authentication unsuccessful\r\n")}}};
}

ProgramRun walk(const HostileServer& server, const Words& more, const std::vector<std::string>& env = {}) {
  return run_authwalk(
      walk_words(server.port(), "BasicAuthRequireTLS", login() + Words{"--format", "json"} + more),
      {.env = env});
}

std::string end_of(const ProgramRun& run) {
  return ending(walk_of(run.json, "BasicAuthRequireTLS"));
}

unsigned mode_of(const fs::path& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

}  // namespace

TEST_SUITE("lockout budget") {
  TEST_CASE("three rejected logons in half an hour, and no more, over however many runs") {
    const TemporaryFolder folder;
    HostileServer server(refusing());
    const std::vector<std::string> env = {"XDG_STATE_HOME=" + folder.path().string()};
    for (int run = 0; run < 3; ++run) CHECK(end_of(walk(server, {}, env)) == refused);
    const auto fourth = walk(server, {}, env);
    INFO(fourth.describe());
    CHECK(end_of(fourth) == spared);
    CHECK(fourth.status == 2);
    const std::string summary = text_at(walk_of(fourth.json, "BasicAuthRequireTLS"), "summary");
    CHECK(summary.find("has had 3 rejected logons in the last 30 min") != std::string::npos);
    CHECK(count_of(server.all_received(), "AUTH LOGIN") == 3);
    const auto state = folder.path() / "authwalk";
    CHECK(mode_of(state) == 0700);
    CHECK(mode_of(state / "lockout") == 0600);
    for (const auto& file : fs::directory_iterator(state)) {
      const std::string content = read_whole_file(file.path());
      CHECK(content.find("Canary") == std::string::npos);
      CHECK(content.find("Q2FuYXJ5") == std::string::npos);
    }
    CHECK(read_whole_file(state / "lockout").find("svc@contoso.example") != std::string::npos);

    // A larger budget, or none, goes on.
    CHECK(end_of(walk(server, {"--lockout-budget", "4"}, env)) == refused);
    CHECK(end_of(walk(server, {"--lockout-budget", "4/60"}, env)) == spared);
    CHECK(end_of(walk(server, {"--lockout-budget", "0"}, env)) == refused);
    // Another account is not concerned.
    const auto other =
        run_authwalk(walk_words(server.port(), "BasicAuthRequireTLS",
                                login(canary, "other@contoso.example") + Words{"--format", "json"}),
                     {.env = env});
    CHECK(end_of(other) == refused);
  }

  TEST_CASE("logons that are accepted use up nothing") {
    const TemporaryFolder folder;
    const HostileServer server(Manners{.tls = {.identity = &certificate("good")}});
    for (int run = 0; run < 4; ++run)
      CHECK(end_of(walk(server, {"--lockout-budget", "1", "--state-dir", folder.file("state")})) == "pass");
    CHECK(read_whole_file(folder.path() / "state/lockout") == "authwalk lockout 1\n");
  }

  TEST_CASE("the folder is the one that was typed, then systemd's, then the user's") {
    const TemporaryFolder folder;
    const HostileServer server(refusing());
    const std::vector<std::string> env = {"STATE_DIRECTORY=" + folder.file("systemd") + ":/nonexistent",
                                          "XDG_STATE_HOME=" + folder.file("xdg"),
                                          "HOME=" + folder.file("home")};
    walk(server, {"--state-dir", folder.file("typed")}, env);
    CHECK(fs::exists(folder.path() / "typed/lockout"));
    CHECK_FALSE(fs::exists(folder.path() / "systemd"));
    walk(server, {}, env);
    CHECK(fs::exists(folder.path() / "systemd/lockout"));
    CHECK_FALSE(fs::exists(folder.path() / "xdg"));
    walk(server, {}, {env[1], env[2]});
    CHECK(fs::exists(folder.path() / "xdg/authwalk/lockout"));
    walk(server, {}, {"XDG_STATE_HOME=relative", env[2]});
    CHECK(fs::exists(folder.path() / "home/.local/state/authwalk/lockout"));
  }

  TEST_CASE("without a folder that can be used no password is tried") {
    const TemporaryFolder folder;
    write_file(folder.path() / "in the way", "");
    HostileServer server(refusing());
    const std::vector<std::string> env = {"XDG_STATE_HOME=" + folder.file("in the way")};
    const auto run = walk(server, {}, env);
    INFO(run.describe());
    CHECK(end_of(run) == spared);
    CHECK(run.status == 2);
    CHECK(run.err.find("note: no password is tried, since rejected logons cannot be counted: ") !=
          std::string::npos);
    CHECK(run.err.find("in the way") != std::string::npos);
    CHECK(count_of(server.all_received(), "AUTH LOGIN") == 0);
    CHECK(end_of(walk(server, {"--lockout-budget", "0"}, env)) == refused);

    // A file that a power cut has emptied or torn is no empty ledger.
    for (const std::string torn : {"", "authwalk lockout 1\nrejected 2026", "\0"}) {
      const TemporaryFolder damaged;
      fs::create_directory(damaged.path() / "authwalk");
      write_file(damaged.path() / "authwalk/lockout", torn);
      CHECK(end_of(walk(server, {}, {"XDG_STATE_HOME=" + damaged.path().string()})) == spared);
    }
    CHECK(count_of(server.all_received(), "AUTH LOGIN") == 1);
  }

  TEST_CASE("a folder that was typed must do, or nothing is sent") {
    const TemporaryFolder folder;
    fs::create_directory(folder.path() / "open");
    ::chmod(folder.file("open").c_str(), 0777);
    HostileServer server(refusing());
    const auto run = walk(server, {"--state-dir", folder.file("open")});
    INFO(run.describe());
    CHECK(run.status == 73);
    CHECK(run.err.find("can be written by others than its owner") != std::string::npos);
    CHECK(run.err.find("--lockout-budget 0") != std::string::npos);
    for (const auto* budget : {"", "three", "-1", "3/", "/30", "3/0", "3/1441", "0/30", "3/30/30", "1001"}) {
      CAPTURE(budget);
      const auto wrong = walk(server, {"--lockout-budget", budget});
      INFO(wrong.describe());
      CHECK(wrong.status == 64);
      CHECK(wrong.err.find("--lockout-budget") != std::string::npos);
    }
    CHECK(server.received().empty());
  }

  TEST_CASE("a walk without a credential leaves nothing behind") {
    const TemporaryFolder folder;
    const HostileServer server(Manners{});
    const auto run =
        run_authwalk(walk_words(server.port(), "None"), {.env = {"XDG_STATE_HOME=" + folder.file("state")}});
    INFO(run.describe());
    CHECK(run.status == 0);
    CHECK_FALSE(fs::exists(folder.path() / "state"));
  }
}
