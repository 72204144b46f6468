// A plain blocking SMTP client for literal dialogues with the rehearsal host: it sends what it is told and
// returns what comes back, nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

struct ssl_st;
struct ssl_ctx_st;

namespace authwalk::test {

class RehearsalClient {
 public:
  explicit RehearsalClient(std::uint16_t port, const char* address = "127.0.0.1");
  ~RehearsalClient();
  RehearsalClient(const RehearsalClient&) = delete;
  RehearsalClient& operator=(const RehearsalClient&) = delete;

  /// Sends these bytes.
  void send(std::string_view bytes);
  /// The next whole reply, lines joined by '\n'; "(closed)" or "(reset)" when there is none, "(silence)"
  /// after five seconds.
  std::string reply();
  /// Sends a line and returns the reply to it.
  std::string ask(std::string_view line);
  /// STARTTLS or X-ANONYMOUSTLS and the handshake. Returns "ok", the reply when it was no 220, or what the
  /// check of the certificate says against `ca_pem` and `name` ("" checks nothing).
  std::string start_tls(std::string_view verb, const std::string& ca_pem = "", const std::string& name = "");
  /// SHA-256 of the certificate that the host shows inside TLS.
  std::string certificate_digest() const;
  /// Reads until the end and counts.
  std::size_t read_to_the_end();
  /// The next bytes as they come; empty at the end.
  std::string read_some();

 private:
  int socket_ = -1;
  bool reset_ = false;
  bool silent_ = false;
  ssl_ctx_st* context_ = nullptr;
  ssl_st* ssl_ = nullptr;
  std::string unread_;
};

}  // namespace authwalk::test
