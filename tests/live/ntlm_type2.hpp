// NTLM challenges (MS-NLMP 2.2.1.2) as a server may write them, honest or not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace authwalk::test {

/// Flags of MS-NLMP 2.2.2.5.
inline constexpr std::uint32_t ntlm_unicode = 0x00000001, ntlm_request_target = 0x00000004,
                               ntlm_sign = 0x00000010, ntlm_lm_key = 0x00000080, ntlm_ntlm = 0x00000200,
                               ntlm_always_sign = 0x00008000, ntlm_target_domain = 0x00010000,
                               ntlm_extended_security = 0x00080000, ntlm_target_info = 0x00800000,
                               ntlm_version = 0x02000000, ntlm_128 = 0x20000000,
                               ntlm_key_exchange = 0x40000000, ntlm_56 = 0x80000000;

/// Where a field of the message says that its bytes are.
struct NtlmField {
  std::uint16_t length = 0;
  std::uint32_t offset = 0;
};

/// A challenge as Windows Server 2022 sends it; a test changes what it wants to be wrong.
struct NtlmType2 {
  std::uint32_t flags = ntlm_unicode | ntlm_request_target | ntlm_sign | ntlm_ntlm | ntlm_always_sign |
                        ntlm_target_domain | ntlm_extended_security | ntlm_target_info | ntlm_version |
                        ntlm_128 | ntlm_key_exchange | ntlm_56;
  std::string target = "CONTOSO";
  std::string netbios_computer = "MX", dns_computer = "mx.contoso.example", dns_domain = "contoso.example";
  std::string more_target_info = {};             ///< further bytes before the end of the list
  const NtlmField* target_field = nullptr;       ///< null: the truth
  const NtlmField* target_info_field = nullptr;  ///< null: the truth

  std::string bytes() const;
};

std::string utf16(std::string_view ascii);

}  // namespace authwalk::test
