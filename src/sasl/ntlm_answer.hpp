// Our own NTLM answer (MS-NLMP 2.2.1.3), read before it is sent: which protocol gss-ntlmssp answers with is
// decided by its settings, and what a report says about an answer is what the answer holds.
#pragma once

#include <string_view>

namespace authwalk {

struct NtlmAnswer {
  bool ntlm_v2 = false;          ///< an NTLMv2 response, and no LM response beside it
  bool integrity_code = false;   ///< a MIC over all three messages
  bool channel_binding = false;  ///< bound to the TLS channel
};

/// Reads a type 3 message. Throws NtlmMalformed.
NtlmAnswer read_ntlm_answer(std::string_view message);

}  // namespace authwalk
