// Literal dialogues: what is said, in which order, and how the walk ends.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>

#include "walk/scripted_channel.hpp"

namespace authwalk::test {
namespace {

TEST_SUITE_BEGIN("walk");

TEST_CASE("every script is played to its end and ends as it says") {
  for (const Script& script : all_scripts()) {
    CAPTURE(script.name);
    ScriptedChannel channel(script);
    const Transcript transcript = walk(script.plan, channel);
    CHECK_MESSAGE(channel.played_to_the_end(), channel.complaint());
    CHECK(id(transcript.outcome) == id(script.outcome));
    CHECK(transcript.failure.has_value() == script.cls.has_value());
    if (script.step && transcript.failure) CHECK(id(transcript.failure->step) == id(*script.step));
    if (script.cls && transcript.failure) CHECK(id(transcript.failure->cls) == id(*script.cls));
    if (transcript.outcome == Outcome::pass) CHECK_FALSE(transcript.failure);
  }
}

TEST_CASE("replies that arrive byte by byte give the same walk") {
  for (const Script& script : all_scripts()) {
    CAPTURE(script.name);
    ScriptedChannel channel(script);
    channel.cut_into_bytes();
    const Transcript transcript = walk(script.plan, channel);
    CHECK_MESSAGE(channel.played_to_the_end(), channel.complaint());
    CHECK(id(transcript.outcome) == id(script.outcome));
  }
}

TEST_CASE("no script leaves the password in its transcript") {
  const std::string secret(script_password);
  for (const Script& script : all_scripts()) {
    CAPTURE(script.name);
    ScriptedChannel channel(script);
    for (const Line& line : walk(script.plan, channel).lines) {
      CHECK(line.text.find(secret) == std::string::npos);
      CHECK(line.text.find("Q2FuYXJ5LTda") == std::string::npos);  // base64 of its beginning
    }
  }
}

// Where a sabotaged exchange must show: its own step, except that a refusal in the 334 rounds is the server's
// verdict on the credential.
Step expected_step(const Exchange& exchange, Sabotage how) {
  const bool refusal = how == Sabotage::refuse || how == Sabotage::refuse_temporarily;
  if (refusal && exchange.step == Step::auth_challenge) return Step::auth_result;
  return exchange.step;
}

Class expected_class(Sabotage how) {
  switch (how) {
    case Sabotage::refuse_temporarily:
      return Class::rejected_temporarily;
    case Sabotage::hang_up:
      return Class::closed;
    case Sabotage::reset:
      return Class::reset;
    case Sabotage::stay_silent:
      return Class::timeout;
    case Sabotage::talk_nonsense:
    case Sabotage::change_code:
      return Class::protocol_violation;
    default:
      return Class::rejected;
  }
}

TEST_CASE("each good script, broken at each line, names the step that broke") {
  constexpr std::array ways{Sabotage::refuse,     Sabotage::refuse_temporarily, Sabotage::hang_up,
                            Sabotage::reset,      Sabotage::stay_silent,        Sabotage::talk_nonsense,
                            Sabotage::change_code};
  int broken = 0;
  for (const Script& script : all_scripts()) {
    if (script.outcome != Outcome::pass) continue;
    // Both have broken already, and go on; what breaks then is told of the first.
    if (script.name == "none-tls-breaks" || script.name == "none-firewall-masks-ehlo") continue;
    for (std::size_t i = 0; i < script.exchanges.size(); ++i) {
      const Exchange& exchange = script.exchanges[i];
      for (const Sabotage how : ways) {
        CAPTURE(script.name);
        CAPTURE(exchange.script_line);
        CAPTURE(static_cast<int>(how));
        ScriptedChannel channel(script, static_cast<int>(i), how);
        const Transcript transcript = walk(script.plan, channel);
        ++broken;
        if (exchange.step == Step::quit) {
          CHECK(id(transcript.outcome) == "pass");
          CHECK(id(transcript.at(Step::quit).status) == "note");
          continue;
        }
        CHECK(id(transcript.outcome) == "fail");
        REQUIRE(transcript.failure);
        CHECK(id(transcript.failure->step) == id(expected_step(exchange, how)));
        CHECK(id(transcript.at(transcript.failure->step).status) == "fail");
        // A refusal has the class of its step (refusals.cpp has its own test); the rest is the same
        // everywhere.
        if (how != Sabotage::refuse && !exchange.handshake) {
          CHECK(id(transcript.failure->cls) == id(expected_class(how)));
        }
      }
    }
  }
  CHECK(broken > 250);
}

// Also when it was cut short: a report must not call the same thing proved and refused.
TEST_CASE("no script is said to prove what it was refused") {
  const auto proves = [](const Transcript& t, std::string_view claim) {
    return std::find(t.proved.begin(), t.proved.end(), claim) != t.proved.end();
  };
  int refused = 0;
  const auto check = [&](const Transcript& t) {
    if (!t.failure || t.failure->step < Step::mail_from) return;
    ++refused;
    CHECK_FALSE(proves(t, "send-as"));
    if (t.failure->step == Step::mail_from) CHECK_FALSE(proves(t, "sender"));
    if (t.failure->step > Step::mail_from) CHECK_FALSE(proves(t, "relay"));
  };
  for (const Script& script : all_scripts()) {
    CAPTURE(script.name);
    ScriptedChannel whole(script);
    check(walk(script.plan, whole));
    for (std::size_t i = 0; i < script.exchanges.size(); ++i) {
      CAPTURE(script.exchanges[i].script_line);
      ScriptedChannel broken(script, static_cast<int>(i), Sabotage::refuse);
      check(walk(script.plan, broken));
    }
  }
  CHECK(refused > 20);
}

TEST_CASE("the first attempt stays visible when opportunistic TLS breaks") {
  const Script script = read_script(AUTHWALK_SOURCE_DIR "/tests/scripts/basic-tls-breaks.txt");
  ScriptedChannel channel(script);
  const Transcript transcript = walk(script.plan, channel);
  CHECK(channel.connections() == 2);
  REQUIRE(transcript.retry);
  CHECK(id(transcript.retry->why.step) == "tls-handshake");
  CHECK(id(transcript.retry->why.cls) == "closed");
  CHECK(id(transcript.at(Step::tls_handshake).status) == "note");
  CHECK(transcript.at(Step::tls_handshake).note.find("first attempt: closed") != std::string::npos);
  CHECK_FALSE(transcript.tls);
  CHECK(transcript.retry->tls);
}

TEST_CASE("a password that is sent without an answer may be a bad logon") {
  const Script script = read_script(AUTHWALK_SOURCE_DIR "/tests/scripts/basic-in-clear-allowed.txt");
  for (std::size_t i = 0; i < script.exchanges.size(); ++i) {
    ScriptedChannel channel(script, static_cast<int>(i), Sabotage::hang_up);
    const Transcript transcript = walk(script.plan, channel);
    CHECK(transcript.auth.unanswered_attempt == (script.exchanges[i].step == Step::auth_result));
    CHECK(transcript.auth.rejected_attempts == 0);
  }
}

TEST_CASE("a refused password is one rejected attempt, and a temporary failure gives none back") {
  const Script script = read_script(AUTHWALK_SOURCE_DIR "/tests/scripts/basic-in-clear-allowed.txt");
  for (std::size_t i = 0; i < script.exchanges.size(); ++i) {
    if (script.exchanges[i].step != Step::auth_result) continue;
    ScriptedChannel refusing(script, static_cast<int>(i), Sabotage::refuse);
    CHECK(walk(script.plan, refusing).auth.rejected_attempts == 1);
    ScriptedChannel busy(script, static_cast<int>(i), Sabotage::refuse_temporarily);
    const Transcript transcript = walk(script.plan, busy);
    CHECK(transcript.auth.rejected_attempts == 0);
    CHECK(transcript.auth.unanswered_attempt);
  }
}

TEST_CASE("settings that contradict each other end the walk before anything is sent") {
  Script script;
  script.plan.mode = Mode::BasicAuthRequireTLS;
  script.plan.connector.SmartHost = "mx.contoso.example";
  script.plan.connector.RequireTLS = script.plan.connector.IgnoreSTARTTLS = true;
  ScriptedChannel channel(script);
  const Transcript transcript = walk(script.plan, channel);
  CHECK(channel.connections() == 0);
  REQUIRE(transcript.failure);
  CHECK(id(transcript.failure->step) == "local");
  CHECK(id(transcript.failure->cls) == "definition-invalid");
}

TEST_CASE("offline, the walk of every mode says what it would send") {
  for (const ModeRow& mode : modes()) {
    WalkPlan plan;
    plan.mode = mode.mode;
    plan.connector.SmartHost = "mx.contoso.example";
    plan.connector.Fqdn = "mail01.fabrikam.example";
    auto credential = std::make_shared<Credential>();
    credential->user = "svc";
    credential->password = Secret::copy_of(script_password);
    plan.credential = credential;
    std::string sent;
    for (const Line& line : rehearse_offline(plan).lines) {
      if (line.who == '>') sent += line.text + "|";
    }
    CAPTURE(sent);
    CHECK(sent.starts_with("EHLO mail01.fabrikam.example|"));
    CHECK(sent.ends_with("QUIT|"));
    const bool basic = mode.auth == AuthUse::login;
    CHECK((sent.find("AUTH LOGIN|[user 3 bytes]|[password]|MAIL FROM:<>") != std::string::npos) == basic);
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace authwalk::test
