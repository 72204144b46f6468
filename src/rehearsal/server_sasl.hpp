// The server's side of SASL through Cyrus, with the accounts of the plan held in memory: no sasldb, no files.
#pragma once

#include <authwalk/rehearsal.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sasl_conn;

namespace authwalk::rehearsal {

/// Loads the plug-ins, once a process. Called before the host's thread starts.
void prepare_sasl();

/// "LOGIN", which is ours, and the mechanisms that Cyrus serves here, in the order in which they are offered.
const std::vector<std::string>& sasl_mechanisms();

/// One authentication exchange.
class SaslExchange {
 public:
  enum class State { challenge, accepted, refused, unknown_mechanism };

  SaslExchange(const std::vector<RehearsalAccount>& accounts, const std::string& host_name, bool inside_tls);
  ~SaslExchange();
  SaslExchange(const SaslExchange&) = delete;
  SaslExchange& operator=(const SaslExchange&) = delete;

  State start(const std::string& mechanism, const std::optional<std::string>& initial_response);
  State next(const std::string& response);
  /// What the last step has to say to the client.
  const std::string& challenge() const { return challenge_; }
  /// The name that was proved.
  std::string user() const;

  /// A name and a password in clear, as AUTH LOGIN brings them.
  bool check_password(const std::string& user, const std::string& password);

 private:
  State outcome(int result, const char* out, unsigned length);

  struct Callbacks;
  std::unique_ptr<Callbacks> callbacks_;
  sasl_conn* connection_ = nullptr;
  std::string challenge_;
};

}  // namespace authwalk::rehearsal
