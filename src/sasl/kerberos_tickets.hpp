// The tickets of one account, wherever they come from, in a MEMORY cache of their own. Everything in here may
// wait for a KDC and belongs on a thread of its own.
#pragma once

#include <authwalk/credential.hpp>
#include <authwalk/walk.hpp>
#include <optional>
#include <string>

#include "sasl/gss_handles.hpp"
#include "sasl/gss_library.hpp"
#include "sasl/kerberos_errors.hpp"
#include "sasl/kerberos_facts.hpp"

namespace authwalk {

/// One thread at a time. The cache goes when this goes; a cache or a keytab of the user's is only read.
class KerberosTickets {
 public:
  /// Logs on, or copies the credential cache. `credential` may be null. Throws SaslError.
  KerberosTickets(const GssLibrary& library, const KerberosSettings& settings, const Credential* credential,
                  SharedKerberosFacts& facts);

  /// Gets a ticket for a service and returns the principal that it is for, realm included; nothing when the
  /// KDC does not know the service. Throws SaslError.
  std::optional<std::string> ticket_for(const std::string& service_principal);

  /// What the library said about the service that the KDC did not know: it may be the realm.
  const std::string& why_unknown() const { return why_unknown_; }

  /// The cache's name, "MEMORY:...".
  std::string cache() const;

  /// Seconds by which this machine's clock is ahead of the KDC's, as far as the library has learned it.
  long clock_ahead() const;

  /// Throws what the code means. An expired ticket is a matter of the clock when the clock is known to be
  /// wrong. `text`: the library's words; empty: asked for.
  [[noreturn]] void fail(KerberosPhase phase, krb5_error_code code, std::string text = {}) const;

 private:
  void copy_cache(const std::string& name);
  void look_at_tickets(krb5_ccache source) const;
  void log_on_with_keytab(const std::string& file, const std::string& principal);
  void log_on_with_password(const Credential& credential);
  void log_on(const std::function<krb5_error_code(krb5_init_creds_context)>& give_key);
  void take_principal(const std::string& text);
  void take_first_principal(krb5_keytab keytab);
  void open_own_cache(krb5_principal owner);
  void name_principal();
  std::string words_for(krb5_error_code code) const;
  krb5_timestamp now() const;
  std::string unparsed(krb5_const_principal principal) const;
  void check(KerberosPhase phase, krb5_error_code code) const {
    if (code != 0) fail(phase, code);
  }

  const GssLibrary& krb5_;
  SharedKerberosFacts& facts_;
  Held<krb5_context> context_;
  Held<krb5_principal> principal_;
  Held<krb5_ccache> own_cache_;
  std::string why_unknown_;
};

}  // namespace authwalk
