// A private Postfix on loopback, with one smtpd for each situation that a smart host can be in.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "live/temporary.hpp"
#include "real/server_process.hpp"

namespace authwalk::test {

/// The account that every real server knows; its password is the canary.
inline constexpr std::string_view real_user = "svc@contoso.example";

/// What the log counted since a mark.
struct SmtpdCount {
  int connections = 0;
  int auth_accepted = 0;
  int auth_rejected = 0;
  int auth_commands() const { return auth_accepted + auth_rejected; }
};

class Postfix {
 public:
  /// Started when a test first needs it, ended with the process.
  static Postfix& instance();

  Postfix();
  ~Postfix();

  /// Port of a service: clear (LOGIN and PLAIN in clear), tls (STARTTLS, AUTH only inside TLS), plain (PLAIN
  /// only), trusted (no AUTH, relays for its own network), tls10 (TLS 1.0 only), expired, wrong-name,
  /// self-signed (as tls, but for the certificate), strict (TLS demanded, client certificate asked for,
  /// relays for nobody), gssapi and ntlm (nothing but that; take_keytab() first for gssapi).
  std::uint16_t port(const std::string& service) const { return ports_.at(service); }

  /// From here on tickets for the services of this keytab can be read.
  void take_keytab(const std::string& file);

  /// From here on the log is counted anew.
  void mark_log();
  /// Counts since the mark, once so many sessions, and all that began, have ended.
  SmtpdCount count(int at_least = 1);
  /// The log since the mark.
  std::string log() const;

 private:
  void write_configuration();
  void make_queue() const;
  void make_account() const;
  void start();

  TemporaryFolder folder_;
  std::map<std::string, std::uint16_t> ports_;
  std::unique_ptr<ServerProcess> process_;
  std::size_t mark_ = 0;
};

}  // namespace authwalk::test
