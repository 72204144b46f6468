// Bytes of a file to UTF-8, piece by piece. Windows writes logs as UTF-8, with or without a byte order mark,
// and what PowerShell redirects as UTF-16.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace authwalk {

class TextDecoder {
 public:
  /// The same text as UTF-8; valid until the next call. Bytes that are not UTF-16 come through unchanged and
  /// uncopied, so bytes that are no UTF-8 stay as they are.
  std::string_view decode(std::string_view bytes);

  /// The input has ended: what was held back to learn the encoding. Valid as above.
  std::string_view finish();

  /// The input ended in the middle of a UTF-16 character.
  bool torn() const { return torn_; }

 private:
  enum class Encoding { unknown, utf8, utf16_le, utf16_be };

  std::string_view recognised(std::string_view bytes);
  std::string_view from_utf16(std::string_view bytes);
  void add_unit(char16_t unit);
  void add_point(char32_t point);

  Encoding encoding_ = Encoding::unknown;
  std::string beginning_;  // until the encoding is known
  std::string text_;       // the last piece, converted
  std::string half_unit_;  // first byte of a unit whose second has not come
  char16_t high_ = 0;      // high surrogate that waits for its low one
  bool torn_ = false;
};

}  // namespace authwalk
