// Cuts the secrets of a run out of text that a stranger has written (docs/decisions/0015).
#pragma once

#include <authwalk/credential.hpp>
#include <authwalk/reply.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "smtp/readings.hpp"
#include "smtp/secret_forms.hpp"

namespace authwalk {

/// Words that a report shows whatever the password is: where they stand in place of a secret's echo nothing
/// is given away, and a gap would give it away.
class PlainWords {
 public:
  /// A name of this side: a host, a user, a mailbox. The name and its parts.
  void own_name(std::string_view name);
  /// What the server said before a secret left this side.
  void said_before(std::string_view text);

  bool is_own_name(std::string_view folded_word) const;
  bool was_said_before(std::string_view folded_word) const;

 private:
  std::vector<std::string> own_;
  std::string said_;
};

/// Where a text stands.
struct TextPlace {
  bool after_the_secret = false;  ///< it was written when a secret had left this side
  const PlainWords* words = nullptr;
};

class Redactor {
 public:
  /// One that knows nothing.
  Redactor() = default;

  /// From now on this password is cut out, in every form.
  void learn(std::string_view password);

  bool empty() const { return forms_.empty(); }

  /// The text with "[password]" in place of every form of the secrets.
  std::string clean(std::string_view text, TextPlace place = {}) const;

  /// The same over all lines of a reply; a password that is split over lines takes the lines with it.
  void clean(std::vector<std::string>& lines, TextPlace place = {}) const;

 private:
  struct Span {
    std::size_t begin, end;
  };
  enum class Edges { exact, whole_base64 };

  std::vector<Span> find(std::string_view text, TextPlace place, Edges edges) const;
  template <typename Found>
  void search(std::string_view text, bool hex_alone, Found found) const;
  bool counts(const SecretForm& form, std::string_view text, std::size_t begin, std::size_t source_size,
              TextPlace place) const;

  std::vector<SecretForm> forms_;
  std::unordered_multimap<std::uint32_t, std::size_t> by_beginning_;  // by the first four characters, folded
  std::vector<std::size_t> short_;                                    // of fewer than four
};

}  // namespace authwalk
