// The mechanism GSSAPI: Kerberos 5, then the round of RFC 4752 about security layers.
// docs/decisions/0006-kerberos.md
#include <fmt/format.h>

#include <authwalk/channel.hpp>
#include <optional>
#include <utility>

#include "sasl/gss_library.hpp"
#include "sasl/kerberos_context.hpp"
#include "sasl/mechanism.hpp"

namespace authwalk {
namespace {

// RFC 4954 section 4 lets a line of AUTH have 12,288 bytes; this many are left when base64 is taken off.
constexpr std::size_t most_token_bytes = 12288 / 4 * 3;

class Gssapi : public Mechanism {
 public:
  Gssapi(const SharedCredential& credential, SaslTarget target) : target_(std::move(target)) {
    if (const GssLibrary* gss = gss_library())
      context_ = std::make_shared<KerberosContext>(*gss, credential, target_);
  }

  std::optional<SaslResponse> start() override {
    if (!context_) {
      throw SaslError{Class::library_missing,
                      "the Kerberos libraries are not installed on this machine: package libgssapi-krb5-2"};
    }
    wait_for([context = context_] { context->start(); });
    if (context_->fault) throw *context_->fault;
    state_ = State::establishing;
    return response(std::move(context_->first_token));
  }

  SaslResponse next(std::string_view challenge) override {
    const State before = std::exchange(state_, State::failed);  // what has thrown is not used again
    if (challenge.size() > most_token_bytes) {
      throw SaslError{Class::bad_challenge, fmt::format("a token of {} bytes; more than {} are not read",
                                                        challenge.size(), most_token_bytes)};
    }
    if (challenge.empty()) throw SaslError{Class::bad_challenge, "an empty token"};
    Secret answer;
    switch (before) {
      case State::establishing:
        answer = context_->advance(challenge);
        state_ = context_->established() ? State::established : State::establishing;
        break;
      case State::established:
        answer = context_->decline_layer(challenge);
        state_ = State::complete;
        break;
      default:
        throw SaslError{Class::bad_challenge, "a token that nobody waits for"};
    }
    return response(std::move(answer));
  }

  bool complete() const override { return state_ == State::complete; }

  // Some servers leave the round about security layers out; all that counts has been proved before it.
  bool may_succeed() const override { return complete() || state_ == State::established; }

  SaslError premature_success() const override {
    return {Class::mutual_auth_failed, "the server accepted without proving its identity"};
  }

  std::optional<std::string> shown_challenge(std::string_view challenge) const override {
    if (challenge.empty()) return std::nullopt;
    return shown(challenge.size());
  }

  void report(AuthFacts& auth) const override {
    if (!context_) return;
    const KerberosFacts facts = context_->facts();
    auth.dialect = id(context_->dialect());
    auth.principal = facts.principal;
    auth.ticket_source = facts.source;
    auth.spn = facts.spn;
    auth.unknown_spns = facts.unknown_spns;
    auth.refused_by_kdc = facts.refused_by_kdc;
    if (state_ == State::nothing_sent) return;
    auth.channel_binding = context_->binds_to_tls() ? "tls-server-end-point" : "";
    auth.mutual = context_->established();
    if (complete()) {
      auth.security_layer = "none";
    } else {
      auth.security_layer = state_ == State::established ? "omitted" : "";
    }
  }

 private:
  enum class State { nothing_sent, establishing, established, complete, failed };

  static std::string shown(std::size_t bytes) { return fmt::format("[GSS token, {} bytes]", bytes); }

  // A ticket that a server refuses is no bad logon: the KDC has taken the password already.
  static SaslResponse response(Secret token) {
    std::string text = token.empty() ? "[empty]" : shown(token.size());
    return {std::move(token), std::move(text), false};
  }

  void wait_for(const std::function<void()>& blocking) {
    if (!target_.offload) return blocking();
    try {
      target_.offload(blocking);
    } catch (const ChannelError& error) {
      if (error.cls != Class::timeout) throw;
      const std::string realm = context_->facts().realm;
      throw SaslError{Class::kerberos_no_kdc,
                      fmt::format("no KDC{} answered within {} s", realm.empty() ? realm : " of " + realm,
                                  static_cast<double>(target_.step_limit.count()) / 1000)};
    }
  }

  SaslTarget target_;
  std::shared_ptr<KerberosContext> context_;
  State state_ = State::nothing_sent;
};

}  // namespace

std::unique_ptr<Mechanism> make_gssapi(const SharedCredential& credential, const SaslTarget& target) {
  return std::make_unique<Gssapi>(credential, target);
}

}  // namespace authwalk
