// The server's side of NTLM (MS-NLMP): NTLMv2 only, in our own code. gss-ntlmssp can serve as well, but takes
// its accounts from a file that the environment names, which belongs to the process and not to one host.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rehearsal/channel_binding.hpp"

namespace authwalk::rehearsal {

/// What a type 3 message (MS-NLMP 2.2.1.3) says that is needed here. Names are UTF-8.
struct NtlmLogon {
  std::string user;
  std::string domain;        ///< empty when the client sent none
  std::string key_text;      ///< both as they go into the key
  std::string proof, claim;  ///< the NTLMv2 response: NTProofStr, and what it was computed over
  std::string binding;       ///< the digest of the channel that it is bound to; empty: to none
};

/// One exchange: type 1, type 2, type 3.
class NtlmExchange {
 public:
  /// The names in the challenge are made of the host's: "relay.contoso.example" is RELAY in CONTOSO.
  explicit NtlmExchange(const std::string& host_name);

  /// Our type 2 message. Empty when the client's is no type 1 that can be answered.
  std::optional<std::string> challenge(std::string_view negotiate) const;
  /// Empty when it is no type 3 message with an NTLMv2 response.
  static std::optional<NtlmLogon> read(std::string_view authenticate);
  bool proves(const NtlmLogon& logon, std::string_view password) const;
  static Binding binding(const NtlmLogon& logon, std::string_view end_point);

 private:
  std::string computer_, domain_;  // NetBIOS names
  std::string dns_computer_, dns_domain_;
  std::string nonce_;
};

}  // namespace authwalk::rehearsal
