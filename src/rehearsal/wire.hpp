// One accepted connection: bytes in and out, in clear and then inside TLS, and the ways to end it. Looks
// blocking; waits in its fiber.
#pragma once

#include <openssl/ssl.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace authwalk::rehearsal {

/// Thrown when a connection is over, whoever ended it. Never wait inside its handler: the list of exceptions
/// being handled belongs to the thread, not to the fiber.
struct Gone {
  std::string why;
  bool timed_out = false;
};

class Wire : public std::enable_shared_from_this<Wire> {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  Wire(Socket socket, boost::asio::yield_context yield);

  const std::string& peer() const { return peer_; }
  bool inside_tls() const { return ssl_ != nullptr; }
  /// The certificate that the peer was shown; null in clear.
  const X509* certificate() const { return ssl_ ? SSL_get_certificate(ssl_.get()) : nullptr; }

  /// The next line without its end. `limit` bounds it; a longer one ends the connection.
  std::string read_line(std::size_t limit);
  /// Some bytes, at most `limit`, as they arrive.
  std::string read_some(std::size_t limit);
  void send(std::string_view bytes);
  void pause(std::chrono::milliseconds time);

  /// Server side of the handshake. What had arrived in clear is forgotten (RFC 3207 section 4.2).
  void secure(SSL_CTX* context);

  /// Reads and forgets until the peer goes or has been silent for too long.
  [[noreturn]] void wait_for_peer_to_go();
  /// An orderly end: what was sent still arrives.
  [[noreturn]] void hang_up(const std::string& why);
  /// Ends the connection without TLS's close_notify.
  [[noreturn]] void cut();
  /// RST.
  [[noreturn]] void reset();

  /// From outside the fiber: the operation that it waits for fails now, and every later one.
  void abort() noexcept;
  /// How long one operation may take; at first as long as an Exchange waits for a silent client.
  void set_patience(std::chrono::milliseconds patience) { patience_ = patience; }

 private:
  std::size_t receive(std::span<char> into);
  std::size_t write_some(std::string_view bytes);
  void wait(Socket::wait_type what);
  void wait_for_tls(int result);
  void drain();

  struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  Socket socket_;
  boost::asio::yield_context yield_;
  boost::asio::steady_timer watchdog_;
  boost::asio::steady_timer rest_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
  std::string peer_;
  std::string unread_;
  std::chrono::milliseconds patience_ = std::chrono::minutes(5);
  unsigned turn_ = 0;
  bool timed_out_ = false;
  bool aborted_ = false;
};

}  // namespace authwalk::rehearsal
