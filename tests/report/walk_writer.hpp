// Writes a walk as it happens, for tests that need a Transcript without walking.
#pragma once

#include <authwalk/transcript.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace authwalk::test {

inline Reply reply(int code, std::string enhanced, std::vector<std::string> lines) {
  return {code, std::move(enhanced), std::move(lines)};
}

/// Steps, lines and times together.
class WalkWriter {
 public:
  explicit WalkWriter(Mode mode, std::string smart_host = "relay.contoso.example",
                      std::string address = "192.0.2.25")
      : address_(std::move(address)) {
    t.mode = mode;
    t.connector.Name = "Outbound to Contoso";
    t.connector.SmartHost = std::move(smart_host);
    t.connector.Fqdn = "mail01.corp.example";
    t.walk_id = "5f0c9a2e";
    pass(Step::local, 0.1);
  }

  Transcript t;

  void pass(Step step, double ms, std::optional<Reply> with = std::nullopt) {
    t.at(step) = {StepStatus::pass, ms, std::move(with), ""};
  }
  void skip(std::initializer_list<Step> skipped) {
    for (const Step step : skipped) t.at(step).status = StepStatus::skipped;
  }
  void note(Step step, std::string text) {
    t.at(step).status = StepStatus::note;
    t.at(step).note = std::move(text);
  }
  void fail(Step step, Class cls, Origin origin, std::string detail,
            std::optional<Reply> with = std::nullopt) {
    t.at(step) = {StepStatus::fail, 2.5, with, detail};
    t.outcome = Outcome::fail;
    t.failure = Failure{step, cls, origin, std::move(with), std::move(detail)};
  }
  void event(Step step, std::string text) { add(step, '*', std::move(text)); }
  void say(Step step, std::string text) { add(step, '>', std::move(text)); }
  void hear(Step step, const Reply& with) {
    for (std::size_t i = 0; i < with.lines.size(); ++i) {
      add(step, '<', std::to_string(with.code) + (i + 1 < with.lines.size() ? "-" : " ") + with.lines[i]);
    }
  }
  void exchange(Step step, std::string command, const Reply& with) {
    say(step, std::move(command));
    hear(step, with);
    pass(step, 2.5, with);
  }

  void connect() {
    pass(Step::resolve, 0.6);
    t.addresses = {{address_, "", "walked", ""}};
    t.remote = (address_.find(':') == std::string::npos ? address_ : "[" + address_ + "]") + ":25";
    t.local = "10.0.0.5:40112";
    event(Step::connect, "connected to " + t.remote + " from " + t.local);
    pass(Step::connect, 0.9);
  }
  void greet(
      std::string text =
          "relay.contoso.example Microsoft ESMTP MAIL Service ready at Sat, 21 Nov 2026 12:00:00 +0000") {
    const Reply banner = reply(220, "", {std::move(text)});
    t.banner = banner.text();
    hear(Step::banner, banner);
    pass(Step::banner, 1.9, banner);
  }
  void ehlo(Step step, const std::vector<std::string>& offer) {
    Reply answer = reply(250, "", {"relay.contoso.example Hello [10.0.0.5]"});
    answer.lines.insert(answer.lines.end(), offer.begin(), offer.end());
    exchange(step, "EHLO mail01.corp.example", answer);
    if (step == Step::ehlo) t.offers.plain = offer;
    if (step == Step::ehlo_tls) t.offers.tls = offer;
  }
  void starttls(std::string verb = "STARTTLS") {
    exchange(Step::starttls, std::move(verb), reply(220, "2.0.0", {"2.0.0 SMTP server ready"}));
  }
  void secure(TlsFacts tls) {
    event(Step::tls_handshake, tls.version + " " + tls.cipher + ", certificate " + tls.chain.front().subject);
    pass(Step::tls_handshake, tls.handshake_ms);
    pass(Step::tls_verify, 0.1);
    if (!tls.verified) {
      const CertificateFault& fault = tls.faults.front();
      note(Step::tls_verify, std::string(id(fault.cls)) + ": " + fault.detail + "; not judged here");
    }
    t.tls = std::move(tls);
    inside_ = true;
  }
  void account(std::string user, std::string verb, std::string mechanism, std::vector<std::string> offered) {
    t.auth.user = std::move(user);
    t.auth.verb = std::move(verb);
    t.auth.mechanism = std::move(mechanism);
    t.auth.offered = std::move(offered);
  }
  void login(const Reply& result) {
    account("CONTOSO\\svc", "AUTH", "LOGIN", {"GSSAPI", "NTLM", "LOGIN"});
    t.auth.rounds = 2;
    t.auth.rejected_attempts = result.positive() ? 0 : 1;
    pass(Step::auth_offer, 0.0);
    exchange(Step::auth_start, "AUTH LOGIN", reply(334, "", {"VXNlcm5hbWU6"}));
    exchange(Step::auth_challenge, "[user 11 bytes]", reply(334, "", {"UGFzc3dvcmQ6"}));
    say(Step::auth_result, "[password]");
    hear(Step::auth_result, result);
    pass(Step::auth_result, 5.2, result);
  }
  void mail() {
    exchange(Step::mail_from, "MAIL FROM:<>", reply(250, "2.1.0", {"2.1.0 Sender OK"}));
    t.transactions = {{"", reply(250, "2.1.0", {"2.1.0 Sender OK"}), {}, std::nullopt}};
    t.proved.push_back("sender");
  }
  void rcpt() {
    const Reply accepted = reply(250, "2.1.5", {"2.1.5 Recipient OK"});
    exchange(Step::rcpt_to, "RCPT TO:<postmaster@fabrikam.example>", accepted);
    t.transactions.back().recipients = {{"postmaster@fabrikam.example", accepted}};
    t.proved.push_back("relay");
  }
  void quit() {
    exchange(Step::quit, "QUIT", reply(221, "2.0.0", {"2.0.0 Service closing transmission channel"}));
  }

  void end(Outcome outcome, std::vector<std::string> not_proved = {"relay", "send-as"}) {
    t.outcome = outcome;
    t.not_proved = std::move(not_proved);
    t.total_ms = clock_;
  }
  void in_clear_again() { inside_ = false; }

 private:
  void add(Step step, char who, std::string text) {
    clock_ += 1.3;
    t.lines.push_back({clock_, who, step, inside_, std::move(text)});
  }

  std::string address_;
  double clock_ = 0;
  bool inside_ = false;
};

}  // namespace authwalk::test
