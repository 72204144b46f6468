#include "exchange/text_decoding.hpp"

namespace authwalk {
namespace {

// A byte order mark takes up to three bytes; four tell UTF-16 without one.
constexpr std::size_t enough_to_tell = 4;
constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";
constexpr std::string_view utf16_le_mark = "\xFF\xFE";
constexpr std::string_view utf16_be_mark = "\xFE\xFF";
constexpr char32_t replacement = 0xFFFD;

bool is_high_surrogate(char16_t unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}

bool is_low_surrogate(char16_t unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

bool two_characters(std::string_view bytes, std::size_t of_character, std::size_t of_zero) {
  return bytes.size() >= enough_to_tell && bytes[of_zero] == 0 && bytes[of_zero + 2] == 0 &&
         bytes[of_character] > 0 && bytes[of_character + 2] > 0;
}

}  // namespace

std::string_view TextDecoder::decode(std::string_view bytes) {
  if (encoding_ == Encoding::utf8) return bytes;
  if (encoding_ != Encoding::unknown) return from_utf16(bytes);
  if (beginning_.empty() && bytes.size() >= enough_to_tell) return recognised(bytes);
  beginning_.append(bytes);
  if (beginning_.size() < enough_to_tell) return {};
  return recognised(beginning_);
}

std::string_view TextDecoder::finish() {
  std::string last;
  if (encoding_ == Encoding::unknown) last = recognised(beginning_);
  text_.swap(last);
  torn_ = !half_unit_.empty() || high_ != 0;
  if (torn_) add_point(replacement);
  return text_;
}

std::string_view TextDecoder::recognised(std::string_view bytes) {
  const auto mark = [&](std::string_view wanted) { return bytes.starts_with(wanted); };
  if (mark(utf8_mark)) {
    encoding_ = Encoding::utf8;
    return bytes.substr(utf8_mark.size());
  }
  if (mark(utf16_le_mark) || mark(utf16_be_mark)) {
    encoding_ = mark(utf16_le_mark) ? Encoding::utf16_le : Encoding::utf16_be;
    return from_utf16(bytes.substr(utf16_le_mark.size()));
  }
  if (two_characters(bytes, 0, 1)) encoding_ = Encoding::utf16_le;
  if (two_characters(bytes, 1, 0)) encoding_ = Encoding::utf16_be;
  if (encoding_ != Encoding::unknown) return from_utf16(bytes);
  encoding_ = Encoding::utf8;
  return bytes;
}

std::string_view TextDecoder::from_utf16(std::string_view bytes) {
  text_.clear();
  for (const char byte : bytes) {
    half_unit_ += byte;
    if (half_unit_.size() < 2) continue;
    const auto first = static_cast<unsigned char>(half_unit_[0]);
    const auto second = static_cast<unsigned char>(half_unit_[1]);
    half_unit_.clear();
    const bool little = encoding_ == Encoding::utf16_le;
    add_unit(static_cast<char16_t>(little ? second << 8 | first : first << 8 | second));
  }
  return text_;
}

void TextDecoder::add_unit(char16_t unit) {
  if (high_ != 0 && is_low_surrogate(unit)) {
    add_point(0x10000 + ((static_cast<char32_t>(high_) - 0xD800) << 10) + (unit - 0xDC00));
    high_ = 0;
    return;
  }
  if (high_ != 0) add_point(replacement);
  high_ = is_high_surrogate(unit) ? unit : u'\0';
  if (high_ == 0) add_point(is_low_surrogate(unit) ? replacement : unit);
}

void TextDecoder::add_point(char32_t point) {
  const auto add = [&](char32_t byte) { text_ += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (point < 0x80) {
    add(point);
  } else if (point < 0x800) {
    add(0xC0 | point >> 6);
    add(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    add(0xE0 | point >> 12);
    add(0x80 | (point >> 6 & 0x3F));
    add(0x80 | (point & 0x3F));
  } else {
    add(0xF0 | point >> 18);
    add(0x80 | (point >> 12 & 0x3F));
    add(0x80 | (point >> 6 & 0x3F));
    add(0x80 | (point & 0x3F));
  }
}

}  // namespace authwalk
