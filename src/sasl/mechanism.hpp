// A SASL mechanism as a client plays it: start(), then next(challenge) until it is complete.
#pragma once

#include <authwalk/credential.hpp>
#include <authwalk/failure.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace authwalk {

/// One answer of ours, and how the transcript shows it.
struct SaslResponse {
  Secret bytes;                 ///< before base64; may be empty
  std::string shown;            ///< "[user 8 bytes]", "[password]"
  bool carries_secret = false;  ///< a refusal after this one counts as a bad logon
};

/// The server asked for something that must not be answered. The exchange is cancelled with "*".
struct SaslError {
  Class cls = Class::unexpected_prompt;
  std::string detail;
};

class Mechanism {
 public:
  virtual ~Mechanism() = default;

  /// The initial response; nothing when the mechanism lets the server speak first. No response is not the
  /// same as an empty one (RFC 4954 section 4). Throws SaslError.
  virtual std::optional<SaslResponse> start() = 0;

  /// The answer to a challenge, already decoded from base64. Throws SaslError.
  virtual SaslResponse next(std::string_view challenge) = 0;

  /// True once the next reply must be the server's verdict.
  virtual bool complete() const = 0;

  /// False when a further 334 must not be answered.
  virtual bool may_be_challenged() const { return !complete(); }
};

/// What a mechanism is played against.
struct SaslTarget {
  std::string host;
  bool inside_tls = false;
};

/// One row: a mechanism that this build can play.
struct MechanismRow {
  std::string_view name;
  bool send_connector;  ///< a Send connector uses it too
  std::unique_ptr<Mechanism> (*make)(const Credential&, const SaslTarget&);
};

/// The row of a mechanism by its name in any case; null when this build cannot play it.
const MechanismRow* find_mechanism(std::string_view name);

std::unique_ptr<Mechanism> make_login(const Credential& credential, const SaslTarget& target);
std::unique_ptr<Mechanism> make_xoauth2(const Credential& credential, const SaslTarget& target);
std::unique_ptr<Mechanism> make_cyrus_plain(const Credential& credential, const SaslTarget& target);
std::unique_ptr<Mechanism> make_cyrus_cram_md5(const Credential& credential, const SaslTarget& target);
std::unique_ptr<Mechanism> make_cyrus_scram_sha_256(const Credential& credential, const SaslTarget& target);

}  // namespace authwalk
