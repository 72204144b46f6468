// A throw-away Kerberos realm: an MIT KDC on loopback with the accounts and services that the tests need.
// Needs no root.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "live/temporary.hpp"
#include "real/server_process.hpp"

namespace authwalk::test {

inline constexpr std::string_view kerberos_realm = "CONTOSO.EXAMPLE";

/// The realm's users; the canary is everybody's password:
///   svc         demands pre-authentication, as Active Directory does
///   trusting    demands none
///   locked      gets no tickets
///   gone        the account has expired
///   stale       the password has expired
///   card        demands a hardware token
///
/// Its services, by host: mx.contoso.example has SMTPSVC/ (trusted for delegation), SMTP/ and smtp/;
/// old.contoso.example only SMTP/.
class Kdc {
 public:
  /// Started when a test first needs it, ended with the process.
  static Kdc& instance();

  /// `clock`: how far its clock is off, in faketime's words ("+2h"); empty: not at all.
  explicit Kdc(const std::string& clock = {});

  std::uint16_t port() const { return port_; }
  /// Keys of the services of mx.contoso.example.
  std::string server_keytab() const { return folder_.file("server.keytab"); }
  /// The same services' keys before they were changed: tickets of today cannot be read with them.
  std::string stale_keytab() const { return folder_.file("stale.keytab"); }
  /// svc's key.
  std::string client_keytab() const { return folder_.file("client.keytab"); }

  /// A credential cache with a ticket of `user`, got with kinit.
  std::string ticket_cache(const std::string& user = "svc");
  /// The same, an hour after it has expired.
  std::string expired_cache();

  /// From here on the log is read anew.
  void mark_log();
  /// What it was asked since the mark, and what it answered.
  std::string log() const;

 private:
  void write_configuration() const;
  void make_database() const;
  std::unique_ptr<ServerProcess> start(const std::string& clock) const;

  TemporaryFolder folder_;
  std::uint16_t port_ = 0;
  std::unique_ptr<ServerProcess> process_;
  std::size_t mark_ = 0;
};

/// How a machine is set up for Kerberos: its krb5.conf.
struct KerberosSetup {
  std::uint16_t kdc = 0;           ///< port of the realm's KDC; 0: none is known
  std::string more = {};           ///< further lines of [libdefaults]
  std::string default_cache = {};  ///< empty: one that does not exist
};

/// Environment of a program on a machine of that setup (the file lives as long as the process).
std::vector<std::string> kerberos_env(const KerberosSetup& setup);
/// ... of a machine in the realm of Kdc::instance().
std::vector<std::string> kerberos_env();

}  // namespace authwalk::test
