// What NTLM messages are made of (MS-NLMP 2.2.1, 2.2.2.1): little-endian numbers, fields that point into the
// message, AV pairs, text. Whatever the message says, nothing outside of it is read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

/// Thrown when a message is not what it says. The caller knows whose message it is.
struct NtlmMalformed {
  std::string what;
};

constexpr std::string_view ntlm_signature{"NTLMSSP\0", 8};

class NtlmMessage {
 public:
  explicit NtlmMessage(std::string_view bytes) : bytes_(bytes) {}

  std::size_t size() const { return bytes_.size(); }
  std::uint16_t u16(std::size_t at) const;
  std::uint32_t u32(std::size_t at) const;
  std::uint64_t u64(std::size_t at) const;

  /// Where the field whose description stands at `at` has its bytes; meaningless when it has none.
  std::size_t offset(std::size_t at) const { return u32(at + 4); }
  /// The bytes of that field. They must not begin before `payload`, the end of the fixed part.
  std::string_view field(std::size_t at, std::size_t payload, std::string_view name) const;

 private:
  std::uint64_t number(std::size_t at, std::size_t width) const;

  std::string_view bytes_;
};

/// Identifiers of AV pairs (MS-NLMP 2.2.2.1).
enum class NtlmAv : std::uint16_t {
  end = 0,
  netbios_computer = 1,
  netbios_domain = 2,
  dns_computer = 3,
  dns_domain = 4,
  dns_forest = 5,
  flags = 6,
  timestamp = 7,
  single_host = 8,
  target_name = 9,
  channel_bindings = 10,
};

struct NtlmAvPair {
  NtlmAv id;
  std::string_view value;
};

/// The pairs of a list, without the one that ends it. A list without an end, a pair that comes twice and a
/// number of the wrong width are malformed; pairs of other identifiers are kept.
std::vector<NtlmAvPair> ntlm_av_pairs(std::string_view list);

/// UTF-16LE as UTF-8. What is no character becomes U+FFFD; an odd number of bytes is malformed.
std::string ntlm_unicode(std::string_view text, std::string_view name);

/// Text of a code page that nobody names, as UTF-8: what is not ASCII becomes U+FFFD.
std::string ntlm_oem(std::string_view text);

}  // namespace authwalk
