// A private Dovecot submission service on loopback, which hands its mail to the trusted port of Postfix.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "live/temporary.hpp"
#include "real/server_process.hpp"

namespace authwalk::test {

class Dovecot {
 public:
  /// Started when a test first needs it, together with Postfix; ended with the process.
  static Dovecot& instance();

  Dovecot();
  ~Dovecot();

  /// STARTTLS is offered; LOGIN and PLAIN only inside TLS, except to 127.0.0.1 itself.
  std::uint16_t port() const { return port_; }
  std::string log() const;
  /// Refused logons in the log since the start.
  int rejected_attempts() const;

 private:
  void write_configuration() const;

  TemporaryFolder folder_;
  std::uint16_t port_ = 0;
  std::unique_ptr<ServerProcess> process_;
};

}  // namespace authwalk::test
