#include "rehearsal/wire.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace authwalk::rehearsal {
namespace {

using boost::system::error_code;

std::string address_of(const Wire::Socket& socket) {
  error_code ec;
  const auto end = socket.remote_endpoint(ec);
  return ec ? "unknown" : fmt::format("{}:{}", end.address().to_string(), end.port());
}

bool would_block() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

}  // namespace

Wire::Wire(Socket socket, boost::asio::yield_context yield)
    : socket_(std::move(socket)),
      yield_(std::move(yield)),
      watchdog_(socket_.get_executor()),
      rest_(socket_.get_executor()),
      peer_(address_of(socket_)) {
  error_code ignored;
  socket_.native_non_blocking(true, ignored);
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
}

std::string Wire::read_line(std::size_t limit) {
  std::size_t scanned = 0;
  while (true) {
    const std::size_t end = unread_.find('\n', scanned);
    if (end != std::string::npos) {
      std::string line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      if (line.ends_with('\r')) line.pop_back();
      return line;
    }
    scanned = unread_.size();
    if (scanned > limit) hang_up("a line that is too long");
    std::array<char, 4096> chunk;
    unread_.append(chunk.data(), receive(chunk));
  }
}

std::string Wire::read_some(std::size_t limit) {
  if (unread_.empty()) {
    std::array<char, 4096> chunk;
    unread_.append(chunk.data(), receive(chunk));
  }
  std::string bytes = unread_.substr(0, limit);
  unread_.erase(0, bytes.size());
  return bytes;
}

void Wire::send(std::string_view bytes) {
  while (!bytes.empty()) bytes.remove_prefix(write_some(bytes));
}

void Wire::pause(std::chrono::milliseconds time) {
  rest_.expires_after(time);
  error_code ec;
  rest_.async_wait(yield_[ec]);
  if (aborted_) throw Gone{"stopped"};
}

void Wire::secure(SSL_CTX* context) {
  unread_.clear();
  ssl_.reset(SSL_new(context));
  if (!ssl_) throw Gone{"no memory for TLS"};
  SSL_set_fd(ssl_.get(), socket_.native_handle());
  while (true) {
    ERR_clear_error();
    const int result = SSL_accept(ssl_.get());
    if (result == 1) return;
    wait_for_tls(result);
  }
}

void Wire::wait_for_peer_to_go() {
  while (true) read_some(4096);
}

void Wire::hang_up(const std::string& why) {
  if (ssl_ && SSL_is_init_finished(ssl_.get())) SSL_shutdown(ssl_.get());
  error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  drain();
  socket_.close(ignored);
  throw Gone{why};
}

void Wire::cut() {
  error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  drain();
  socket_.close(ignored);
  throw Gone{"cut off by the fault"};
}

void Wire::reset() {
  error_code ignored;
  socket_.set_option(boost::asio::socket_base::linger(true, 0), ignored);
  socket_.close(ignored);
  throw Gone{"reset by the fault"};
}

void Wire::abort() noexcept {
  aborted_ = true;
  error_code ignored;
  socket_.close(ignored);
  watchdog_.cancel();
  rest_.cancel();
}

std::size_t Wire::receive(std::span<char> into) {
  while (true) {
    if (!socket_.is_open()) throw Gone{"stopped"};
    if (ssl_) {
      ERR_clear_error();
      const int result = SSL_read(ssl_.get(), into.data(), static_cast<int>(into.size()));
      if (result > 0) return static_cast<std::size_t>(result);
      wait_for_tls(result);
    } else {
      const ssize_t result = ::recv(socket_.native_handle(), into.data(), into.size(), 0);
      if (result > 0) return static_cast<std::size_t>(result);
      if (result == 0) throw Gone{"closed by the client"};
      if (!would_block()) throw Gone{"connection lost"};
      wait(Socket::wait_read);
    }
  }
}

std::size_t Wire::write_some(std::string_view bytes) {
  while (true) {
    if (!socket_.is_open()) throw Gone{"stopped"};
    if (ssl_) {
      ERR_clear_error();
      const int result = SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
      if (result > 0) return static_cast<std::size_t>(result);
      wait_for_tls(result);
    } else {
      const ssize_t result = ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (result >= 0) return static_cast<std::size_t>(result);
      if (!would_block()) throw Gone{"connection lost"};
      wait(Socket::wait_write);
    }
  }
}

void Wire::wait(Socket::wait_type what) {
  // The handler may run after this wire is gone or waits for something else: hence the weak pointer and the
  // number of the turn.
  watchdog_.expires_after(patience_);
  watchdog_.async_wait([weak = weak_from_this(), turn = turn_](const error_code& cancelled) {
    const auto wire = weak.lock();
    if (cancelled || !wire || wire->turn_ != turn) return;
    wire->timed_out_ = true;
    error_code ignored;
    wire->socket_.cancel(ignored);
  });
  error_code ec;
  socket_.async_wait(what, yield_[ec]);
  ++turn_;
  watchdog_.cancel();
  if (aborted_) throw Gone{"stopped"};
  if (std::exchange(timed_out_, false)) throw Gone{"silent for too long", true};
  if (ec) throw Gone{"connection lost"};
}

// After an OpenSSL call that did not go through: waits for what it needs, or ends the connection.
void Wire::wait_for_tls(int result) {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return wait(Socket::wait_read);
    case SSL_ERROR_WANT_WRITE:
      return wait(Socket::wait_write);
    case SSL_ERROR_ZERO_RETURN:
      throw Gone{"closed by the client"};
    case SSL_ERROR_SSL: {
      const char* reason = ERR_reason_error_string(ERR_get_error());
      const std::string why = fmt::format("TLS failed: {}", reason == nullptr ? "unknown reason" : reason);
      // OpenSSL has sent its alert; an orderly end lets it arrive.
      ssl_.reset();
      hang_up(why);
    }
    default:
      throw Gone{"connection lost"};
  }
}

// Closing while bytes of the peer are unread makes the kernel send RST, which may overtake our last words.
void Wire::drain() {
  using Clock = std::chrono::steady_clock;
  ssl_.reset();
  const auto until = Clock::now() + std::chrono::seconds(2);
  set_patience(std::chrono::seconds(2));
  try {
    while (Clock::now() < until) {
      std::array<char, 4096> chunk;
      receive(chunk);
    }
  } catch (const Gone&) {
    // Nothing more to read, which is what was wanted.
  }
}

}  // namespace authwalk::rehearsal
