// One TLS session, straight on a non-blocking socket. Knows OpenSSL's errors and alerts; does not wait.
#pragma once

#include <openssl/ssl.h>

#include <authwalk/channel.hpp>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "net/chain_judge.hpp"

namespace authwalk {

/// What the socket must be ready for before the call can be made again.
enum class Want { nothing, read, write };

class TlsSession {
 public:
  TlsSession(SSL_CTX* context, int socket, const TlsDemand& demand);
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  /// Want::nothing when the handshake is done. Throws ChannelError.
  Want handshake();
  /// Want::nothing when `count` bytes, at least one, were read. Throws ChannelError.
  Want read(std::span<char> into, std::size_t& count);
  Want write(std::string_view bytes, std::size_t& count);
  /// Sends close_notify if that is possible at once.
  void say_goodbye() noexcept;

  /// What the handshake showed so far.
  TlsFacts facts() const;
  /// The same after the handshake, with the chain and what is wrong with it.
  TlsFacts judged_facts() const;
  /// TLS records and messages inside them that have come since the last byte of data.
  int records_without_data() const { return records_without_data_; }

 private:
  struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  Want outcome(int result);
  [[noreturn]] void broke(int ssl_error, int system_error);
  void not_tls(ChannelError& error) const;
  Class class_of_break(int reason) const;
  static long watch_first_bytes(BIO*, int operation, const char* bytes, std::size_t, int, long, int result,
                                std::size_t* count);
  static void overhear(int write, int version, int type, const void* bytes, std::size_t size, SSL*,
                       void* self);

  std::unique_ptr<SSL, FreeSsl> ssl_;
  ChainJudge judge_;
  std::string verb_;
  std::string sni_;
  std::string expected_name_;
  std::string alert_;
  std::string first_bytes_;  // of the server's answer
  int hello_version_ = 0;
  int received_alert_ = -1;
  int records_without_data_ = 0;
  bool certificate_requested_ = false;
  bool certificate_sent_ = false;
  bool established_ = false;
};

}  // namespace authwalk
