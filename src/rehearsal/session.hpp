// One SMTP session of the rehearsal host: reads a command, answers in the words of its profile. Faults act at
// named points instead of the ordinary code.
#pragma once

#include <atomic>
#include <authwalk/rehearsal.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rehearsal/arrangement.hpp"
#include "rehearsal/authority.hpp"
#include "rehearsal/envelope.hpp"
#include "rehearsal/profiles.hpp"
#include "rehearsal/rights.hpp"
#include "rehearsal/server_gss.hpp"
#include "rehearsal/server_sasl.hpp"
#include "rehearsal/server_tls.hpp"
#include "rehearsal/wire.hpp"

namespace authwalk::rehearsal {

/// What all sessions of a host share.
struct House {
  const RehearsalPlan& plan;
  std::atomic<int> rejected_attempts{0};
  unsigned messages = 0;
  std::unique_ptr<const GssAcceptor> kerberos = {};  ///< null without a keytab
};

class Session {
 public:
  Session(Wire& wire, const Arrangement& arrangement, const Profile& profile, ServerTls& tls, House& house);

  /// Plays the whole session. Ends by Gone.
  void run();

  // For faults, which play a part of the session in their own way.

  /// Sends a reply as it stands, which may have several lines; its line end is added. `logged` stands in the
  /// log instead of its first line.
  void say(std::string_view reply, std::string_view logged = {});
  /// Sends a reply of the profile, with its blanks filled in.
  void reply(std::string_view words, std::string_view detail = {});
  /// Words with {host} and its like filled in.
  std::string fill(std::string_view words, std::string_view detail = {}) const;
  /// The next line from the client.
  std::string hear();
  /// The server's side of TLS.
  void secure();
  /// Ends the session in an orderly way.
  [[noreturn]] void hang_up(const std::string& why);
  Wire& wire() { return wire_; }
  const Profile& words() const { return profile_; }
  /// What AUTH LOGIN brought as password; empty before that.
  const std::string& password() const { return password_; }

 private:
  // session.cpp
  void serve();
  void obey(const std::string& line);
  void hello(std::string_view name, bool extended);
  void ehlo(std::string_view name) { hello(name, true); }
  void helo(std::string_view name) { hello(name, false); }
  void starttls(std::string_view) { upgrade(arrangement_.connector.tls, arrangement_.certificate); }
  void x_anonymoustls(std::string_view);
  void upgrade(bool offered, Certificate certificate);
  void noop(std::string_view) { reply(profile_.noop); }
  void rset(std::string_view);
  void vrfy(std::string_view) { reply(profile_.verify); }
  void help(std::string_view) { reply(profile_.help); }
  void quit(std::string_view);
  std::vector<std::string> keywords() const;
  bool exchange_server() const;
  bool anonymous_tls_offered() const;
  /// Lets the fault act, when it acts here.
  bool struck(Point point);
  void log(std::string_view event) const;

  // session_auth.cpp
  void auth(std::string_view arguments);
  void x_exps(std::string_view arguments);
  bool may_authenticate();
  void authenticate(std::string_view arguments, std::string_view offered);
  void auth_login(const std::optional<std::string>& initial);
  void auth_sasl(const std::string& mechanism, const std::optional<std::string>& initial);
  void conclude(const RehearsalAccount* proved);
  std::optional<std::string> ask(std::string_view challenge, std::string_view logged = {});
  std::optional<std::string> decode(const std::string& line);
  std::string auth_mechanisms() const;
  std::string x_exps_mechanisms() const;

  // session_tokens.cpp
  void auth_gssapi(const std::optional<std::string>& initial);
  void auth_ntlm(const std::optional<std::string>& initial);
  std::optional<std::string> ask_with_token(std::string_view name, std::string token);
  std::string end_point() const;

  // session_mail.cpp
  void mail(std::string_view arguments);
  void rcpt(std::string_view arguments);
  void data(std::string_view);
  void bdat(std::string_view arguments);
  void end_of_data(const MessageReader& message);
  bool check_parameters(const Path& path);
  bool check_hello();
  void forget_transaction();
  Rights rights() const;

  Wire& wire_;
  const Arrangement& arrangement_;
  const Profile& profile_;
  ServerTls& tls_;
  House& house_;

  Certificate shown_ = Certificate::good;  // in the next handshake
  bool anonymous_tls_ = false;             // TLS was started by X-ANONYMOUSTLS
  std::string name_;                       // of the client, from EHLO
  const RehearsalAccount* account_ = nullptr;
  bool credential_given_ = false;  // in this AUTH; its refusal counts
  std::string password_;
  std::optional<std::string> sender_;
  std::vector<std::string> recipients_;
  std::optional<MessageReader> chunks_;  // a message that BDAT is bringing
};

}  // namespace authwalk::rehearsal
