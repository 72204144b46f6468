#include "walk/scripted_channel.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "sasl/base64.hpp"

namespace authwalk::test {
namespace {

constexpr std::pair<std::string_view, std::size_t> planned_tokens[] = {
    {"{ticket}", 1200}, {"{no layer}", 60}, {"{ntlm 1}", 40}, {"{ntlm 3}", 400}};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

std::string fill_in(std::string text, const Script& script) {
  replace_all(text, "{fqdn}", script.plan.connector.Fqdn);
  // The tokens of a walk that only plans them are zeros (planned_tokens.cpp).
  for (const auto& [name, size] : planned_tokens)
    replace_all(text, name, base64_encode(std::string(size, '\0')).view());
  if (script.plan.credential) {
    replace_all(text, "{user}", base64_encode(script.plan.credential->login_name()).view());
    replace_all(text, "{password}", base64_encode(script_password).view());
  }
  return text;
}

void read_setting(Script& script, const std::string& word, const std::string& value) {
  WalkPlan& plan = script.plan;
  if (word == "mode") {
    plan.mode = find_mode(value).value();
  } else if (word == "user") {
    auto credential = std::make_shared<Credential>();
    credential->user = value;
    credential->password = Secret::copy_of(script_password);
    plan.credential = credential;
  } else if (word == "from") {
    if (plan.envelope.from == std::vector<std::string>{""}) plan.envelope.from.clear();
    plan.envelope.from.push_back(value == "<>" ? "" : value);
  } else if (word == "to") {
    plan.envelope.to.push_back(value);
  } else if (word == "deliver") {
    plan.envelope.deliver = true;
  } else if (word == "allow-cleartext") {
    plan.allow_cleartext = true;
  } else if (word == "account-closed") {
    plan.account_closed = true;
  } else if (word == "require-tls") {
    plan.connector.RequireTLS = true;
  } else if (word == "ignore-starttls") {
    plan.connector.IgnoreSTARTTLS = true;
  } else if (word == "force-helo") {
    plan.connector.ForceHELO = true;
  } else if (word == "max-message-size") {
    plan.connector.MaxMessageSize = std::stoull(value);
  } else if (word == "tls-auth-level") {
    plan.connector.TlsAuthLevel = find_tls_auth_level(value).value();
  } else if (word == "quit-after") {
    plan.quit_after = find_step(value).value();
  } else if (word == "planned-tokens") {
    plan.offline = true;
  } else if (word == "ccache") {
    plan.kerberos.ccache = value;
  } else if (word == "mechanism") {
    plan.mechanism = value;
  } else {
    throw std::runtime_error(script.name + ": unknown setting " + word);
  }
}

void read_expectation(Script& script, std::istringstream& words) {
  std::string outcome, step, cls;
  words >> outcome >> step >> cls;
  for (Outcome o : {Outcome::pass, Outcome::fail, Outcome::inconclusive, Outcome::not_tested}) {
    if (id(o) == outcome) script.outcome = o;
  }
  if (!step.empty()) script.step = find_step(step).value();
  if (!cls.empty()) script.cls = find_class(cls).value();
}

}  // namespace

Script read_script(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  Script script;
  script.name = std::filesystem::path(path).stem();
  script.plan.connector.SmartHost = "mx.contoso.example";
  script.plan.connector.Fqdn = "mail01.fabrikam.example";
  script.plan.walk_id = "0123456789abcdef";
  Step step = Step::local;
  std::optional<std::string> client;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.empty() || line[0] == '#') continue;
    if (line[0] == '[') {
      step = find_step(line.substr(1, line.size() - 2)).value();
    } else if (line.starts_with("C:")) {
      client = fill_in(line.size() > 3 ? line.substr(3) : "", script);
    } else if (line.starts_with("S: ")) {
      Exchange* last = script.exchanges.empty() ? nullptr : &script.exchanges.back();
      const bool continues = last != nullptr && !client && !last->handshake && last->step == step &&
                             last->script_line == number - 1;
      if (continues) {
        last->server += line.substr(3) + "\r\n";
        last->script_line = number;
      } else {
        script.exchanges.push_back({step, client, line.substr(3) + "\r\n", false, number});
        client.reset();
      }
    } else if (line.starts_with("T: ")) {
      script.exchanges.push_back({step, std::nullopt, line.substr(3), true, number});
    } else {
      std::istringstream words(line);
      std::string word, value;
      words >> word;
      if (word == "expect") {
        read_expectation(script, words);
      } else {
        words >> value;
        read_setting(script, word, value);
      }
    }
  }
  return script;
}

std::vector<Script> all_scripts() {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(AUTHWALK_SOURCE_DIR "/tests/scripts")) {
    paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  std::vector<Script> scripts;
  for (const std::string& path : paths) scripts.push_back(read_script(path));
  return scripts;
}

Endpoints ScriptedChannel::connect(const Address& address, std::uint16_t port) {
  ++connections_;
  incoming_.clear();
  broken_.reset();
  if (connections_ == 1 || off_script_) {
    if (off_script_)
      incoming_ = "220 second connection\r\n";
    else
      answer(script_.exchanges.at(next_++));
  } else if (next_ < script_.exchanges.size() && script_.exchanges[next_].step == Step::banner) {
    answer(script_.exchanges[next_++]);
  }
  return {"198.51.100.5:40000", address.ip + ":" + std::to_string(port)};
}

TlsFacts ScriptedChannel::secure(const TlsDemand& demand) {
  const Exchange& exchange = script_.exchanges.at(next_);
  if (!exchange.handshake) {
    complaint_ = "a TLS handshake where the script has none";
    throw ChannelError{Class::tls_failed, complaint_, std::nullopt};
  }
  const bool sabotage = static_cast<int>(next_) == sabotaged_;
  ++next_;
  TlsFacts facts;
  facts.verb = demand.verb;
  facts.sni = demand.sni;
  if (sabotage) {
    off_script_ = true;
    switch (how_) {
      case Sabotage::hang_up:
        throw ChannelError{Class::closed, "closed in the handshake", facts};
      case Sabotage::reset:
        throw ChannelError{Class::reset, "reset in the handshake", facts};
      case Sabotage::stay_silent:
        throw ChannelError{Class::timeout, "silence in the handshake", facts};
      case Sabotage::talk_nonsense:
        throw ChannelError{Class::not_tls, "clear text in the handshake", facts};
      default:
        throw ChannelError{Class::tls_failed, "the handshake failed", facts};
    }
  }
  if (exchange.server.starts_with("broken")) {
    const std::string cls = exchange.server.substr(exchange.server.find(' ') + 1);
    throw ChannelError{find_class(cls).value(), "the script breaks TLS here", facts};
  }
  facts.version = "TLSv1.3";
  facts.cipher = "TLS_AES_256_GCM_SHA384";
  facts.established = true;
  if (exchange.server == "verified") {
    facts.verified = true;
  } else {
    facts.faults.push_back({find_class("cert-" + exchange.server).value(), 0, "the script says so"});
  }
  return facts;
}

void ScriptedChannel::send(std::string_view bytes) {
  outgoing_ += bytes;
  if (in_message_) {
    if (!outgoing_.ends_with("\r\n.\r\n")) return;
    in_message_ = false;
    outgoing_ = "{message}\r\n";
  }
  for (std::size_t end = outgoing_.find("\r\n"); end != std::string::npos; end = outgoing_.find("\r\n")) {
    std::string line = outgoing_.substr(0, end);
    outgoing_.erase(0, end + 2);
    if (off_script_) {
      answer_after_sabotage(line);
      continue;
    }
    // The size depends on the date, so scripts leave it open.
    if (const auto size = line.find(" SIZE="); size != std::string::npos) line.resize(size);
    if (next_ >= script_.exchanges.size() || script_.exchanges[next_].client != line) {
      if (complaint_.empty()) complaint_ = "not in the script: " + line;
      incoming_ += "503 5.5.1 not in the script\r\n";
      continue;
    }
    if (line == "DATA") in_message_ = true;
    answer(script_.exchanges[next_++]);
  }
}

void ScriptedChannel::answer(const Exchange& exchange) {
  const bool sabotage = &exchange == &script_.exchanges[static_cast<std::size_t>(std::max(sabotaged_, 0))] &&
                        sabotaged_ >= 0 && how_ != Sabotage::none;
  if (!sabotage) {
    incoming_ += exchange.server;
    return;
  }
  off_script_ = true;
  in_message_ = false;
  switch (how_) {
    case Sabotage::refuse:
      incoming_ += "550 5.7.1 sabotage\r\n";
      break;
    case Sabotage::refuse_temporarily:
      incoming_ += "451 4.7.1 sabotage\r\n";
      break;
    case Sabotage::hang_up:
      broken_ = ChannelError{Class::closed, "the server closed the connection", std::nullopt};
      break;
    case Sabotage::reset:
      broken_ = ChannelError{Class::reset, "the connection was reset", std::nullopt};
      break;
    case Sabotage::stay_silent:
      broken_ = ChannelError{Class::timeout, "silence", std::nullopt};
      break;
    case Sabotage::talk_nonsense:
      incoming_ += "SSH-2.0-OpenSSH_9.2\r\n";
      break;
    case Sabotage::change_code:
      incoming_ += "250-one\r\n550 other\r\n";
      break;
    case Sabotage::none:
      break;
  }
}

void ScriptedChannel::answer_after_sabotage(std::string_view line) {
  if (line == "QUIT")
    incoming_ += "221 2.0.0 Bye\r\n";
  else if (line == "*")
    incoming_ += "501 5.7.0 Authentication aborted\r\n";
  else
    incoming_ += "503 5.5.1 the script is over\r\n";
}

std::size_t ScriptedChannel::receive(std::span<char> into) {
  if (incoming_.empty()) {
    throw broken_.value_or(ChannelError{Class::closed, "the script has nothing more to say", std::nullopt});
  }
  const std::size_t count = one_byte_ ? 1 : std::min(into.size(), incoming_.size());
  std::memcpy(into.data(), incoming_.data(), count);
  incoming_.erase(0, count);
  return count;
}

std::size_t ScriptedChannel::receive_waiting(std::span<char> into) {
  if (incoming_.empty()) return 0;
  return receive(into);
}

}  // namespace authwalk::test
