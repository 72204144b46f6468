#include "sasl/ntlm_answer.hpp"

#include <algorithm>

#include "sasl/ntlm_fields.hpp"

namespace authwalk {
namespace {

bool all_zero(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char c) { return c == '\0'; });
}

}  // namespace

NtlmAnswer read_ntlm_answer(std::string_view bytes) {
  constexpr std::size_t lm_at = 12, nt_at = 20, payload = 64;
  const NtlmMessage message(bytes);
  if (!bytes.starts_with(ntlm_signature) || message.u32(8) != 3) throw NtlmMalformed{"it is no answer"};
  const std::string_view lm = message.field(lm_at, payload, "LM response");
  const std::string_view nt = message.field(nt_at, payload, "NT response");

  NtlmAnswer answer;
  // MS-NLMP 2.2.2.8: a proof of 16 bytes, then versions 1 and 1, the time, our challenge, the AV pairs.
  // Everything older is 24 bytes long.
  constexpr std::size_t version_at = 16, pairs_at = 44;
  if (nt.size() <= pairs_at || nt.substr(version_at, 2) != "\x01\x01" || !all_zero(lm)) return answer;
  answer.ntlm_v2 = true;
  for (const NtlmAvPair& pair : ntlm_av_pairs(nt.substr(pairs_at))) {
    constexpr std::uint32_t code_present = 2;
    if (pair.id == NtlmAv::flags)
      answer.integrity_code = (NtlmMessage(pair.value).u32(0) & code_present) != 0;
    if (pair.id == NtlmAv::channel_bindings) answer.channel_binding = !all_zero(pair.value);
  }
  return answer;
}

}  // namespace authwalk
