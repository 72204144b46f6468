// Passwords counted where they arrive: after any refusal of one, the same password goes to nobody else,
// whatever the reply says, and the ledger knows of it (docs/decisions/0012).
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "live/hostile_server.hpp"
#include "live/walk_run.hpp"

namespace authwalk::test {
namespace {

constexpr int targets = 6;

struct Mech {
  const char* name;
  const char* secret_at;  // key of Manners whose answer follows the secret
  const char* offer;
};

constexpr std::array mechs{Mech{"LOGIN", "password", "AUTH LOGIN"}, Mech{"PLAIN", "user", "AUTH PLAIN"},
                           Mech{"XOAUTH2", "user", "AUTH XOAUTH2"}};

// Passwords that these servers got: base64 of the fixture's canary, in clear, in any alignment.
int passwords_in(const std::string& received, const Mech& mech) {
  if (std::string_view(mech.name) != "LOGIN") return count_of(received, fmt::format("AUTH {} ", mech.name));
  int answers = 0;  // the second line behind AUTH LOGIN
  for (std::size_t at = received.find("AUTH LOGIN\r\n"); at != std::string::npos;
       at = received.find("AUTH LOGIN\r\n", at + 1)) {
    const std::size_t user = received.find("\r\n", at) + 2;
    const std::size_t password = received.find("\r\n", user) + 2;
    answers += received.compare(password, 4, "QUIT") != 0 && password < received.size() ? 1 : 0;
  }
  return answers;
}

}  // namespace

TEST_SUITE("counted logons") {
  TEST_CASE("one refused password is the last of the run, whatever the reply is") {
    for (const Mech& mech : mechs) {
      for (const char* reply :
           {"535 5.7.8 no", "535 5.7.139 Authentication unsuccessful, the account is locked", "550 no",
            "554 5.7.1 no", "530 5.7.0 Must issue a STARTTLS command first", "534 5.7.9 too weak",
            "538 5.7.11 Encryption required", "504 5.5.4 Unrecognized authentication type", "503 5.5.1 no",
            "500 5.5.2 no", "501 5.5.4 no", "502 no", "454 4.7.0 Temporary authentication failure",
            "421 4.7.0 busy", "432 4.7.12 change it", "451 no", "250 what", ""}) {
        CAPTURE(mech.name);
        CAPTURE(reply);
        const TemporaryFolder folder;
        Manners manners{.keywords = {mech.offer}};
        manners.at[mech.secret_at] = *reply == '\0' ? hang_up() : say(fmt::format("{}\r\n", reply));
        std::vector<std::unique_ptr<HostileServer>> servers;
        Words words = {"walk"};
        for (int i = 0; i < targets; ++i) {
          servers.push_back(std::make_unique<HostileServer>(manners));
          words.push_back(servers.back()->target());
        }
        words = words +
                Words{"-m",          "BasicAuth",          "--mechanism", mech.name, "--allow-cleartext",
                      "--state-dir", folder.file("state"), "--format",    "json"} +
                login();
        const auto run = run_authwalk(words);
        INFO(run.describe());
        int passwords = 0;
        for (const auto& server : servers) passwords += passwords_in(server->all_received(), mech);
        CHECK(passwords == 1);
        const std::string ledger = read_whole_file(folder.path() / "state/lockout");
        CHECK(count_of(ledger, "\nrejected ") == 1);
      }
    }
  }

  TEST_CASE("a password that is accepted is given back") {
    const TemporaryFolder folder;
    Manners manners{.keywords = {"AUTH LOGIN"}};
    const HostileServer server(manners);
    const auto run = run_authwalk(Words{"walk", server.target(), "-m", "BasicAuth", "--allow-cleartext",
                                        "--state-dir", folder.file("state")} +
                                  login());
    INFO(run.describe());
    CHECK(run.status == 0);
    CHECK(count_of(read_whole_file(folder.path() / "state/lockout"), "\nrejected ") == 0);
  }
}

}  // namespace authwalk::test
