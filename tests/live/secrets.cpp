// Where passwords come from and where they never go: rows K of the hostile-server matrix. (That the canary is
// in no output, file, command line or environment is checked by every run.)
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "live/hostile_server.hpp"
#include "live/process_memory.hpp"
#include "live/walk_run.hpp"

using namespace authwalk::test;

namespace {

constexpr const char* password_base64 = "Q2FuYXJ5LTdacSFwYXNz";

/// LOGIN inside TLS with a good certificate; accepts any password.
Manners willing() {
  return Manners{.tls = {.identity = &certificate("good")}};
}

Words basic_tls(const HostileServer& server, const Words& more) {
  return walk_words(server.port(), "BasicAuthRequireTLS", Words{"-u", std::string(svc)} + more);
}

/// Runs with this source of the password and says how often the server saw the right one.
int passwords_seen(const Words& source, RunOptions options = {}, int expected_status = 0) {
  HostileServer server(willing());
  const auto run = run_authwalk(basic_tls(server, source), std::move(options));
  INFO(run.describe());
  CHECK(run.status == expected_status);
  return count_of(server.all_received(), std::string(password_base64) + "\r\n");
}

int occurrences(const std::string& text, std::string_view word) {
  int count = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_SUITE("secrets") {
  TEST_CASE("a password from a file, a descriptor, a command, a terminal, netrc and systemd") {
    const SecretFile file;
    CHECK(passwords_seen({"--password-file", file.path()}) == 1);
    CHECK(passwords_seen({"--password-fd", "7"}, {.descriptors = {{7, std::string(canary) + "\n"}}}) == 1);
    CHECK(passwords_seen({"--password-fd", "0"}, {.standard_input = std::string(canary) + "\n"}) == 1);
    CHECK(passwords_seen({"--password-command", "cat " + file.path()}) == 1);
    CHECK(passwords_seen({}, {.typed = std::string(canary)}) == 1);

    const TemporaryFolder credentials;
    write_file(credentials.path() / "authwalk-password", canary);
    CHECK(passwords_seen({}, {.env = {"CREDENTIALS_DIRECTORY=" + credentials.path().string()}}) == 1);
  }

  TEST_CASE("K12 netrc: only the exact host's entry, never the default") {
    const SecretFile exact(
        "machine other.contoso.example login a password Other-1\n"
        "default login d password Default-1\n"
        "machine mx.contoso.example login svc@contoso.example password " +
        std::string(canary) + "\n");
    HostileServer server(willing());
    const auto run =
        run_authwalk(walk_words(server.port(), "BasicAuthRequireTLS", {"--netrc-file", exact.path()}),
                     {.more_secrets = {"Other-1", "Default-1"}});
    INFO(run.describe());
    CHECK(run.status == 0);
    CHECK(count_of(server.all_received(), password_base64) == 1);

    const SecretFile other(
        "machine other.contoso.example login a password Other-1\ndefault login d password Default-1\n");
    HostileServer untouched(willing());
    const auto none =
        run_authwalk(walk_words(untouched.port(), "BasicAuthRequireTLS", {"--netrc-file", other.path()}),
                     {.more_secrets = {"Other-1", "Default-1"}});
    INFO(none.describe());
    CHECK(none.status != 0);
    CHECK(count_of(untouched.all_received(), "AUTH LOGIN") == 0);
  }

  TEST_CASE("K01 a password on the command line is refused, and nothing is sent") {
    for (const Words& words :
         {Words{"--password", std::string(canary)}, Words{"--password=" + std::string(canary)}}) {
      HostileServer server(willing());
      const auto run = run_authwalk(basic_tls(server, words), {.canary_in_arguments = true});
      INFO(run.describe());
      CHECK(run.status == 64);
      CHECK(server.received().empty());
    }
    HostileServer server(willing());
    const auto url = run_authwalk({"walk", "smtp://svc:" + std::string(canary) + "@" + server.target()},
                                  {.canary_in_arguments = true});
    INFO(url.describe());
    CHECK(url.status == 64);
    CHECK(server.received().empty());
  }

  TEST_CASE("K02 a password file that others can use, or that is no plain file, is refused") {
    const TemporaryFolder folder;
    const auto link = folder.file("link"), fifo = folder.file("fifo"), missing = folder.file("missing");
    const SecretFile world(canary, 0644), group(canary, 0620), empty("");
    std::filesystem::create_symlink(world.path(), link);
    // As Kubernetes mounts a secret: a link to a file behind a link to a folder.
    std::filesystem::create_directory(folder.file("..2026"));
    write_file(folder.path() / "..2026" / "password", canary, 0400);
    std::filesystem::create_symlink("..2026", folder.file("..data"));
    std::filesystem::create_symlink("..data/password", folder.file("password"));
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    CHECK(passwords_seen({"--password-file", world.path()}, {}, 77) == 0);
    CHECK(passwords_seen({"--password-file", group.path()}, {}, 77) == 0);
    CHECK(passwords_seen({"--password-file", link}, {}, 77) == 0);
    CHECK(passwords_seen({"--password-file", fifo}, {}, 77) == 0);
    CHECK(passwords_seen({"--password-file", empty.path()}, {}, 65) == 0);
    CHECK(passwords_seen({"--password-file", missing}, {}, 66) == 0);
    CHECK(passwords_seen({"--password-file", folder.file("password")}) == 1);
  }

  TEST_CASE("K04 a password command that fails, is silent, or hangs") {
    const TemporaryFolder folder;
    const auto script = [&](const char* name, const std::string& text) {
      write_file(folder.path() / name, "#!/bin/sh\n" + text + "\n", 0700);
      return folder.file(name);
    };
    const SecretFile file;
    HostileServer server(willing());
    const auto fails = script("fails", "cat " + file.path() + "; printf 'no \\033[31mkey\\n' >&2; exit 1");
    const auto run = run_authwalk(basic_tls(server, {"--password-command", fails}));
    INFO(run.describe());
    CHECK(run.status != 0);
    CHECK(run.err.find("exit status 1") != std::string::npos);
    CHECK(run.err.find("no \\x1B[31mkey") != std::string::npos);
    CHECK(passwords_seen({"--password-command", script("silent", "exit 0")}, {}, 65) == 0);
    const auto hangs =
        run_authwalk(basic_tls(server, {"--password-command", script("hangs", "exec sleep 60")}));
    INFO(hangs.describe());
    CHECK(hangs.status != 0);
    CHECK(hangs.seconds < 25);
    CHECK(server.received().empty());
  }

  TEST_CASE("K06 the full transcript of every mode shows [password]") {
    const HostileServer server(
        Manners{.tls = {.identity = &certificate("good")}, .keywords = {"AUTH LOGIN PLAIN"}});
    const TemporaryFolder folder;
    const auto run = walk_in_text(server.port(), "", login() + Words{"-o", folder.file("report.json")});
    INFO(run.describe());
    CHECK(run.out.find("[password]") != std::string::npos);
    CHECK(run.out.find("[user 19 bytes]") != std::string::npos);
    CHECK(read_whole_file(folder.path() / "report.json").find("[password]") != std::string::npos);
  }

  TEST_CASE("K08 one rejected attempt closes the account for the rest of the run") {
    Manners manners = willing();
    manners.at["password"] = say("535 5.7.3 Authentication unsuccessful\r\n");
    HostileServer server(manners);
    const auto run = run_authwalk(walk_words(server.port(), "", login() + Words{"--format", "json"}));
    INFO(run.describe());
    const auto basic = ending(walk_of(run.json, "BasicAuth"));
    const auto basic_over_tls = ending(walk_of(run.json, "BasicAuthRequireTLS"));
    const std::string refused = "fail auth-result bad-credentials";
    const std::string spared = "not-tested auth-offer lockout-guard";
    CHECK(((basic == refused && basic_over_tls == spared) || (basic == spared && basic_over_tls == refused)));
    CHECK(count_of(server.all_received(), password_base64) == 1);
  }

  TEST_CASE("K08 the account stays closed over targets, and --max-rejected opens it") {
    Manners manners = willing();
    manners.at["password"] = say("535 5.7.3 Authentication unsuccessful\r\n");
    HostileServer first(manners), second(manners);
    const auto words = walk_words(first.port(), "BasicAuthRequireTLS", login() + Words{"--format", "json"});
    const Words other = {std::string(smart_host) + ":" + std::to_string(second.port())};
    const auto run = run_authwalk(words + other);
    INFO(run.describe());
    CHECK(count_of(first.all_received() + second.all_received(), password_base64) == 1);
    const auto twice = run_authwalk(words + other + Words{"--max-rejected", "2"});
    INFO(twice.describe());
    CHECK(count_of(first.all_received() + second.all_received(), password_base64) == 3);
  }

  TEST_CASE("K09 no password in clear without consent, on loopback neither") {
    HostileServer server(Manners{.keywords = {"AUTH LOGIN"}});
    const auto [run, walk] = walk_mode(server.port(), "BasicAuth", login());
    INFO(run.describe());
    CHECK(ending(walk) == "not-tested auth-offer cleartext-not-allowed");
    CHECK(run.status == 2);
    CHECK(text_at(walk, "origin") == "local");
    CHECK(run.out.find("--allow-cleartext") != std::string::npos);
    CHECK(count_of(server.all_received(), "AUTH") == 0);
  }

  TEST_CASE("K10 while the walk goes on, the memory holds the password in one place only") {
    if (::geteuid() != 0) {
      MESSAGE("skipped: only root can read the memory of a process that does not allow it");
      return;
    }
    std::string memory;
    Manners manners = willing();
    manners.at["MAIL"] = [&](Peer& peer) {
      memory = memory_of_child(AUTHWALK_PROGRAM);
      peer.send("250 2.1.0 fine\r\n");
    };
    HostileServer server(manners);
    // Reading the memory of a sanitized program takes seconds, and the program waits for its reply meanwhile.
    const Words patient = {"--timeout", "60", "--deadline", "120", "--format", "json"};
    const auto run = run_authwalk(walk_words(server.port(), "BasicAuthRequireTLS", login() + patient));
    INFO(run.describe());
    CHECK(ending(walk_of(run.json, "BasicAuthRequireTLS")) == "pass");
    server.received();
    CHECK(occurrences(memory, svc) > 0);  // it is the right memory
    CHECK(occurrences(memory, canary) <= 1);
    CHECK(occurrences(memory, password_base64) == 0);
  }
}
