// AUTH in a recorded session: which lines of the client are a credential, and what stands in their place.
#pragma once

#include <authwalk/credential.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smtp/redactor.hpp"
#include "smtp/sent_tokens.hpp"

namespace authwalk {

class SessionLogin {
 public:
  /// "AUTH LOGIN", "X-EXPS GSSAPI <token>": begins; the command as it may be shown.
  std::string begin(std::string_view line);
  /// Between the command and its verdict.
  bool active() const { return active_; }
  /// A 334 waits for its answer.
  bool challenged() const { return challenged_; }
  /// A 334; its text as it may be shown.
  std::string challenge(std::string_view text);
  /// The client's answer, as it may be shown.
  std::string answer(std::string_view line);
  /// The client gave up with "*".
  bool cancelled() const { return cancelled_; }
  void end() { active_ = challenged_ = false; }

  const std::string& verb() const { return verb_; }
  const std::string& mechanism() const { return mechanism_; }
  int rounds() const { return rounds_; }
  bool secret_sent() const { return secret_sent_; }
  /// User name and password as far as the session shows them; the password only to cut it out of other lines.
  const Credential& credential() const { return credential_; }
  /// The answers that the client gave, to be cut out where a server repeats one.
  const SentTokens& sent() const { return sent_; }
  /// The passwords in them.
  const Redactor& secrets() const { return secrets_; }

 private:
  std::string shown(std::string_view line);

  Credential credential_;
  SentTokens sent_;
  Redactor secrets_;
  std::string verb_ = "AUTH";
  std::string mechanism_;
  bool active_ = false;
  bool challenged_ = false;
  bool cancelled_ = false;
  bool secret_sent_ = false;
  bool password_asked_ = false;
  int answers_ = 0;
  int rounds_ = 0;
};

}  // namespace authwalk
