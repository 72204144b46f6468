#include <cctype>

#include "live/hostile_server.hpp"
#include "live/tokens.hpp"

namespace authwalk::test {
namespace {

std::string verb_of(const std::string& line) {
  auto verb = line.substr(0, line.find_first_of(" :"));
  for (char& c : verb) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return verb;
}

class Session {
 public:
  Session(Peer& peer, const Manners& manners) : peer_(peer), manners_(manners) {}

  void play() {
    answer("banner", "220 mx.contoso.example ESMTP at your service\r\n");
    for (bool more = true; more;) more = command(peer_.line());
  }

 private:
  bool command(const std::string& line) {
    const auto verb = verb_of(line);
    if (verb == "EHLO") {
      answer(peer_.tls() ? "EHLO in TLS" : "EHLO", offer());
    } else if (verb == "STARTTLS" || verb == "X-ANONYMOUSTLS") {
      if (answer(verb, "220 2.0.0 ready\r\n")) peer_.start_tls(manners_.tls);
    } else if (manners_.tokens && (count_of(line, " GSSAPI") > 0 || count_of(line, " NTLM") > 0)) {
      exchange_tokens(line);
    } else if (verb == "AUTH") {
      authenticate(line);
    } else if (verb == "MAIL" || verb == "RCPT" || verb == "RSET") {
      answer(verb, "250 2.1.0 fine\r\n");
    } else if (verb == "DATA") {
      if (answer(verb, "354 go on\r\n")) message();
    } else if (verb == "QUIT") {
      answer(verb, "221 2.0.0 farewell\r\n");
      return false;
    } else {
      answer("other", "500 5.5.1 what?\r\n");
    }
    return true;
  }

  std::string offer() const {
    auto keywords = peer_.tls() ? manners_.tls_keywords : manners_.keywords;
    if (!peer_.tls() && manners_.tls.identity) keywords.push_back("STARTTLS");
    std::string text = keywords.empty() ? "250 mx.contoso.example\r\n" : "250-mx.contoso.example\r\n";
    for (std::size_t i = 0; i < keywords.size(); ++i)
      text += (i + 1 < keywords.size() ? "250-" : "250 ") + keywords[i] + "\r\n";
    return text;
  }

  /// AUTH LOGIN, with or without an initial response, until something else than 334 was said.
  void authenticate(const std::string& line) {
    const bool user_given = line.find(' ', line.find(' ') + 1) != std::string::npos;
    if (user_given)
      answer("user", "334 UGFzc3dvcmQ6\r\n");
    else
      answer("AUTH", "334 VXNlcm5hbWU6\r\n");
    for (bool user_next = !user_given; peer_.last_sent().starts_with("334"); user_next = false) {
      if (peer_.line() == "*") {
        answer("cancel", "501 5.7.0 cancelled\r\n");
        return;
      }
      if (user_next)
        answer("user", "334 UGFzc3dvcmQ6\r\n");
      else
        answer("password", "235 2.7.0 welcome\r\n");
    }
  }

  void exchange_tokens(const std::string& line) {
    const auto verb = verb_of(line);
    const auto initial = line.find(' ', line.find(' ') + 1);
    const bool waits = initial == std::string::npos;
    if (waits || manners_.at.count(verb) > 0) {
      answer(verb, "334 go on\r\n");
      if (!peer_.last_sent().starts_with("334")) return;
    }
    try {
      manners_.tokens(peer_, waits ? read_token(peer_) : from_base64(line.substr(initial + 1)));
    } catch (const Cancelled&) {
      peer_.send("501 5.7.0 cancelled\r\n");
    }
  }

  void message() {
    while (peer_.line() != ".") {
    }
    answer("message", "250 2.0.0 queued\r\n");
  }

  /// The test's action for this key and time, else the usual answer; true when it was the usual one.
  bool answer(const std::string& key, const std::string& usual) {
    const auto numbered = key + " " + std::to_string(++times_[key]);
    for (const auto& name : {numbered, key}) {
      const auto found = manners_.at.find(name);
      if (found == manners_.at.end()) continue;
      found->second(peer_);
      return false;
    }
    peer_.send(usual);
    return true;
  }

  Peer& peer_;
  const Manners& manners_;
  std::map<std::string, int> times_;
};

}  // namespace

void oblige(Peer& peer, const Manners& manners) {
  Session(peer, manners).play();
}

Action say(std::string bytes) {
  return [bytes](Peer& peer) { peer.send(bytes); };
}

Action say_slowly(std::string bytes, std::chrono::milliseconds between) {
  return [bytes, between](Peer& peer) { peer.drip(bytes, between); };
}

Action say_for_ever(std::string bytes) {
  std::string many;
  while (many.size() < 65536) many += bytes;
  return [many](Peer& peer) {
    for (;;) peer.send(many);
  };
}

Action hang() {
  return [](Peer& peer) { peer.silence(); };
}

Action hang_up() {
  return [](Peer& peer) { peer.close(); };
}

Action reset_connection() {
  return [](Peer& peer) { peer.reset(); };
}

}  // namespace authwalk::test
