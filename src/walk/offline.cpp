// `--offline`: the same walk over a channel that plays an obliging smart host, so that what is printed is
// what would be sent.
#include <fmt/format.h>

#include <authwalk/mechanism.hpp>
#include <authwalk/walk.hpp>
#include <cstring>
#include <deque>

#include "model/lookup.hpp"

namespace authwalk {
namespace {

class ObligingServer : public Channel {
 public:
  std::vector<Address> resolve(const std::string& smart_host) override { return {{smart_host, ""}}; }

  Endpoints connect(const Address& address, std::uint16_t port) override {
    answer_ = "220 smart.host ESMTP\r\n";
    return {"this host", fmt::format("{}:{}", address.ip, port)};
  }

  TlsFacts secure(const TlsDemand& demand) override {
    TlsFacts facts;
    facts.verb = demand.verb;
    facts.version = "TLS";
    facts.cipher = "with the best cipher in common";
    facts.sni = demand.sni;
    facts.established = facts.verified = true;
    return facts;
  }

  void send(std::string_view bytes) override {
    if (in_data_) {
      in_data_ = false;
      answer_ += "250 2.0.0 Ok\r\n";
    } else {
      answer_ += reply_to(bytes);
    }
  }

  std::size_t receive(std::span<char> into) override {
    const std::size_t count = std::min(into.size(), answer_.size());
    if (count == 0) throw ChannelError{Class::closed, "nothing more to say", std::nullopt};
    std::memcpy(into.data(), answer_.data(), count);
    answer_.erase(0, count);
    return count;
  }

  std::size_t receive_waiting(std::span<char>) override { return 0; }
  void close() noexcept override {}
  void start_step(std::chrono::milliseconds) override {}
  void offload(std::function<void()> blocking) override { blocking(); }
  double elapsed_ms() const override { return 0; }

 private:
  static std::string every_mechanism() {
    std::string names;
    for (const auto& mechanism : mechanisms()) names.append(" ").append(mechanism.name);
    return names;
  }

  std::string reply_to(std::string_view line) {
    const auto is = [&](std::string_view verb) {
      return line.size() >= verb.size() && same_name(line.substr(0, verb.size()), verb);
    };
    if (is("EHLO"))
      return "250-smart.host\r\n250-SIZE\r\n250-STARTTLS\r\n250-X-ANONYMOUSTLS\r\n250-X-EXPS GSSAPI NTLM\r\n"
             "250 AUTH" +
             every_mechanism() + "\r\n";
    if (is("STARTTLS") || is("X-ANONYMOUSTLS")) return "220 2.0.0 Ready\r\n";
    if (!challenges_.empty()) {
      const std::string challenge = challenges_.front();
      challenges_.pop_front();
      return challenge;
    }
    if (is("AUTH LOGIN")) {
      challenges_ = {"334 UGFzc3dvcmQ6\r\n", "235 2.7.0 Ok\r\n"};
      return "334 VXNlcm5hbWU6\r\n";
    }
    if (is("AUTH GSSAPI") || is("X-EXPS GSSAPI")) {
      challenges_ = {"334 \r\n", "334 \r\n", "235 2.7.0 Ok\r\n"};
      return "334 \r\n";
    }
    if (is("AUTH NTLM") || is("X-EXPS NTLM")) {
      challenges_ = {"235 2.7.0 Ok\r\n"};
      return "334 \r\n";
    }
    if (is("AUTH ")) return "235 2.7.0 Ok\r\n";
    if (is("QUIT")) return "221 2.0.0 Bye\r\n";
    if (is("DATA")) {
      in_data_ = true;
      return "354 Go ahead\r\n";
    }
    return "250 2.0.0 Ok\r\n";
  }

  std::string answer_;
  std::deque<std::string> challenges_;  // what the following lines of an exchange are answered with
  bool in_data_ = false;
};

}  // namespace

Transcript rehearse_offline(const WalkPlan& plan) {
  ObligingServer server;
  WalkPlan planned = plan;
  planned.offline = true;
  return walk(planned, server);
}

}  // namespace authwalk
