// A Channel that plays a literal script: what the client must say, what the server answers.
#pragma once

#include <authwalk/channel.hpp>
#include <authwalk/walk.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk::test {

/// The password of every script.
inline constexpr std::string_view script_password = "Canary-7Zq!pass";

/// One exchange of a script: a line of ours (none for the banner), then the server's reply or a TLS
/// handshake.
struct Exchange {
  Step step = Step::local;
  std::optional<std::string> client;  ///< without CRLF, placeholders already filled in
  std::string server;                 ///< reply bytes; for a handshake: what the certificate is like
  bool handshake = false;
  int script_line = 0;
};

/// A file of tests/scripts.
///   mode BasicAuth / user svc / from a@b / to c@d / deliver / allow-cleartext / require-tls / ...   the plan
///   [banner]                the step that the following lines belong to
///   C: EHLO {fqdn}          we must send exactly this; {user} and {password} stand for their base64
///   S: 250 ok               the server answers; several lines make one reply
///   T: verified             a TLS handshake; or: self-signed, name-mismatch, expired ...
///   expect pass             how the walk must end; or: expect fail auth-result bad-credentials
struct Script {
  std::string name;
  WalkPlan plan;
  std::vector<Exchange> exchanges;
  Outcome outcome = Outcome::pass;
  std::optional<Step> step;
  std::optional<Class> cls;
};

Script read_script(const std::string& path);

/// All scripts of tests/scripts, sorted by name.
std::vector<Script> all_scripts();

/// What is done to one exchange instead of what the script says.
enum class Sabotage {
  none,
  refuse,              ///< 550 5.7.1
  refuse_temporarily,  ///< 451 4.7.1
  hang_up,
  reset,
  stay_silent,
  talk_nonsense,  ///< a line that is no reply
  change_code,    ///< a reply whose two lines carry different codes
};

class ScriptedChannel : public Channel {
 public:
  explicit ScriptedChannel(const Script& script, int sabotaged = -1, Sabotage how = Sabotage::none)
      : script_(script), sabotaged_(sabotaged), how_(how) {}

  std::vector<Address> resolve(const std::string&) override { return {{"192.0.2.7", ""}}; }
  Endpoints connect(const Address& address, std::uint16_t port) override;
  TlsFacts secure(const TlsDemand& demand) override;
  void send(std::string_view bytes) override;
  std::size_t receive(std::span<char> into) override;
  std::size_t receive_waiting(std::span<char> into) override;
  void close() noexcept override {}
  void start_step(std::chrono::milliseconds) override {}
  void offload(std::function<void()> blocking) override { blocking(); }
  double elapsed_ms() const override { return 0; }

  /// Everything in the script has been played, and everything we said was in it.
  bool played_to_the_end() const { return next_ == script_.exchanges.size() && complaint_.empty(); }
  /// The first thing that was not in the script; empty when there was none.
  const std::string& complaint() const { return complaint_; }
  int connections() const { return connections_; }
  /// Deliver the server's bytes one at a time.
  void cut_into_bytes() { one_byte_ = true; }

 private:
  void answer(const Exchange& exchange);
  void answer_after_sabotage(std::string_view line);

  const Script& script_;
  int sabotaged_;
  Sabotage how_;
  std::size_t next_ = 0;
  std::string incoming_;
  std::string outgoing_;
  std::string complaint_;
  std::optional<ChannelError> broken_;
  bool off_script_ = false;
  bool in_message_ = false;
  bool one_byte_ = false;
  int connections_ = 0;
};

}  // namespace authwalk::test
