// An NTLM server's challenge, read before anything else looks at it (MS-NLMP 2.2.1.2): the library that
// answers it has had its memory errors, and would answer an LM challenge if its settings said so.
#pragma once

#include <authwalk/transcript.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace authwalk {

struct DecodedNtlmChallenge {
  NtlmChallenge facts;
  /// Why it must not be answered: it leaves no room for NTLMv2. Empty: it does.
  std::string downgrade;
};

/// Reads a type 2 message. Throws SaslError bad-challenge when it is none, or contradicts itself.
DecodedNtlmChallenge decode_ntlm_challenge(std::string_view message,
                                           std::chrono::system_clock::time_point now);

/// How an NTLM message stands in the transcript, "[NTLM type 2, 212 bytes]". Nothing for other bytes.
std::optional<std::string> shown_ntlm(std::string_view message);

}  // namespace authwalk
