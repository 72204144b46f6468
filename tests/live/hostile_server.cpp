#include "live/hostile_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

#include "live/server_tls.hpp"

namespace authwalk::test {
namespace {

/// Ends a script: the client is gone, the test is over, or the script has closed the connection.
struct ScriptEnd {};

std::string address_text(const sockaddr_storage& address) {
  char text[INET6_ADDRSTRLEN] = "";
  const void* bytes =
      address.ss_family == AF_INET6
          ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr)
          : &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
  ::inet_ntop(address.ss_family, bytes, text, sizeof text);
  return text;
}

int listen_on(const std::string& address, std::uint16_t port) {
  const bool v6 = address.find(':') != std::string::npos;
  sockaddr_in6 six{};
  sockaddr_in four{};
  six.sin6_family = AF_INET6;
  six.sin6_port = htons(port);
  four.sin_family = AF_INET;
  four.sin_port = htons(port);
  ::inet_pton(AF_INET6, address.c_str(), &six.sin6_addr);
  ::inet_pton(AF_INET, address.c_str(), &four.sin_addr);
  const int fd = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const int bound = v6 ? ::bind(fd, reinterpret_cast<sockaddr*>(&six), sizeof six)
                       : ::bind(fd, reinterpret_cast<sockaddr*>(&four), sizeof four);
  if (fd < 0 || bound != 0 || ::listen(fd, 64) != 0)
    throw std::runtime_error("hostile server on " + address + ": " + std::strerror(errno));
  return fd;
}

std::uint16_t port_of(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(address).sin6_port
                                             : reinterpret_cast<sockaddr_in&>(address).sin_port);
}

bool same_start(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && ::strncasecmp(text.data(), word.data(), word.size()) == 0;
}

}  // namespace

struct HostileServer::State {
  std::vector<Action> scripts;
  std::string address;
  int listener = -1;
  int stop = -1;  // an eventfd: readable once the test is over
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Received> connections;  // a deque: references stay valid
  std::vector<std::string> deviations;
  std::vector<std::thread> threads;
  std::thread acceptor;
  int active = 0;

  void accept_all();
  void accept_one();
  void play(const Action& script, int fd, Received& record);
};

namespace {

/// A connection over a socket that never blocks, so that the end of the test wakes every wait.
class LivePeer : public Peer {
 public:
  LivePeer(int fd, int stop, std::mutex& mutex, Received& record, std::vector<std::string>& deviations)
      : fd_(fd), stop_(stop), mutex_(mutex), record_(record), deviations_(deviations) {}
  ~LivePeer() override {
    if (tls_) {
      const std::lock_guard lock(mutex_);
      record_.close_notify = (SSL_get_shutdown(tls_) & SSL_RECEIVED_SHUTDOWN) != 0;
      SSL_free(tls_);
    }
    if (fd_ >= 0) ::close(fd_);
  }

  void send(std::string_view bytes) override {
    last_sent_ = bytes.substr(0, 80);
    while (!bytes.empty()) bytes.remove_prefix(write_some(bytes));
  }

  void drip(std::string_view bytes, std::chrono::milliseconds between) override {
    const std::string whole(bytes.substr(0, 80));
    for (const char& byte : bytes) {
      send({&byte, 1});
      wait(between);
    }
    last_sent_ = whole;
  }

  std::string line() override {
    for (;;) {
      if (const auto end = unread_.find('\n'); end != std::string::npos) {
        auto text = unread_.substr(0, end);
        unread_.erase(0, end + 1);
        if (text.ends_with('\r')) text.pop_back();
        return text;
      }
      if (unread_.size() > 1 << 20) throw ScriptEnd{};
      unread_ += read_some();
    }
  }

  std::string expect(std::string_view command) override {
    auto text = line();
    if (same_start(text, command)) return text;
    const std::lock_guard lock(mutex_);
    deviations_.push_back("expected " + std::string(command) + ", got " + text);
    throw ScriptEnd{};
  }

  void start_tls(const ServerTls& side) override {
    tls_ = new_server_session(side);
    SSL_set_fd(tls_, fd_);
    for (int result = 0; (result = SSL_accept(tls_)) != 1;) wait_for_tls(result);
    const std::lock_guard lock(mutex_);
    record_.tls = true;
    if (const char* name = SSL_get_servername(tls_, TLSEXT_NAMETYPE_host_name)) record_.server_name = name;
    record_.client_certificate = client_subject(tls_);
  }

  void silence() override {
    for (;;) read_some();
  }

  void wait(std::chrono::milliseconds time) override {
    pollfd over{stop_, POLLIN, 0};
    if (::poll(&over, 1, static_cast<int>(time.count())) > 0) throw ScriptEnd{};
  }

  void reset() override {
    const linger now{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(std::exchange(fd_, -1));
    throw ScriptEnd{};
  }

  void close() override {
    ::shutdown(fd_, SHUT_WR);
    read_on_in_clear();
    throw ScriptEnd{};
  }

  /// The end of a script: a proper farewell.
  void finish() {
    if (tls_) SSL_shutdown(tls_);
    ::shutdown(fd_, SHUT_WR);
    if (tls_) read_on_in_clear();
    silence();
  }

  SSL* tls() override { return tls_; }
  std::string_view last_sent() const override { return last_sent_; }

 private:
  /// Reads to the end, so that unread bytes do not turn our FIN into an RST.
  void read_on_in_clear() {
    char ignored[4096];
    for (;;) {
      const auto count = ::recv(fd_, ignored, sizeof ignored, 0);
      if (count == 0 || (count < 0 && errno != EAGAIN)) throw ScriptEnd{};
      if (count < 0) wait_for(POLLIN);
    }
  }

  std::size_t write_some(std::string_view bytes) {
    for (;;) {
      if (tls_) {
        const int count =
            SSL_write(tls_, bytes.data(), static_cast<int>(std::min(bytes.size(), std::size_t{16384})));
        if (count > 0) return static_cast<std::size_t>(count);
        wait_for_tls(count);
      } else {
        const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count > 0) return static_cast<std::size_t>(count);
        if (errno != EAGAIN) throw ScriptEnd{};
        wait_for(POLLOUT);
      }
    }
  }

  std::string read_some() {
    char buffer[4096];
    for (;;) {
      const auto count = tls_ ? SSL_read(tls_, buffer, sizeof buffer) : ::recv(fd_, buffer, sizeof buffer, 0);
      if (count > 0) {
        std::string bytes(buffer, static_cast<std::size_t>(count));
        const std::lock_guard lock(mutex_);
        (tls_ ? record_.inside_tls : record_.clear) += bytes;
        return bytes;
      }
      if (tls_)
        wait_for_tls(static_cast<int>(count));
      else if (count < 0 && errno == EAGAIN)
        wait_for(POLLIN);
      else
        throw ScriptEnd{};
    }
  }

  void wait_for_tls(int result) {
    const int error = SSL_get_error(tls_, result);
    if (error == SSL_ERROR_WANT_READ) return wait_for(POLLIN);
    if (error == SSL_ERROR_WANT_WRITE) return wait_for(POLLOUT);
    throw ScriptEnd{};
  }

  void wait_for(short events) {
    pollfd fds[] = {{fd_, events, 0}, {stop_, POLLIN, 0}};
    if (::poll(fds, 2, -1) < 0 || fds[1].revents) throw ScriptEnd{};
  }

  int fd_;
  int stop_;
  SSL* tls_ = nullptr;
  std::mutex& mutex_;
  Received& record_;
  std::vector<std::string>& deviations_;
  std::string unread_;
  std::string last_sent_;
};

}  // namespace

void HostileServer::State::play(const Action& script, int fd, Received& record) {
  LivePeer peer(fd, stop, mutex, record, deviations);
  try {
    script(peer);
    peer.finish();
  } catch (const ScriptEnd&) {
  } catch (const std::exception& error) {
    const std::lock_guard lock(mutex);
    deviations.push_back(error.what());
  }
}

void HostileServer::State::accept_one() {
  const std::lock_guard lock(mutex);  // received() must see either a waiting connection or an active one
  sockaddr_storage from{};
  socklen_t size = sizeof from;
  const int fd = ::accept4(listener, reinterpret_cast<sockaddr*>(&from), &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd < 0) return;
  const auto& script = scripts[std::min(connections.size(), scripts.size() - 1)];
  connections.emplace_back().from = address_text(from);
  ++active;
  threads.emplace_back([this, &script, fd, &record = connections.back()] {
    play(script, fd, record);
    const std::lock_guard done(mutex);
    --active;
    changed.notify_all();
  });
}

void HostileServer::State::accept_all() {
  for (;;) {
    pollfd fds[] = {{listener, POLLIN, 0}, {stop, POLLIN, 0}};
    ::poll(fds, 2, -1);
    if (fds[1].revents) return;
    accept_one();
    changed.notify_all();
  }
}

HostileServer::HostileServer(Action script, std::string address, std::uint16_t port)
    : state_(std::make_unique<State>()) {
  ::signal(SIGPIPE, SIG_IGN);
  state_->scripts = {std::move(script)};
  state_->listener = listen_on(address, port);
  state_->stop = ::eventfd(0, EFD_CLOEXEC);
  state_->address = std::move(address);
  state_->acceptor = std::thread([state = state_.get()] { state->accept_all(); });
}

HostileServer::HostileServer(Manners manners, std::string address, std::uint16_t port)
    : HostileServer([manners](Peer& peer) { oblige(peer, manners); }, std::move(address), port) {}

HostileServer::HostileServer(std::vector<Action> scripts, std::string address)
    : HostileServer(scripts.at(0), std::move(address)) {
  const std::lock_guard lock(state_->mutex);
  state_->scripts = std::move(scripts);
}

HostileServer::~HostileServer() {
  const std::uint64_t one = 1;
  (void)!::write(state_->stop, &one, sizeof one);
  state_->acceptor.join();
  for (auto& thread : state_->threads) thread.join();
  ::close(state_->listener);
  ::close(state_->stop);
}

std::uint16_t HostileServer::port() const {
  return port_of(state_->listener);
}

std::string HostileServer::target() const {
  const bool v6 = state_->address.find(':') != std::string::npos;
  return (v6 ? "[" + state_->address + "]" : state_->address) + ":" + std::to_string(port());
}

std::vector<Received> HostileServer::received() {
  std::unique_lock lock(state_->mutex);
  state_->changed.wait_for(lock, std::chrono::seconds(5), [this] {
    pollfd waiting{state_->listener, POLLIN, 0};
    return state_->active == 0 && ::poll(&waiting, 1, 0) == 0;
  });
  return {state_->connections.begin(), state_->connections.end()};
}

std::string HostileServer::all_received() {
  std::string all;
  for (const auto& connection : received()) all += connection.all();
  return all;
}

std::vector<std::string> HostileServer::deviations() {
  received();
  const std::lock_guard lock(state_->mutex);
  return state_->deviations;
}

int count_of(std::string_view text, std::string_view word) {
  int count = 0;
  for (std::size_t at = 0; at + word.size() <= text.size(); ++at)
    if (same_start(text.substr(at), word)) ++count;
  return count;
}

}  // namespace authwalk::test
