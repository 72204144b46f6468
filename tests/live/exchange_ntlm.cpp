// X-EXPS NTLM against a scripted Exchange: what the report says of the challenge, and when there is no answer
// to it.
#include <doctest/doctest.h>

#include "live/exchange_run.hpp"
#include "live/ntlm_type2.hpp"
#include "live/tokens.hpp"

using namespace authwalk::test;

namespace {

/// An Exchange that offers nothing but NTLM, sends this challenge and takes any answer.
Manners ntlm_server(const NtlmType2& challenge,
                    std::string verdict = "235 2.7.0 Authentication successful\r\n") {
  return exchange(
      [challenge, verdict](Peer& peer, const std::string&) {
        send_token(peer, challenge.bytes());
        read_token(peer);
        peer.send(verdict);
      },
      "NTLM");
}

const std::string type_3 = to_base64(std::string("NTLMSSP\0\x03", 9));

}  // namespace

TEST_SUITE("exchange: NTLM") {
  TEST_CASE("NTLM is used when it is the only one, and the challenge is in the report") {
    HostileServer server(ntlm_server({}));
    const auto [run, walk] = walk_exchange(server.port(), login(canary, "CONTOSO\\svc"));
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(text_at(walk, "auth.verb") == "X-EXPS");
    CHECK(text_at(walk, "auth.mechanism") == "NTLM");
    CHECK(text_at(walk, "auth.spn") == "null");
    CHECK(text_at(walk, "auth.ntlm.target_name") == "CONTOSO");
    CHECK(text_at(walk, "auth.ntlm.netbios_domain") == "CONTOSO");
    CHECK(text_at(walk, "auth.ntlm.netbios_computer") == "MX");
    CHECK(text_at(walk, "auth.ntlm.dns_computer") == "mx.contoso.example");
    CHECK(text_at(walk, "auth.ntlm.dns_domain") == "contoso.example");
    CHECK(text_at(walk, "auth.ntlm.os_version").find("20348") != std::string::npos);
    CHECK(list_at(walk, "auth.ntlm.flags").find("NEGOTIATE_TARGET_INFO") != std::string::npos);
    CHECK(text_at(walk, "auth.ntlm.time") != "null");
    CHECK(std::abs(std::stod(text_at(walk, "auth.ntlm.clock_offset_s"))) < 30);
    CHECK(text_at(walk, "auth.mutual") == "null");
    CHECK(count_of(server.all_received(), type_3) == 1);
  }

  TEST_CASE("no message of NTLM is in any output") {
    HostileServer server(ntlm_server({}));
    const auto json = walk_exchange(server.port(), login(canary, "svc"));
    INFO(json.run.describe());
    const auto said = conversation(json.walk, '>');
    CHECK(said.find("X-EXPS NTLM [NTLM type 1, ") != std::string::npos);
    CHECK(said.find("[NTLM type 3, ") != std::string::npos);
    CHECK(conversation(json.walk, '<').find("334 [NTLM type 2, ") != std::string::npos);
    check_no_token(json.run, server.all_received());
    const auto text = exchange_in_text(server.port(), login(canary, "svc"));
    INFO(text.describe());
    CHECK(text.out.find("[NTLM type 3, ") != std::string::npos);
    CHECK(text.out.find("mx.contoso.example") != std::string::npos);
    check_no_token(text, server.all_received());
  }

  TEST_CASE("GSSAPI goes first where both are offered; --mechanism NTLM asks for the other") {
    HostileServer server(exchange(
        [](Peer& peer, const std::string& first) {
          if (!first.starts_with("NTLMSSP")) return peer.send("535 5.7.3 Authentication unsuccessful\r\n");
          send_token(peer, NtlmType2{}.bytes());
          read_token(peer);
          peer.send("235 2.7.0 Authentication successful\r\n");
        },
        "GSSAPI NTLM"));
    const auto first = walk_exchange(server.port(), with_ticket());
    INFO(first.run.describe());
    CHECK(text_at(first.walk, "auth.mechanism") == "GSSAPI");
    CHECK(text_at(first.walk, "outcome") == "fail");
    const auto asked = walk_exchange(server.port(), login(canary, "svc") + Words{"--mechanism", "NTLM"});
    INFO(asked.run.describe());
    CHECK(ending(asked.walk) == "pass");
    CHECK(text_at(asked.walk, "auth.mechanism") == "NTLM");
    CHECK(text_at(asked.walk, "auth.verb") == "X-EXPS");
  }

  TEST_CASE("a challenge that leaves only LM or NTLMv1 gets no answer") {
    const auto usual = NtlmType2{}.flags;
    for (const auto flags : {usual & ~ntlm_ntlm, (usual | ntlm_lm_key) & ~ntlm_extended_security,
                             usual & ~(ntlm_extended_security | ntlm_target_info)}) {
      CAPTURE(flags);
      HostileServer server(ntlm_server({.flags = flags}));
      const auto [run, walk] = walk_exchange(server.port(), login(canary, "svc"));
      INFO(run.describe());
      CHECK(ending(walk) == "fail auth-challenge ntlm-downgrade");
      CHECK(text_at(walk, "auth.rejected_attempts") == "0");
      CHECK(text_at(walk, "auth.ntlm.target_name") == "CONTOSO");
      const auto sent = server.all_received();
      CHECK(count_of(sent, type_3) == 0);
      CHECK(count_of(sent, "\n*\r\n") == 1);
    }
  }

  TEST_CASE("an NTLM answer counts as a password: not in clear, not behind a certificate that nobody knows") {
    Manners clear = ntlm_server({});
    clear.tls = {};
    clear.keywords = {"X-EXPS NTLM"};
    Manners unknown = ntlm_server({});
    unknown.tls.identity = &certificate("self-signed");
    for (const auto& manners : {clear, unknown}) {
      HostileServer server(manners);
      const auto [run, walk] = walk_exchange(server.port(), login(canary, "svc"));
      INFO(run.describe());
      CHECK(ending(walk) == "not-tested auth-offer cleartext-not-allowed");
      CHECK(count_of(server.all_received(), "X-EXPS") == 0);
      const auto allowed = walk_exchange(server.port(), login(canary, "svc") + Words{"--allow-cleartext"});
      INFO(allowed.run.describe());
      CHECK(ending(allowed.walk) == "pass");
    }
  }

  TEST_CASE("a refused NTLM answer is one rejected attempt, and closes the account for the run") {
    Manners manners = ntlm_server({}, "535 5.7.3 Authentication unsuccessful\r\n");
    manners.tls_keywords.emplace_back("AUTH LOGIN");
    manners.at["password"] = say("535 5.7.3 Authentication unsuccessful\r\n");
    HostileServer server(manners);
    const auto run = run_authwalk(walk_words(server.port(), "", login(canary, "svc")) +
                                      Words{"-m", "ExchangeServer,BasicAuthRequireTLS", "--format", "json"},
                                  {.env = kerberos_env()});
    INFO(run.describe());
    const auto sent = server.all_received();
    CHECK(count_of(sent, type_3) + count_of(sent, "AUTH LOGIN") == 1);
    const auto exchange_mode = ending(walk_of(run.json, "ExchangeServer"));
    const auto basic_mode = ending(walk_of(run.json, "BasicAuthRequireTLS"));
    CHECK(((exchange_mode == "fail auth-result bad-credentials") ||
           (exchange_mode == "not-tested auth-offer lockout-guard")));
    CHECK(((exchange_mode == "fail auth-result bad-credentials") ==
           (basic_mode == "not-tested auth-offer lockout-guard")));
  }

  TEST_CASE("no credential: NTLM is not tried") {
    HostileServer server(ntlm_server({}));
    const auto [run, walk] = walk_exchange(server.port(), {});
    INFO(run.describe());
    CHECK(ending(walk) == "not-tested auth-offer no-credential");
    CHECK(count_of(server.all_received(), "X-EXPS") == 0);
  }
}
