// AUTH LOGIN as Exchange frames it (MS-XLOGIN): no initial response, the user name, then the password. It is
// ours and not Cyrus', because that one sends the password to whatever the second prompt says.
#include <fmt/format.h>

#include <array>

#include "model/lookup.hpp"
#include "sasl/mechanism.hpp"

namespace authwalk {
namespace {

enum class Prompt { user, password, unknown };

struct PromptRow {
  std::string_view text;  // lower case, without the colon, blanks and NULs around it
  Prompt asks;
};

// Spellings seen from real servers. "Username:" and "Password:" are what MS-XLOGIN fixes.
constexpr std::array known_prompts{
    PromptRow{"username", Prompt::user},      PromptRow{"user name", Prompt::user},
    PromptRow{"user", Prompt::user},          PromptRow{"user id", Prompt::user},
    PromptRow{"userid", Prompt::user},        PromptRow{"login", Prompt::user},
    PromptRow{"login name", Prompt::user},    PromptRow{"name", Prompt::user},
    PromptRow{"account", Prompt::user},       PromptRow{"password", Prompt::password},
    PromptRow{"pass word", Prompt::password}, PromptRow{"pass", Prompt::password},
    PromptRow{"passwd", Prompt::password},    PromptRow{"passcode", Prompt::password},
};

bool decoration(char c) {
  return c == ' ' || c == '\t' || c == ':' || c == '\0' || c == '\r' || c == '\n' || c == '?';
}

Prompt what_is_asked(std::string_view prompt) {
  while (!prompt.empty() && decoration(prompt.front())) prompt.remove_prefix(1);
  while (!prompt.empty() && decoration(prompt.back())) prompt.remove_suffix(1);
  for (const PromptRow& row : known_prompts) {
    if (same_name(prompt, row.text)) return row.asks;
  }
  return Prompt::unknown;
}

class Login : public Mechanism {
 public:
  explicit Login(const Credential& credential) : credential_(credential) {}

  std::optional<SaslResponse> start() override { return std::nullopt; }

  SaslResponse next(std::string_view challenge) override {
    const Prompt wanted = user_sent_ ? Prompt::password : Prompt::user;
    if (what_is_asked(challenge) != wanted) {
      throw SaslError{Class::unexpected_prompt,
                      fmt::format("the server asked \"{}\" where the {} prompt was due", challenge,
                                  user_sent_ ? "password" : "user name")};
    }
    if (!user_sent_) {
      user_sent_ = true;
      const std::string name = credential_.login_name();
      return {Secret::copy_of(name), fmt::format("[user {} bytes]", name.size()), false};
    }
    password_sent_ = true;
    return {Secret::copy_of(credential_.password.view()), "[password]", true};
  }

  bool complete() const override { return password_sent_; }

 private:
  const Credential& credential_;
  bool user_sent_ = false;
  bool password_sent_ = false;
};

}  // namespace

std::unique_ptr<Mechanism> make_login(const SharedCredential& credential, const SaslTarget&) {
  return std::make_unique<Login>(*credential);
}

}  // namespace authwalk
