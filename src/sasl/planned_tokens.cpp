#include "sasl/planned_tokens.hpp"

#include <array>
#include <span>

namespace authwalk {
namespace {

struct PlannedToken {
  const char* shown;
  std::size_t size;  // about that of a real one: it decides whether the command line has room for it
  bool carries_secret;
};

// A ticket, the answer to the server's proof, "no security layer" (RFC 4752 section 3.1).
constexpr std::array gssapi{PlannedToken{"[GSS token]", 1200, true}, PlannedToken{"[empty]", 0, false},
                            PlannedToken{"[GSS token]", 60, false}};
constexpr std::array ntlm{PlannedToken{"[NTLM type 1]", 40, false}, PlannedToken{"[NTLM type 3]", 400, true}};

class PlannedTokens : public Mechanism {
 public:
  explicit PlannedTokens(std::span<const PlannedToken> tokens) : tokens_(tokens) {}

  std::optional<SaslResponse> start() override { return take(); }
  SaslResponse next(std::string_view) override { return take(); }
  bool complete() const override { return tokens_.empty(); }

 private:
  SaslResponse take() {
    const PlannedToken token = tokens_.front();
    tokens_ = tokens_.subspan(1);
    return {Secret(token.size), token.shown, token.carries_secret};
  }

  std::span<const PlannedToken> tokens_;
};

}  // namespace

std::unique_ptr<Mechanism> plan_tokens(const MechanismRow& row) {
  return std::make_unique<PlannedTokens>(row.name == "NTLM" ? std::span<const PlannedToken>(ntlm) : gssapi);
}

}  // namespace authwalk
