#include "sasl/ntlm_fields.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace authwalk {
namespace {

constexpr char32_t replacement = 0xFFFD;

void append_utf8(std::string& text, char32_t point) {
  const auto rest = [&](int shift) { text += static_cast<char>(0x80U | ((point >> shift) & 0x3FU)); };
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xC0U | (point >> 6));
    rest(0);
  } else if (point < 0x10000) {
    text += static_cast<char>(0xE0U | (point >> 12));
    rest(6);
    rest(0);
  } else {
    text += static_cast<char>(0xF0U | (point >> 18));
    rest(12);
    rest(6);
    rest(0);
  }
}

bool high_surrogate(char32_t unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}

bool low_surrogate(char32_t unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

// gss-ntlmssp reads these by their proper width, whatever width the pair has.
void check_width(const NtlmAvPair& pair) {
  const std::size_t width = pair.id == NtlmAv::flags              ? 4
                            : pair.id == NtlmAv::timestamp        ? 8
                            : pair.id == NtlmAv::channel_bindings ? 16
                                                                  : pair.value.size();
  if (pair.value.size() == width) return;
  throw NtlmMalformed{fmt::format("AV pair {} of {} bytes where {} are due", static_cast<unsigned>(pair.id),
                                  pair.value.size(), width)};
}

}  // namespace

std::uint64_t NtlmMessage::number(std::size_t at, std::size_t width) const {
  if (bytes_.size() < width || at > bytes_.size() - width)
    throw NtlmMalformed{fmt::format("it ends after {} bytes, inside its fixed part", bytes_.size())};
  std::uint64_t value = 0;
  for (std::size_t i = width; i > 0; --i) value = value << 8 | static_cast<unsigned char>(bytes_[at + i - 1]);
  return value;
}

std::uint16_t NtlmMessage::u16(std::size_t at) const {
  return static_cast<std::uint16_t>(number(at, 2));
}

std::uint32_t NtlmMessage::u32(std::size_t at) const {
  return static_cast<std::uint32_t>(number(at, 4));
}

std::uint64_t NtlmMessage::u64(std::size_t at) const {
  return number(at, 8);
}

std::string_view NtlmMessage::field(std::size_t at, std::size_t payload, std::string_view name) const {
  const std::size_t length = u16(at);
  if (length == 0) return {};
  const std::size_t begin = offset(at);
  if (begin < payload || begin > size() || length > size() - begin) {
    throw NtlmMalformed{fmt::format("its {} of {} bytes at {} is not inside the message of {} bytes", name,
                                    length, begin, size())};
  }
  return bytes_.substr(begin, length);
}

std::vector<NtlmAvPair> ntlm_av_pairs(std::string_view list) {
  std::vector<NtlmAvPair> pairs;
  const NtlmMessage numbers(list);
  for (std::size_t at = 0; list.size() - at >= 4;) {
    const auto id = static_cast<NtlmAv>(numbers.u16(at));
    const std::size_t length = numbers.u16(at + 2);
    at += 4;
    if (length > list.size() - at)
      throw NtlmMalformed{fmt::format("AV pair {} of {} bytes goes past the end of the list",
                                      static_cast<unsigned>(id), length)};
    if (id == NtlmAv::end) {
      if (length != 0) throw NtlmMalformed{fmt::format("{} bytes in the end mark of the AV pairs", length)};
      return pairs;
    }
    pairs.push_back({id, list.substr(at, length)});
    check_width(pairs.back());
    if (std::ranges::count(pairs, id, &NtlmAvPair::id) > 1)
      throw NtlmMalformed{fmt::format("AV pair {} comes twice", static_cast<unsigned>(id))};
    at += length;
  }
  throw NtlmMalformed{"the list of AV pairs has no end"};
}

std::string ntlm_unicode(std::string_view text, std::string_view name) {
  if (text.size() % 2 != 0)
    throw NtlmMalformed{fmt::format("its {} is Unicode of {} bytes, an odd number", name, text.size())};
  std::string converted;
  const NtlmMessage units(text);
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const char32_t unit = units.u16(at);
    if (high_surrogate(unit) && at + 4 <= text.size() && low_surrogate(units.u16(at + 2))) {
      at += 2;
      append_utf8(converted, 0x10000 + ((unit - 0xD800) << 10) + (units.u16(at) - 0xDC00U));
    } else {
      append_utf8(converted, high_surrogate(unit) || low_surrogate(unit) ? replacement : unit);
    }
  }
  return converted;
}

std::string ntlm_oem(std::string_view text) {
  std::string converted;
  for (const char c : text)
    append_utf8(converted, static_cast<unsigned char>(c) < 0x80 ? static_cast<char32_t>(c) : replacement);
  return converted;
}

}  // namespace authwalk
