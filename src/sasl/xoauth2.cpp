// XOAUTH2, for diagnosis only: no Send connector can use it. The access token stands where the password
// would.
#include <cstring>

#include "sasl/mechanism.hpp"

namespace authwalk {
namespace {

class XOAuth2 : public Mechanism {
 public:
  explicit XOAuth2(const Credential& credential) : credential_(credential) {}

  std::optional<SaslResponse> start() override {
    const std::string before = "user=" + credential_.login_name() +
                               "\x01"
                               "auth=Bearer ";
    const std::string_view token = credential_.password.view();
    constexpr std::string_view after = "\x01\x01";
    Secret bytes(before.size() + token.size() + after.size());
    char* to = bytes.bytes().data();
    std::memcpy(to, before.data(), before.size());
    std::memcpy(to + before.size(), token.data(), token.size());
    std::memcpy(to + before.size() + token.size(), after.data(), after.size());
    sent_ = true;
    return SaslResponse{std::move(bytes), "[access token]", true};
  }

  // A 334 here carries the reason of a refusal as JSON; an empty answer makes the server say 535.
  SaslResponse next(std::string_view) override {
    asked_again_ = true;
    return {Secret(), "", true};
  }

  bool complete() const override { return sent_; }
  bool may_be_challenged() const override { return !asked_again_; }

 private:
  const Credential& credential_;
  bool sent_ = false;
  bool asked_again_ = false;
};

}  // namespace

std::unique_ptr<Mechanism> make_xoauth2(const SharedCredential& credential, const SaslTarget&) {
  return std::make_unique<XOAuth2>(*credential);
}

}  // namespace authwalk
