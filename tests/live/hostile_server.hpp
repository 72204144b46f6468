// A small scripted SMTP server in threads of its own, for what no decent server does. It shares no code with
// the rehearsal smart host: a mistake in one does not hide in the other.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "live/pki.hpp"

typedef struct ssl_st SSL;

namespace authwalk::test {

/// The server's side of TLS.
struct ServerTls {
  const Identity* identity = nullptr;
  int min_version = 0;  ///< OpenSSL's TLS1_VERSION and so on; 0: OpenSSL's own
  int max_version = 0;
  bool leaf_only = false;  ///< leave the intermediate certificate out
  bool ask_for_certificate = false;
  bool demand_certificate = false;
  std::map<std::string, const Identity*> by_name = {};  ///< chosen by the server name that the client sends
};

/// One connection as the script sees it. Every call ends the script when the client is gone.
class Peer {
 public:
  virtual ~Peer() = default;

  virtual void send(std::string_view bytes) = 0;
  /// One byte at a time.
  virtual void drip(std::string_view bytes, std::chrono::milliseconds between) = 0;
  /// The next line without its CRLF.
  virtual std::string line() = 0;
  /// The next line, which must begin with `command` (in any case); otherwise the script ends and
  /// HostileServer::deviations() says so.
  virtual std::string expect(std::string_view command) = 0;
  virtual void start_tls(const ServerTls& tls) = 0;
  /// Says nothing and records what comes, until the client goes.
  virtual void silence() = 0;
  virtual void wait(std::chrono::milliseconds time) = 0;
  /// Closes with RST.
  virtual void reset() = 0;
  /// Closes with FIN; inside TLS without close_notify.
  virtual void close() = 0;
  /// The TLS session; null in clear.
  virtual SSL* tls() = 0;
  /// The beginning of what was sent last.
  virtual std::string_view last_sent() const = 0;
};

using Action = std::function<void(Peer&)>;

/// Actions for Manners.
Action say(std::string bytes);
Action say_slowly(std::string bytes, std::chrono::milliseconds between);
Action say_for_ever(std::string bytes);
Action hang();
Action hang_up();
Action reset_connection();

/// An obliging server, of which a test changes one line. `at` says what happens in place of the usual answer;
/// its keys are: banner, EHLO, EHLO in TLS, STARTTLS, X-ANONYMOUSTLS, AUTH, X-EXPS, user (the reply to the
/// user name), password, cancel (the reply to "*"), MAIL, RCPT, DATA, message, RSET, QUIT. A key may be
/// followed by a number for the n-th time only: "RCPT 2".
struct Manners {
  ServerTls tls = {};                                     ///< without an identity no STARTTLS is offered
  std::vector<std::string> keywords = {"SIZE 35882577"};  ///< of the first EHLO; STARTTLS is added
  std::vector<std::string> tls_keywords = {"SIZE 35882577", "AUTH LOGIN"};
  std::map<std::string, Action> at = {};
  /// Plays GSSAPI and NTLM, of AUTH and of X-EXPS, from the client's first token (decoded) to the verdict;
  /// see tokens.hpp. Without it nobody offers them.
  std::function<void(Peer&, const std::string& first)> tokens = {};
};

/// Plays Manners on one connection until QUIT.
void oblige(Peer& peer, const Manners& manners);

/// What came on one connection.
struct Received {
  std::string clear;
  std::string inside_tls;
  std::string server_name;         ///< SNI
  std::string client_certificate;  ///< subject, in one line
  std::string from;                ///< the client's address
  bool tls = false;                ///< the handshake was completed
  bool close_notify = false;       ///< the client said goodbye inside TLS
  /// Commands and answers of both parts, joined.
  std::string all() const { return clear + inside_tls; }
};

class HostileServer {
 public:
  /// Plays the same script on each connection.
  explicit HostileServer(Action script, std::string address = "127.0.0.1", std::uint16_t port = 0);
  explicit HostileServer(Manners manners, std::string address = "127.0.0.1", std::uint16_t port = 0);
  /// Another script for each connection; the last one for those that follow.
  explicit HostileServer(std::vector<Action> scripts, std::string address = "127.0.0.1");
  ~HostileServer();
  HostileServer(const HostileServer&) = delete;
  HostileServer& operator=(const HostileServer&) = delete;

  std::uint16_t port() const;
  /// "127.0.0.1:port"
  std::string target() const;
  /// Waits until the clients are gone, and tells what each of them sent, in the order of connection.
  std::vector<Received> received();
  /// Everything that all clients sent.
  std::string all_received();
  /// Commands that came where the script expected others.
  std::vector<std::string> deviations();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// How often `word` stands in `text`, in any case.
int count_of(std::string_view text, std::string_view word);

}  // namespace authwalk::test
