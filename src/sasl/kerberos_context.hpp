// A Kerberos security context as a client sets it up, in one of two dialects (MS-SSEAN 1.6).
#pragma once

#include <authwalk/walk.hpp>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sasl/gss_handles.hpp"
#include "sasl/gss_library.hpp"
#include "sasl/kerberos_facts.hpp"
#include "sasl/kerberos_tickets.hpp"
#include "sasl/mechanism.hpp"

namespace authwalk {

/// The context, and everything that getting it started touches: start() may outlive a walk that gave up
/// waiting for a KDC. Nothing but facts() and dialect() may be called while it runs.
class KerberosContext {
 public:
  KerberosContext(const GssLibrary& gss, SharedCredential credential, const SaslTarget& target);

  /// Gets the tickets and makes the first token. May wait; `first_token` or `fault` is set afterwards.
  void start();
  Secret first_token;
  std::optional<SaslError> fault;

  /// Answers a token of the server's. Throws SaslError; the context is dead then.
  Secret advance(std::string_view challenge);

  /// Declines the security layers that the server offers (RFC 4752). Throws SaslError.
  Secret decline_layer(std::string_view wrapped_offer);

  /// Both sides have proved who they are.
  bool established() const { return established_; }
  bool binds_to_tls() const { return !binding_.empty(); }
  GssapiDialect dialect() const { return dialect_; }
  KerberosFacts facts() const { return facts_.copy(); }

 private:
  std::string ticket_for_first_known_service();
  void log_in();
  void name_server(const std::string& principal);
  gss_OID mechanism() const;
  Secret taken(gss_buffer_desc& buffer) const;
  [[noreturn]] void not_started(OM_uint32 major, OM_uint32 minor) const;
  [[noreturn]] void refused(std::string_view challenge, OM_uint32 major, OM_uint32 minor) const;
  [[noreturn]] void unusable(std::string_view what, std::size_t bytes, const std::string& text) const;

  const GssLibrary& gss_;
  const SharedCredential credential_;
  const KerberosSettings settings_;
  const GssapiDialect dialect_;
  const std::vector<std::string> services_;  ///< to be asked for, one after the other
  const std::string binding_;                ///< RFC 5929; empty: none
  SharedKerberosFacts facts_;
  std::optional<KerberosTickets> tickets_;  // outlives what the library makes of them
  Held<gss_cred_id_t> login_;
  Held<gss_name_t> server_;
  Held<gss_ctx_id_t> context_;
  bool established_ = false;
};

}  // namespace authwalk
