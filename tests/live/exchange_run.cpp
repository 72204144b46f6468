#include "live/exchange_run.hpp"

#include <doctest/doctest.h>

#include <boost/json/array.hpp>
#include <sstream>
#include <stdexcept>

#include "live/tokens.hpp"

namespace authwalk::test {

Walked walk_exchange(const Words& words, const std::vector<std::string>& env) {
  Walked walked{run_authwalk(words + Words{"-m", "ExchangeServer", "--format", "json"}, {.env = env}), {}};
  INFO(walked.run.describe());
  CHECK(walked.run.seconds < deadline + slack);
  walked.walk = walk_of(walked.run.json, "ExchangeServer");
  return walked;
}

Walked walk_exchange(std::uint16_t port, const Words& more, const std::vector<std::string>& env) {
  return walk_exchange(walk_words(port, "", more), env);
}

ProgramRun exchange_in_text(std::uint16_t port, const Words& more, const std::vector<std::string>& env) {
  return run_authwalk(walk_words(port, "ExchangeServer", more) + Words{"-v"}, {.env = env});
}

Words walk_words_to(const std::string& host, std::uint16_t port, const Words& more) {
  return Words{"walk",       host + ":" + std::to_string(port),
               "--resolve",  host + ":127.0.0.1",
               "--ca-file",  ca_file(),
               "--fqdn",     "mail01.contoso.example",
               "--timeout",  "4",
               "--deadline", "20"} +
         more;
}

Words with_ticket() {
  return {"--ccache", Kdc::instance().ticket_cache()};
}

Manners exchange(std::function<void(Peer&, const std::string&)> tokens, const std::string& mechanisms) {
  return Manners{.tls = {.identity = &certificate("good")},
                 .keywords = {"X-ANONYMOUSTLS", "X-EXPS " + mechanisms, "SIZE 37748736"},
                 .tls_keywords = {"X-EXPS " + mechanisms, "SIZE 37748736"},
                 .tokens = std::move(tokens)};
}

std::function<void(Peer&, const std::string&)> play_gssapi(GssAcceptor& acceptor, GssScript script) {
  return [&acceptor, script](Peer& peer, const std::string& first) {
    acceptor.start_over();
    try {
      for (auto token = first; !acceptor.established();) {
        const auto answer = acceptor.accept(token);
        if (acceptor.established() && answer.empty()) break;
        send_token(peer, answer);
        token = read_token(peer);
      }
      if (!script.omit_layer) {
        send_token(peer, acceptor.wrap(script.offer));
        const auto chosen = acceptor.unwrap(read_token(peer));
        if (script.layer_answer) *script.layer_answer = chosen;
      }
      peer.send(script.verdict);
    } catch (const std::runtime_error&) {
      peer.send("535 5.7.3 Authentication unsuccessful\r\n");
    }
  };
}

std::string token_in(std::string_view text, const std::string& received) {
  constexpr std::size_t piece = 24;
  std::istringstream words(received);
  int tokens = 0;
  for (std::string word; words >> word;) {
    if (word.size() < 2 * piece || word.find_first_of(":<>@.[]") != std::string::npos) continue;
    ++tokens;
    for (std::size_t at = 0; at + piece <= word.size(); at += piece)
      if (text.find(word.substr(at, piece)) != std::string_view::npos) return word.substr(at, piece);
  }
  if (tokens == 0) throw std::runtime_error("the server received no token at all");
  return {};
}

void check_no_token(const ProgramRun& run, const std::string& received) {
  CHECK(token_in(run.out, received) == "");
  CHECK(token_in(run.err, received) == "");
}

std::string diagnosis_of(const boost::json::object& walk) {
  std::string all;
  for (const auto& finding : walk.at("diagnosis").as_array())
    for (const auto* key : {"cause", "fix", "command"})
      if (const auto text = text_at(finding.as_object(), key); text != "null") all += text + "\n";
  return all;
}

}  // namespace authwalk::test
