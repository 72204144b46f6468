// The decoder of an NTLM server's challenge. What must hold: it ends in a decoded challenge or in
// bad-challenge, what it tells is UTF-8, and nothing is answered that is without target information.
#include "sasl/ntlm_challenge.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "report/utf8.hpp"
#include "sasl/mechanism.hpp"
#include "sasl/ntlm_answer.hpp"
#include "sasl/ntlm_fields.hpp"

namespace {

using namespace authwalk;

void demand_utf8(std::string_view text) {
  while (!text.empty()) {
    const Utf8Char c = first_char(text);
    if (!c.valid) std::abort();
    text.remove_prefix(c.size);
  }
}

bool has(const NtlmChallenge& challenge, std::string_view flag) {
  return std::ranges::find(challenge.flags, flag) != challenge.flags.end();
}

void read_challenge(std::string_view message) {
  try {
    const DecodedNtlmChallenge decoded = decode_ntlm_challenge(message, {});
    const NtlmChallenge& facts = decoded.facts;
    for (const std::string* text :
         {&facts.target_name, &facts.netbios_computer, &facts.netbios_domain, &facts.dns_computer,
          &facts.dns_domain, &facts.dns_forest, &facts.os_version, &facts.time})
      demand_utf8(*text);
    if (facts.time.empty() == facts.clock_offset.has_value()) std::abort();
    const bool answered = decoded.downgrade.empty();
    if (answered && !(has(facts, "NEGOTIATE_NTLM") && has(facts, "NEGOTIATE_TARGET_INFO"))) std::abort();
    if (!shown_ntlm(message)) std::abort();
  } catch (const SaslError& error) {
    if (error.cls != Class::bad_challenge || error.detail.empty()) std::abort();
  }
}

void read_answer(std::string_view message) {
  try {
    const NtlmAnswer answer = read_ntlm_answer(message);
    if (!answer.ntlm_v2 && (answer.channel_binding || answer.integrity_code)) std::abort();
  } catch (const NtlmMalformed& malformed) {
    if (malformed.what.empty()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view message(reinterpret_cast<const char*>(data), size);
  read_challenge(message);
  read_answer(message);
  return 0;
}
