// A private Dovecot submission service on loopback, which hands its mail to the trusted port of Postfix. Its
// NTLM is Samba's, with one fixed account and no domain behind it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "live/temporary.hpp"
#include "real/server_process.hpp"

namespace authwalk::test {

/// What a Dovecot offers beyond the usual.
struct DovecotSetup {
  std::string mechanisms = "plain login";
  std::string keytab = {};  ///< for GSSAPI: tickets for any of its services are taken
  std::vector<std::string> env = {};
};

class Dovecot {
 public:
  /// With PLAIN and LOGIN. Started when a test first needs it, together with Postfix; ended with the process.
  static Dovecot& instance();
  /// With GSSAPI and NTLM: what an Exchange understands behind X-EXPS.
  static Dovecot& with_tokens();

  explicit Dovecot(DovecotSetup setup = {});
  ~Dovecot();

  /// STARTTLS is offered; AUTH only inside TLS, except to 127.0.0.1 itself.
  std::uint16_t port() const { return port_; }
  std::string log() const;
  /// Refused logons in the log since the start.
  int rejected_attempts() const;

 private:
  void write_configuration() const;
  void write_ntlm_helper() const;

  DovecotSetup setup_;
  TemporaryFolder folder_;
  std::uint16_t port_ = 0;
  std::unique_ptr<ServerProcess> process_;
};

}  // namespace authwalk::test
