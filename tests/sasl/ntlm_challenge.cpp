#include "sasl/ntlm_challenge.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "sasl/mechanism.hpp"
#include "sasl/ntlm_answer.hpp"
#include "sasl/ntlm_fields.hpp"
#include "sasl/ntlm_messages.hpp"

namespace authwalk {
namespace {

using namespace std::chrono;
using namespace authwalk::test;

// 2026-11-22T12:00:00Z as a FILETIME.
constexpr std::uint64_t noon_ticks = 134'398'224'000'000'000;
const system_clock::time_point noon = sys_days(2026y / November / 22) + 12h;

DecodedNtlmChallenge decoded(const std::string& message) {
  return decode_ntlm_challenge(message, noon);
}

// "bad-challenge: why", "ntlm-downgrade: why", or "answered".
std::string verdict(const std::string& message) {
  try {
    const DecodedNtlmChallenge challenge = decoded(message);
    return challenge.downgrade.empty() ? "answered" : "ntlm-downgrade: " + challenge.downgrade;
  } catch (const SaslError& error) {
    return std::string(id(error.cls)) + ": " + error.detail;
  }
}

bool has_flag(const NtlmChallenge& challenge, std::string_view name) {
  return std::ranges::find(challenge.flags, name) != challenge.flags.end();
}

std::string with_info(std::string pairs) {
  Type2 message;
  message.info = std::move(pairs);
  return message.bytes();
}

// The message with `bytes` written over it.
std::string falsified(std::size_t at, std::string_view bytes) {
  return Type2{}.bytes().replace(at, bytes.size(), bytes);
}

struct Falsified {
  const char* what;
  std::string message;
  std::string_view verdict;  ///< the beginning of it
};

}  // namespace

TEST_SUITE("ntlm challenge") {
  TEST_CASE("a challenge as Windows sends it is decoded whole") {
    Type2 message;
    message.info = modern_pairs(noon_ticks + 905'000'000) + av_pair(0, "");
    const DecodedNtlmChallenge challenge = decoded(message.bytes());
    const NtlmChallenge& facts = challenge.facts;
    CHECK(facts.target_name == "CONTOSO");
    CHECK(facts.netbios_computer == "MX01");
    CHECK(facts.netbios_domain == "CONTOSO");
    CHECK(facts.dns_computer == "mx01.contoso.example");
    CHECK(facts.dns_domain == "contoso.example");
    CHECK(facts.dns_forest == "forest.example");
    CHECK(facts.os_version == "10.0 build 20348");
    CHECK(facts.time == "2026-11-22T12:01:30Z");
    REQUIRE(facts.clock_offset);
    CHECK(*facts.clock_offset == doctest::Approx(90.5));
    CHECK(facts.flags == std::vector<std::string>{"NEGOTIATE_UNICODE", "REQUEST_TARGET", "NEGOTIATE_SIGN",
                                                  "NEGOTIATE_NTLM", "NEGOTIATE_ALWAYS_SIGN",
                                                  "TARGET_TYPE_SERVER", "NEGOTIATE_EXTENDED_SESSIONSECURITY",
                                                  "NEGOTIATE_TARGET_INFO", "NEGOTIATE_VERSION",
                                                  "NEGOTIATE_128", "NEGOTIATE_KEY_EXCH", "NEGOTIATE_56"});
    CHECK(challenge.downgrade.empty());
  }

  TEST_CASE("the example of MS-NLMP 4.2.4 is decoded and can be answered") {
    const std::string message(
        "NTLMSSP\0\x02\0\0\0\x0c\0\x0c\0\x38\0\0\0\x33\x82\x8a\xe2\x01\x23\x45\x67\x89\xab\xcd\xef"
        "\0\0\0\0\0\0\0\0\x24\0\x24\0\x44\0\0\0\x06\0\x70\x17\0\0\0\x0f"
        "S\0e\0r\0v\0e\0r\0\x02\0\x0c\0D\0o\0m\0a\0i\0n\0\x01\0\x0c\0S\0e\0r\0v\0e\0r\0\0\0\0\0",
        104);
    const DecodedNtlmChallenge challenge = decoded(message);
    CHECK(challenge.facts.target_name == "Server");
    CHECK(challenge.facts.netbios_domain == "Domain");
    CHECK(challenge.facts.netbios_computer == "Server");
    CHECK(challenge.facts.os_version == "6.0 build 6000");
    CHECK(challenge.facts.time.empty());
    CHECK_FALSE(challenge.facts.clock_offset);
    CHECK(challenge.downgrade.empty());
  }

  TEST_CASE("a clock that is behind ours gives a negative difference") {
    CHECK(*decoded(with_info(modern_pairs(noon_ticks - 3'000'000'000) + av_pair(0, ""))).facts.clock_offset ==
          doctest::Approx(-300));
  }

  TEST_CASE("text of another alphabet, halves of characters and another code page become UTF-8") {
    Type2 message;
    message.target_name = std::string("\xe9\x00\x3d\xd8\x00\xde\xac\x20\x3d\xd8\x41\x00\x00\xde", 14);
    CHECK(decoded(message.bytes()).facts.target_name ==
          "\u00e9\xF0\x9F\x98\x80\u20ac\uFFFD"
          "A\uFFFD");
    message.target_name = std::string("A\0\x3d\xd8", 4);
    CHECK(decoded(message.bytes()).facts.target_name == "A\uFFFD");
    message.flags = (modern_flags & ~1U) | 2U;
    message.target_name = "CONT\x94SO";
    CHECK(decoded(message.bytes()).facts.target_name == "CONT\uFFFDSO");
  }

  TEST_CASE("a flag that has no name is shown as a number") {
    Type2 message;
    message.flags |= 0x04000100;
    CHECK(has_flag(decoded(message.bytes()).facts, "0x04000100"));
  }

  TEST_CASE("a version is read only where there is one") {
    Type2 message;
    message.flags &= ~0x02000000U;
    CHECK(decoded(message.bytes()).facts.os_version.empty());
    // The flag is set, and the payload begins where the version would be.
    std::string early = Type2{}.bytes();
    early.erase(48, 8);
    early.replace(16, 1, "\x30");
    early.replace(44, 1, "\x3e");
    CHECK(decoded(early).facts.os_version.empty());
    CHECK(decoded(early).facts.dns_computer == "mx01.contoso.example");
  }

  TEST_CASE("what leaves room for LM or NTLMv1 only is a downgrade") {
    const auto flags = [](std::uint32_t value) {
      Type2 message;
      message.flags = value;
      return message.bytes();
    };
    const std::string whole = Type2{}.bytes();
    CHECK(verdict(whole) == "answered");
    const Falsified rows[] = {
        {"flags 0", flags(0), "ntlm-downgrade: its flags are without NEGOTIATE_NTLM"},
        {"all but NTLM", flags(modern_flags & ~0x200U),
         "ntlm-downgrade: its flags are without NEGOTIATE_NTLM"},
        {"LM key without extended session security", flags((modern_flags | 0x80U) & ~0x80000U),
         "ntlm-downgrade: its flags ask for an LM session key"},
        {"LM key beside extended session security", flags(modern_flags | 0x80U), "answered"},
        {"no extended session security", flags(modern_flags & ~0x80000U), "answered"},
        {"no target information", flags(modern_flags & ~0x800000U),
         "ntlm-downgrade: it carries no target information"},
        {"empty target information", with_info(""), "ntlm-downgrade: it carries no target information"},
        {"target information that is only an end", with_info(av_pair(0, "")),
         "ntlm-downgrade: it carries no target information"},
        {"the short form of old servers, 32 bytes",
         std::string("NTLMSSP\0\x02\0\0\0\0\0\0\0\0\0\0\0\x07\x82\0\0", 24) + "12345678",
         "ntlm-downgrade: it carries no target information"},
    };
    for (const Falsified& row : rows) {
      CAPTURE(row.what);
      CHECK(verdict(row.message).substr(0, row.verdict.size()) == row.verdict);
    }
    CHECK(decoded(rows[0].message).facts.target_name.size() == 14);  // facts are there all the same
  }

  TEST_CASE("what contradicts itself is a bad challenge") {
    const std::string pairs = modern_pairs(noon_ticks);
    const Falsified rows[] = {
        {"nothing", "", "bad-challenge: no NTLM message: 0 bytes"},
        {"free text", "NTLM supported", "bad-challenge: no NTLM message: 14 bytes"},
        {"a GSS token", "\x60\x28\x06\x06\x2b\x06\x01\x05\x05\x02", "bad-challenge: no NTLM message"},
        {"only a signature", std::string("NTLMSSP\0", 8), "bad-challenge: the NTLM challenge of 8 bytes is"},
        {"type 1", falsified(8, "\x01"),
         "bad-challenge: the NTLM challenge of 226 bytes is malformed: it is of type 1"},
        {"type 3", falsified(8, "\x03"),
         "bad-challenge: the NTLM challenge of 226 bytes is malformed: it is of type 3"},
        {"a target name of 65535 bytes", falsified(12, "\xff\xff"), "bad-challenge"},
        {"a target name past the end", falsified(16, std::string_view("\x08\x01\0\0", 4)), "bad-challenge"},
        {"a target name at 4 GiB", falsified(16, "\xff\xff\xff\xff"), "bad-challenge"},
        {"a target name at a negative offset", falsified(16, "\xf0\xff\xff\xff"), "bad-challenge"},
        {"a target name inside the fixed part", falsified(16, std::string_view("\x08\0\0\0", 4)),
         "bad-challenge"},
        {"a target name of odd length", falsified(12, "\x0d"), "bad-challenge"},
        {"flags that tell of a target name, and none", falsified(12, std::string_view("\0\0", 2)),
         "bad-challenge"},
        {"target information of 65535 bytes", falsified(40, "\xff\xff"), "bad-challenge"},
        {"target information at 2 GiB", falsified(44, std::string_view("\0\0\0\x80", 4)), "bad-challenge"},
        {"target information over the target name", falsified(44, "\x38"), "bad-challenge"},
        {"target information cut short", falsified(40, "\x20"), "bad-challenge"},
        {"a list without an end", with_info(pairs), "bad-challenge"},
        {"a list with half an end", with_info(pairs + std::string(3, '\0')), "bad-challenge"},
        {"a pair past the end", with_info(pairs + std::string("\x01\0\xff\xff", 4)), "bad-challenge"},
        {"an end that has bytes", with_info(pairs + av_pair(0, "xx")), "bad-challenge"},
        {"a name of odd length", with_info(av_pair(1, "M") + av_pair(0, "")), "bad-challenge"},
        {"a name that comes twice", with_info(pairs + av_pair(1, utf16("MX02")) + av_pair(0, "")),
         "bad-challenge"},
        {"a time of four bytes", with_info(av_pair(7, "1234") + av_pair(0, "")), "bad-challenge"},
        {"flags of no bytes", with_info(pairs + av_pair(6, "") + av_pair(0, "")), "bad-challenge"},
        {"a channel binding of two bytes", with_info(pairs + av_pair(10, "xx") + av_pair(0, "")),
         "bad-challenge"},
        {"a time in the year 60000", with_info(av_pair(7, std::string(8, '\xff')) + av_pair(0, "")),
         "bad-challenge"},
    };
    for (const Falsified& row : rows) {
      CAPTURE(row.what);
      CHECK(verdict(row.message).substr(0, row.verdict.size()) == row.verdict);
    }
  }

  TEST_CASE("a challenge that ends early is never answered") {
    const std::string whole = Type2{}.bytes();
    for (std::size_t size = 0; size < whole.size(); ++size) {
      CAPTURE(size);
      CHECK(verdict(whole.substr(0, size)).substr(0, 13) == "bad-challenge");
    }
  }

  TEST_CASE("pairs that nobody knows, and bytes after the end, do no harm") {
    const std::string message = with_info(av_pair(99, std::string(300, 'x')) + modern_pairs(noon_ticks) +
                                          av_pair(0, "") + std::string(4, '\0'));
    CHECK(verdict(message) == "answered");
    CHECK(decoded(message).facts.netbios_computer == "MX01");
  }

  TEST_CASE("a message is named by its type and size") {
    CHECK(shown_ntlm(Type2{}.bytes()) == "[NTLM type 2, 226 bytes]");
    CHECK(shown_ntlm(falsified(8, "\x07")) == "[NTLM type 7, 226 bytes]");
    CHECK_FALSE(shown_ntlm("NTLM supported"));
    CHECK_FALSE(shown_ntlm(std::string_view("NTLMSSP\0\x02\0\0", 11)));
  }
}

TEST_SUITE("ntlm answer") {
  namespace {

  std::string type3(std::string_view lm, std::string_view nt) {
    constexpr std::size_t fixed = 64;
    return std::string("NTLMSSP\0", 8) + little_endian(3, 4) + little_endian(lm.size(), 2) +
           little_endian(lm.size(), 2) + little_endian(fixed, 4) + little_endian(nt.size(), 2) +
           little_endian(nt.size(), 2) + little_endian(fixed + lm.size(), 4) + std::string(36, '\0') +
           std::string(lm) + std::string(nt);
  }

  std::string ntlm_v2(std::string_view pairs) {
    return std::string(16, 'p') + std::string("\x01\x01", 2) + std::string(26, '\0') + std::string(pairs);
  }

  }  // namespace

  TEST_CASE("an answer is NTLMv2 or it is not") {
    const std::string pairs = modern_pairs(noon_ticks) + av_pair(0, "");
    CHECK(read_ntlm_answer(type3("", ntlm_v2(pairs))).ntlm_v2);
    CHECK(read_ntlm_answer(type3(std::string(24, '\0'), ntlm_v2(pairs))).ntlm_v2);
    CHECK_FALSE(read_ntlm_answer(type3(std::string(24, 'l'), ntlm_v2(pairs))).ntlm_v2);
    CHECK_FALSE(read_ntlm_answer(type3(std::string(24, 'l'), std::string(24, 'n'))).ntlm_v2);
    CHECK_FALSE(read_ntlm_answer(type3("", std::string(24, 'n'))).ntlm_v2);
    CHECK_FALSE(read_ntlm_answer(type3("", "")).ntlm_v2);
    CHECK_FALSE(read_ntlm_answer(type3("", std::string(80, 'n'))).ntlm_v2);
  }

  TEST_CASE("an answer tells its integrity code and its channel binding") {
    const auto answer = [](const std::string& more) {
      return read_ntlm_answer(type3("", ntlm_v2(modern_pairs(noon_ticks) + more + av_pair(0, ""))));
    };
    CHECK(answer(av_pair(6, little_endian(2, 4))).integrity_code);
    CHECK_FALSE(answer(av_pair(6, little_endian(1, 4))).integrity_code);
    CHECK(answer(av_pair(10, std::string(16, 'b'))).channel_binding);
    CHECK_FALSE(answer(av_pair(10, std::string(16, '\0'))).channel_binding);
    CHECK_FALSE(answer("").channel_binding);
  }

  TEST_CASE("an answer that cannot be read is malformed") {
    CHECK_THROWS_AS(read_ntlm_answer("short"), NtlmMalformed);
    CHECK_THROWS_AS(read_ntlm_answer(Type2{}.bytes()), NtlmMalformed);
    CHECK_THROWS_AS(read_ntlm_answer(type3("", ntlm_v2("no list"))), NtlmMalformed);
    std::string beyond = type3("", ntlm_v2(av_pair(0, "")));
    beyond.pop_back();
    CHECK_THROWS_AS(read_ntlm_answer(beyond), NtlmMalformed);
  }
}

}  // namespace authwalk
