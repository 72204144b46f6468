// NTLM challenges that lie about themselves: row G04 of the hostile-server matrix.
#include <doctest/doctest.h>

#include "live/exchange_run.hpp"
#include "live/ntlm_type2.hpp"
#include "live/tokens.hpp"

using namespace authwalk::test;

namespace {

const std::string type_3 = to_base64(std::string("NTLMSSP\0\x03", 9));

/// One walk against a server that answers our first message with `challenge`, and what it received.
struct Challenged {
  ProgramRun run;
  boost::json::object walk;
  std::string sent;
};

Challenged walk_challenged(const std::string& challenge) {
  HostileServer server(exchange(
      [&](Peer& peer, const std::string&) {
        send_token(peer, challenge);
        read_token(peer);
        peer.send("235 2.7.0 Authentication successful\r\n");
      },
      "NTLM"));
  auto [run, walk] = walk_exchange(server.port(), login(canary, "svc"));
  CHECK(run.seconds < step_limit + slack);
  return {std::move(run), std::move(walk), server.all_received()};
}

}  // namespace

TEST_SUITE("hostile: NTLM") {
  TEST_CASE("G04 fields that point outside of the message, and messages that are cut or are none") {
    const auto whole = NtlmType2{}.bytes();
    const NtlmField past_the_end{16, 60000}, longest{65535, 56}, negative{16, 0xFFFFFFF0},
        over_the_end{400, 60};
    std::string other_type = whole, other_signature = whole;
    other_type[8] = 3;
    other_signature[0] = 'M';
    const std::pair<const char*, std::string> cases[] = {
        {"offset past the end", NtlmType2{.target_field = &past_the_end}.bytes()},
        {"length 65535", NtlmType2{.target_field = &longest}.bytes()},
        {"negative offset", NtlmType2{.target_field = &negative}.bytes()},
        {"info: offset past the end", NtlmType2{.target_info_field = &past_the_end}.bytes()},
        {"info: length 65535", NtlmType2{.target_info_field = &longest}.bytes()},
        {"info: negative offset", NtlmType2{.target_info_field = &negative}.bytes()},
        {"info: over the end", NtlmType2{.target_info_field = &over_the_end}.bytes()},
        {"info: a pair longer than the list",
         NtlmType2{.more_target_info = std::string("\x05\0\xFF\xFF", 4)}.bytes()},
        {"signature alone", whole.substr(0, 8)},
        {"cut in the header", whole.substr(0, 30)},
        {"cut in the payload", whole.substr(0, whole.size() - 10)},
        {"type 3", other_type},
        {"another signature", other_signature},
        {"nothing", ""},
        {"9 KiB of nothing", std::string(9000, '\0')},
    };
    for (const auto& [what, challenge] : cases) {
      CAPTURE(what);
      const auto [run, walk, sent] = walk_challenged(challenge);
      INFO(run.describe());
      CHECK(ending(walk) == "fail auth-challenge bad-challenge");
      CHECK(text_at(walk, "auth.rejected_attempts") == "0");
      CHECK(count_of(sent, type_3) == 0);
      CHECK(count_of(sent, "\n*\r\n") == 1);
    }
  }

  TEST_CASE("G04 names made of escape sequences, markup and half characters are shown escaped") {
    NtlmType2 challenge;
    challenge.target = "\x1b[31m<script>";
    challenge.dns_computer = "a\r\n235 ok";
    // A lone surrogate as the DNS name of the forest.
    challenge.more_target_info = std::string("\x05\0\x02\0\x00\xD8", 6);
    const auto [run, walk, sent] = walk_challenged(challenge.bytes());
    INFO(run.describe());
    CHECK(text_at(walk, "auth.ntlm.target_name") == "\\x1B[31m<script>");
    HostileServer server(exchange(
        [&](Peer& peer, const std::string&) {
          send_token(peer, challenge.bytes());
          read_token(peer);
          peer.send("535 5.7.3 Authentication unsuccessful\r\n");
        },
        "NTLM"));
    const auto text = exchange_in_text(server.port(), login(canary, "svc"));
    INFO(text.describe());
    CHECK(text.out.find("script") != std::string::npos);
  }

  TEST_CASE("235 to the first message, before anything was asked") {
    HostileServer server(
        exchange([](Peer& peer, const std::string&) { peer.send("235 2.7.0 Authentication successful\r\n"); },
                 "NTLM"));
    const auto [run, walk] = walk_exchange(server.port(), login(canary, "svc"));
    INFO(run.describe());
    CHECK(text_at(walk, "outcome") == "fail");
    CHECK(text_at(walk, "class") == "unexpected-success");
    CHECK(list_at(walk, "proved").find("authentication") == std::string::npos);
  }

  TEST_CASE("G10 challenge after challenge: one answer and no more") {
    HostileServer server(exchange(
        [](Peer& peer, const std::string&) {
          for (;;) {
            send_token(peer, NtlmType2{}.bytes());
            read_token(peer);
          }
        },
        "NTLM"));
    const auto [run, walk] = walk_exchange(server.port(), login(canary, "svc"));
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-result too-many-challenges");
    CHECK(count_of(server.all_received(), type_3) == 1);
  }
}
