#include "sasl/ntlm_messages.hpp"

#include <chrono>
#include <stdexcept>

namespace authwalk::test {
namespace {

constexpr std::uint64_t from_1601_to_1970 = 11'644'473'600;

std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t width) {
  if (at + width > bytes.size()) throw std::out_of_range("the message is too short");
  std::uint64_t value = 0;
  for (std::size_t i = width; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::string field(std::string_view message, std::size_t at) {
  return std::string(message.substr(number(message, at + 4, 4), number(message, at, 2)));
}

std::string description(std::string_view value, std::size_t offset) {
  return little_endian(value.size(), 2) + little_endian(value.size(), 2) + little_endian(offset, 4);
}

}  // namespace

std::string little_endian(std::uint64_t value, int width) {
  std::string bytes;
  for (int i = 0; i < width; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

std::string utf16(std::string_view ascii) {
  std::string text;
  for (const char c : ascii) text += {c, '\0'};
  return text;
}

std::string av_pair(int id, std::string_view value) {
  return little_endian(static_cast<std::uint64_t>(id), 2) + little_endian(value.size(), 2) +
         std::string(value);
}

std::string modern_pairs(std::uint64_t time) {
  return av_pair(2, utf16("CONTOSO")) + av_pair(1, utf16("MX01")) + av_pair(4, utf16("contoso.example")) +
         av_pair(3, utf16("mx01.contoso.example")) + av_pair(5, utf16("forest.example")) +
         av_pair(7, little_endian(time, 8));
}

std::uint64_t filetime_now() {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return (static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(since_1970).count()) +
          from_1601_to_1970) *
         10'000'000;
}

std::string Type2::bytes() const {
  constexpr std::size_t fixed = 56;
  return std::string("NTLMSSP\0", 8) + little_endian(2, 4) + description(target_name, fixed) +
         little_endian(flags, 4) + challenge + std::string(8, '\0') +
         description(info, fixed + target_name.size()) + std::string("\x0a\0\x7c\x4f\0\0\0\x0f", 8) +
         target_name + info;
}

Type3 take_apart(std::string_view message) {
  Type3 parts;
  parts.lm = field(message, 12);
  parts.nt = field(message, 20);
  parts.domain = field(message, 28);
  parts.user = field(message, 36);
  parts.workstation = field(message, 44);
  parts.session_key = field(message, 52);
  parts.flags = static_cast<std::uint32_t>(number(message, 60, 4));
  parts.integrity_code = message.substr(72, 16);
  for (std::size_t at = 44; number(parts.nt, at, 2) != 0;) {
    const std::size_t size = number(parts.nt, at + 2, 2);
    parts.pairs[static_cast<int>(number(parts.nt, at, 2))] = parts.nt.substr(at + 4, size);
    at += 4 + size;
  }
  return parts;
}

}  // namespace authwalk::test
