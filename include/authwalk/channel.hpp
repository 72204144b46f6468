// The one abstract class between the dialogue and the world. The live channel knows sockets, TLS and timers;
// a scripted one plays a file; the offline one plays an obliging server.
#pragma once

#include <authwalk/failure.hpp>
#include <authwalk/path.hpp>
#include <authwalk/tls.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

/// Thrown by a Channel when the way to the server breaks. The dialogue adds the step.
struct ChannelError {
  Class cls = Class::internal;
  std::string detail;           ///< facts in words, raw peer bytes possible
  std::optional<TlsFacts> tls;  ///< what a broken handshake showed
};

/// One address that a smart host's name led to.
struct Address {
  std::string ip;        ///< textual, without brackets
  std::string exchange;  ///< the MX host it came from; empty for the name's own A or AAAA record
};

/// The two ends of a connection, as "address:port".
struct Endpoints {
  std::string local;
  std::string remote;
};

/// What the walk asks of TLS. Judging the certificate is the walk's business; the channel only records.
struct TlsDemand {
  std::string verb;  ///< recorded in the facts
  std::string sni;   ///< empty: send none (an IP address must not be sent as a server name)
  std::string
      expected_name;  ///< compared with the certificate's names; an IP address is compared with iPAddress
  bool any_version = false;  ///< diagnosis only: offer TLS 1.0 and up, to learn what an old server speaks
};

/// What became of asking for the account.
enum class AccountTurn {
  granted,     ///< no other walk uses it until it is given back
  closed,      ///< it has had its rejected attempts
  start_over,  ///< the wait was longer than a server can be left waiting: begin again on a new connection
};

/// Why an account is closed that has had its rejected attempts in this run, after its name.
inline constexpr std::string_view refused_in_this_run =
    "was refused, or got no answer, earlier in this run; another try could lock the account";

/// The answer to asking for the account.
struct AccountAnswer {
  AccountTurn turn = AccountTurn::granted;
  std::chrono::milliseconds waited{0};
  std::string why;  ///< closed: the reason, as the end of a sentence that begins with the account
  bool refused_earlier = false;  ///< closed since earlier runs had it refused
};

class Channel {
 public:
  virtual ~Channel() = default;

  /// All addresses of the smart host, in the order in which they are to be tried; never empty.
  /// Throws dns_not_found, dns_failed, timeout, deadline.
  virtual std::vector<Address> resolve(const std::string& smart_host) = 0;
  /// What resolve() has left out since there is too much of it, as a sentence; empty: nothing.
  virtual std::string left_out() const { return {}; }

  /// Opens a TCP connection; an earlier one is closed first.
  /// Throws refused, unreachable, timeout, deadline.
  virtual Endpoints connect(const Address& address, std::uint16_t port) = 0;

  /// What this machine sees of the way to the peer that it is connected to; empty where there is none to see.
  virtual std::optional<PathFacts> path() { return std::nullopt; }

  /// Runs a TLS handshake on the open connection and records everything it showed.
  /// Throws the TLS classes, timeout, deadline, closed, reset; the error carries the facts so far.
  virtual TlsFacts secure(const TlsDemand& demand) = 0;

  /// Writes all bytes. Throws timeout, deadline, closed, reset.
  virtual void send(std::string_view bytes) = 0;

  /// Waits for bytes and returns how many were read, at least 1. Throws timeout, deadline, closed, reset,
  /// limit_exceeded.
  virtual std::size_t receive(std::span<char> into) = 0;

  /// Bytes that have arrived already, without waiting; 0 when none, also on a connection that has broken.
  /// Used where the peer must be silent. Never throws.
  virtual std::size_t receive_waiting(std::span<char> into) = 0;

  /// Closes the connection; harmless when there is none.
  virtual void close() noexcept = 0;

  /// The same without a last word: inside TLS nothing is sent, not even close_notify.
  virtual void hang_up() noexcept { close(); }

  /// Starts the clock of a step: operations fail with `timeout` once `limit` has passed, however many bytes
  /// arrive in between.
  virtual void start_step(std::chrono::milliseconds limit) = 0;

  /// Runs a blocking call elsewhere, within the step's limit. On a time-out the call goes on behind our back,
  /// so it must own everything it touches. Throws timeout, deadline.
  virtual void offload(std::function<void()> blocking) = 0;

  /// Waits until no other walk uses the account. Called right before the first byte of a credential leaves.
  /// The clocks of step and walk stand still meanwhile. Throws interrupted.
  virtual AccountAnswer take_account(const std::string& account);

  /// Ends what take_account() granted: the next walk may use it. `attempts`: those that may count against the
  /// account at the server.
  virtual void give_account_back(const std::string& account, int attempts) noexcept;

  /// Milliseconds since the walk began, waiting for the account left out.
  virtual double elapsed_ms() const = 0;
};

}  // namespace authwalk
