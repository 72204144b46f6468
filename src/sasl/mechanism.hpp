// A SASL mechanism as a client plays it: start(), then next(challenge) until it is complete.
#pragma once

#include <authwalk/credential.hpp>
#include <authwalk/failure.hpp>
#include <authwalk/mechanism.hpp>
#include <authwalk/transcript.hpp>
#include <authwalk/walk.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace authwalk {

/// One answer of ours, and how the transcript shows it.
struct SaslResponse {
  Secret bytes;                 ///< before base64; may be empty
  std::string shown;            ///< "[user 8 bytes]", "[password]", "[GSS token, 1204 bytes]"
  bool carries_secret = false;  ///< a refusal after this one counts as a bad logon
};

/// Our first token could not be built, or the server asked for something that must not be answered. In the
/// second case the exchange is cancelled with "*".
struct SaslError {
  Class cls = Class::unexpected_prompt;
  std::string detail;
};

class Mechanism {
 public:
  virtual ~Mechanism() = default;

  /// The initial response; nothing when the mechanism lets the server speak first. No response is not the
  /// same as an empty one (RFC 4954 section 4). May wait (SaslTarget::offload). Throws SaslError, and
  /// ChannelError deadline.
  virtual std::optional<SaslResponse> start() = 0;

  /// The answer to a challenge, already decoded from base64. Throws SaslError.
  virtual SaslResponse next(std::string_view challenge) = 0;

  /// True once the next reply must be the server's verdict.
  virtual bool complete() const = 0;

  /// False when a further 334 must not be answered.
  virtual bool may_be_challenged() const { return !complete(); }

  /// True when a 235 may be believed now.
  virtual bool may_succeed() const { return complete(); }

  /// What a 235 is while it may not be believed.
  virtual SaslError premature_success() const {
    return {Class::unexpected_success, "nothing has been proved"};
  }

  /// How a challenge stands in the transcript instead of its base64; nothing: as it is.
  virtual std::optional<std::string> shown_challenge(std::string_view) const { return std::nullopt; }

  /// Writes what was learned into the report; called after start() and after every next(), failed or not.
  virtual void report(AuthFacts&) const {}
};

/// What a mechanism is played against.
struct SaslTarget {
  std::string host;  ///< the smart host as it was given; a name for a ticket is never taken from the network
  bool inside_tls = false;
  bool exchange = false;  ///< the server speaks X-EXPS or says that it is an Exchange
  bool x_exps = false;    ///< the verb is X-EXPS
  std::string end_point;  ///< TlsFacts::end_point, for channel binding; empty: none
  KerberosSettings kerberos;
  std::chrono::milliseconds step_limit{15000};           ///< for words only
  std::function<void(std::function<void()>)> offload{};  ///< Channel::offload; throws ChannelError
};

/// One row: a mechanism that this build can play.
struct MechanismRow : MechanismInfo {
  bool tokens;  ///< long tokens, of which the first is built before anything is sent (step auth-token)
  bool takes_credential;  ///< cannot do without a user name and a password
  bool guards_password;   ///< nothing of the password goes over the wire, whoever listens
  std::unique_ptr<Mechanism> (*make)(const std::shared_ptr<const Credential>&, const SaslTarget&);
};

/// The row of a mechanism by its name in any case; null when this build cannot play it.
const MechanismRow* find_mechanism(std::string_view name);

using SharedCredential = std::shared_ptr<const Credential>;  ///< outlives a walk that gave up waiting

std::unique_ptr<Mechanism> make_login(const SharedCredential& credential, const SaslTarget& target);
std::unique_ptr<Mechanism> make_xoauth2(const SharedCredential& credential, const SaslTarget& target);
std::unique_ptr<Mechanism> make_cyrus_plain(const SharedCredential& credential, const SaslTarget& target);
std::unique_ptr<Mechanism> make_cyrus_cram_md5(const SharedCredential& credential, const SaslTarget& target);
std::unique_ptr<Mechanism> make_cyrus_scram_sha_256(const SharedCredential& credential,
                                                    const SaslTarget& target);
std::unique_ptr<Mechanism> make_gssapi(const SharedCredential& credential, const SaslTarget& target);
std::unique_ptr<Mechanism> make_ntlm(const SharedCredential& credential, const SaslTarget& target);

}  // namespace authwalk
