// A secret in every form in which a stranger may write it, and how much it tells where it stands
// (docs/decisions/0015).
#pragma once

#include <authwalk/credential.hpp>
#include <string_view>
#include <vector>

namespace authwalk {

/// What it tells when a secret stands in a text as it is: that somebody repeated it, or nothing.
enum class Weight {
  telling,   ///< nobody writes it by chance: six characters of two kinds, or sixteen of one
  word,      ///< eight letters of one kind: a word that might be somebody's, but no part of other words
  common,    ///< shorter, or digits alone: stands in texts for other reasons too
  ordinary,  ///< less than four characters, or what servers say anyway ("AUTH", "mail", "250")
};
Weight weigh(std::string_view secret);

/// Comparisons are made between folded characters: case does not count, nor does the alphabet of base64url.
char folded(char c);

struct SecretForm {
  enum class Kind { plain, base64, hex };
  Kind kind = Kind::plain;
  Weight weight = Weight::telling;
  /// Base64 and hex: the whole of it must stand there, as a word of its own; base64 in exactly this case.
  /// Else base64 is the part that depends on the secret alone.
  bool whole = false;
  Secret text;  ///< folded, unless it is base64 that must be whole
};

/// Its characters in UTF-8, UTF-16LE and the Windows code page, each as they are, in base64 and in hex; and
/// the NT hash.
std::vector<SecretForm> forms_of(std::string_view secret);

}  // namespace authwalk
