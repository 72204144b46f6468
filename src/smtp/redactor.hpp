// Cuts a password out of text that a server sends back, in every form in which it could be written.
#pragma once

#include <authwalk/credential.hpp>
#include <authwalk/reply.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

class Redactor {
 public:
  /// `credential` may be null: then nothing is cut. It must outlive the redactor.
  explicit Redactor(const Credential* credential);

  /// From now on this token of ours, base64, is cut too, and any longer piece of it.
  void learn_token(std::string_view base64);

  /// The text with every form of the password replaced by "[password]".
  std::string clean(std::string_view text) const;

  /// The same over all lines of a reply; a password that is split over lines takes the lines with it.
  Reply clean(Reply reply) const;

 private:
  struct Span {
    std::size_t begin, end;
  };
  /// A form of the password; of base64, the part that depends on the password alone.
  struct Form {
    Secret text;
    bool base64 = false;
  };

  enum class Edges { exact, whole_base64 };
  std::vector<Span> find(std::string_view text, Edges edges) const;
  std::string without_tokens(std::string_view text) const;

  std::vector<Form> forms_;           // lower case; raw, base64 at three alignments, hex, percent, UTF-16LE
  std::vector<Secret> token_pieces_;  // as they were sent, `token_piece` characters each
};

}  // namespace authwalk
