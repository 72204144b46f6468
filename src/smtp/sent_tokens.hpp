// What this side has sent in a logon, as it was sent: a server may give it back.
#pragma once

#include <authwalk/credential.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

class SentTokens {
 public:
  /// From now on this answer, in base64, is cut out: a long one and any longer piece of it wherever it
  /// stands, a short one as a whole word. Less than four characters are not looked for.
  void learn(std::string_view answer);

  bool empty() const { return pieces_.empty() && whole_.empty(); }
  /// The text with "[token]" where a piece stood, and "[password]" for a short answer.
  std::string clean(std::string_view text) const;

 private:
  std::vector<Secret> pieces_;
  std::vector<Secret> whole_;
};

}  // namespace authwalk
