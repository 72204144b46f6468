// Why a step failed: one class, who spoke, whose move it is. A failure is a value with facts in fields; its
// words are made in one place (diagnosis).
#pragma once

#include <authwalk/reply.hpp>
#include <authwalk/step.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace authwalk {

/// How a whole walk ended.
enum class Outcome {
  pass,
  fail,
  inconclusive,  ///< all went well, but what the mode claims was not proved
  not_tested,    ///< we did not try; the class says why
};

/// Who made the text or the event that ended the walk.
enum class Origin { server, network, local };

/// Whose move it is.
enum class Blame { ours, server, network, policy };

/// Why a step failed. The ids (see classes()) are stable.
enum class Class {
  // transport
  refused,
  unreachable,
  timeout,
  deadline,
  closed,
  reset,
  dns_not_found,
  dns_failed,
  // protocol
  rejected,
  rejected_temporarily,
  not_offered,
  protocol_violation,
  limit_exceeded,
  plaintext_injection,
  esmtp_rewritten,
  // TLS
  tls_failed,
  tls_version,
  tls_cipher,
  not_tls,
  client_certificate,
  cert_untrusted,
  cert_self_signed,
  cert_expired,
  cert_not_yet_valid,
  cert_name_mismatch,
  cert_purpose,
  cert_weak,
  cert_revoked,
  dane_failed,
  mta_sts_failed,
  // authentication
  no_common_mechanism,
  bad_credentials,
  account_disabled_or_locked,
  mechanism_refused,
  mechanism_needs_tls,
  basic_auth_disabled,
  unexpected_prompt,
  unexpected_success,
  too_many_challenges,
  bad_challenge,
  mutual_auth_failed,
  security_layer,
  ntlm_downgrade,
  kerberos_no_ticket,
  kerberos_no_kdc,
  kerberos_clock_skew,
  kerberos_unknown_service,
  kerberos_ticket_expired,
  kerberos_wrong_realm,
  kerberos_preauth,
  kerberos_encryption_type,
  credential_invalid,
  // rights
  relay_denied,
  send_as_denied,
  submit_denied,
  sender_rejected,
  recipient_rejected,
  auth_required,
  tls_required,
  // ours
  cleartext_not_allowed,
  lockout_guard,
  no_credential,
  definition_invalid,
  not_implemented,
  library_missing,
  interrupted,
  internal,
};

struct ClassRow {
  Class cls;
  std::string_view id;     ///< stable, for example "bad-credentials"
  std::string_view group;  ///< transport, protocol, tls, authentication, rights, ours
  Blame blame;             ///< whose move it usually is; a rule of the diagnosis may know better
  bool transient;          ///< may go away by itself
  std::string_view meaning;
};

/// All classes, grouped as in the list above.
std::span<const ClassRow> classes();
const ClassRow& row(Class cls);
std::string_view id(Class cls);
std::string_view id(Outcome outcome);
std::string_view id(Origin origin);
std::string_view id(Blame blame);
/// Finds a class by its id. Empty when there is none.
std::optional<Class> find_class(std::string_view id);

/// What ended a walk.
struct Failure {
  Step step = Step::local;
  Class cls = Class::internal;
  Origin origin = Origin::local;
  std::optional<Reply> reply;  ///< the server's reply that decided, when there was one
  std::string detail;          ///< facts in words, for example "2.0 s without a byte"; raw bytes possible
};

}  // namespace authwalk
