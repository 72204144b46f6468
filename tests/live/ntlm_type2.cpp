#include "live/ntlm_type2.hpp"

#include <chrono>

namespace authwalk::test {
namespace {

std::string little_endian(std::uint64_t value, int size) {
  std::string bytes;
  for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFF);
  return bytes;
}

std::string field(const NtlmField& where) {
  return little_endian(where.length, 2) + little_endian(where.length, 2) + little_endian(where.offset, 4);
}

/// One AV_PAIR of MS-NLMP 2.2.2.1.
std::string av_pair(int id, const std::string& value) {
  return little_endian(static_cast<std::uint64_t>(id), 2) + little_endian(value.size(), 2) + value;
}

/// 100 ns since 1601.
std::string file_time_now() {
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  return little_endian((static_cast<std::uint64_t>(seconds) + 11644473600ULL) * 10000000ULL, 8);
}

}  // namespace

std::string utf16(std::string_view ascii) {
  std::string bytes;
  for (const char c : ascii) bytes += {c, '\0'};
  return bytes;
}

std::string NtlmType2::bytes() const {
  constexpr std::uint32_t payload = 56;
  const auto name = utf16(target);
  const auto info = av_pair(2, utf16(target)) + av_pair(1, utf16(netbios_computer)) +
                    av_pair(4, utf16(dns_domain)) + av_pair(3, utf16(dns_computer)) +
                    av_pair(7, file_time_now()) + more_target_info + av_pair(0, "");
  const auto size_of = [](const std::string& text) { return static_cast<std::uint16_t>(text.size()); };
  const NtlmField true_name{size_of(name), payload};
  const NtlmField true_info{size_of(info), payload + true_name.length};
  const std::string version("\x0A\x00\x7C\x4F\x00\x00\x00\x0F", 8);  // 10.0 build 20348
  return std::string("NTLMSSP\0", 8) + little_endian(2, 4) + field(target_field ? *target_field : true_name) +
         little_endian(flags, 4) + "\x01\x23\x45\x67\x89\xAB\xCD\xEF" + std::string(8, '\0') +
         field(target_info_field ? *target_info_field : true_info) + version + name + info;
}

}  // namespace authwalk::test
