// A stranger's text read as he may have meant it: with its escapes resolved, or without the blanks and colons
// between digits. Each character knows where it came from.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

struct Reading {
  struct Place {
    std::uint32_t begin, end;
  };
  std::string text;
  std::vector<Place> places;  ///< of each character in the source
};

/// Percent escapes (RFC 3986, HTML forms with "+", JavaScript's %uXXXX), \uXXXX and \xXX, numeric character
/// references of HTML and its five names, quoted-printable. Code points become UTF-8; escaped bytes stay
/// bytes, or are code points themselves, as JavaScript's escape() has them.
enum class EscapedBytes { are_bytes, are_points };
Reading without_escapes(std::string_view text, EscapedBytes bytes);

/// Without blanks, colons, hyphens, commas and "0x", as they stand between hexadecimal digits.
Reading without_separators(std::string_view text);

}  // namespace authwalk
