// AUTH in a recorded session: which lines of the client are a credential, and what stands in their place.
#pragma once

#include <authwalk/credential.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
  /// A server's text without the answers that the client gave, should it repeat one.
  std::string without_answers(std::string_view text) const;

 private:
  std::string shown(std::string_view line);

  Credential credential_;
  std::vector<Secret> answers_given_;  // with a secret in them, as they were sent
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
