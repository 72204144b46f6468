// What an error of Kerberos means for a walk: one row a code.
#pragma once

#include <krb5/krb5.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sasl/kerberos_facts.hpp"
#include "sasl/mechanism.hpp"

namespace authwalk {

/// What was going on; some codes mean one thing here and another there.
enum class KerberosPhase {
  setup,    ///< configuration, credential cache, keytab: nothing was asked of anybody
  logon,    ///< the KDC was asked for a ticket-granting ticket (RFC 4120 section 3.1)
  service,  ///< the KDC was asked for a ticket for the service (section 3.3)
  server,   ///< the server answered our ticket with an error (section 5.9.1)
};

struct KerberosErrorRow {
  std::optional<KerberosPhase> phase;  ///< empty: all phases that have no row of their own
  long code;                           ///< as libkrb5 numbers them
  std::string_view name;               ///< RFC 4120 section 7.5.9, or libkrb5's own
  Class cls;
  std::string_view says;  ///< {principal} {realm} {spn} {credential} are filled in
};

std::span<const KerberosErrorRow> kerberos_errors();

/// The row of a code; null when it has none.
const KerberosErrorRow* find_kerberos_error(KerberosPhase phase, long code);

/// The failure behind a code. `library_text`: libkrb5's own words, may be empty.
SaslError kerberos_failure(KerberosPhase phase, long code, const KerberosFacts& facts,
                           std::string_view library_text);

/// Clocks that differ by this much are too far apart (RFC 4120 section 8.2).
constexpr long most_clock_skew_seconds = 300;

/// "this machine's clock is 2 h 0 min ahead of the KDC's". `ahead`: in seconds, negative when it is behind.
SaslError clock_skew_failure(long ahead, std::string_view whose_clock);

}  // namespace authwalk
