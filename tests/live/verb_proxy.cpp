#include "live/verb_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cctype>
#include <stdexcept>

namespace authwalk::test {
namespace {

/// The connection to the server behind.
class BackEnd {
 public:
  explicit BackEnd(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("verb proxy: nobody listens on port " + std::to_string(port));
  }
  ~BackEnd() { ::close(fd_); }
  BackEnd(const BackEnd&) = delete;
  BackEnd& operator=(const BackEnd&) = delete;

  void send(const std::string& line) {
    const auto bytes = line + "\r\n";
    if (::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
      throw std::runtime_error("verb proxy: the server behind is gone");
  }

  /// The lines of the next reply, without CRLF.
  std::vector<std::string> reply() {
    std::vector<std::string> lines;
    do lines.push_back(line());
    while (lines.back().size() > 3 && lines.back()[3] == '-');
    return lines;
  }

 private:
  std::string line() {
    for (;;) {
      if (const auto end = unread_.find("\r\n"); end != std::string::npos) {
        auto text = unread_.substr(0, end);
        unread_.erase(0, end + 2);
        return text;
      }
      char buffer[4096];
      pollfd ready{fd_, POLLIN, 0};
      const bool silent = ::poll(&ready, 1, 10000) == 0;
      const auto count = silent ? 0 : ::recv(fd_, buffer, sizeof buffer, 0);
      if (count <= 0) throw std::runtime_error("verb proxy: the server behind is silent or gone");
      unread_.append(buffer, static_cast<std::size_t>(count));
    }
  }

  int fd_;
  std::string unread_;
};

bool begins_with(std::string_view text, std::string_view word) {
  return count_of(text.substr(0, word.size()), word) == 1;
}

/// The offer of the server behind as an Exchange would make it.
std::vector<std::string> exchange_offer(const std::vector<std::string>& offer, const VerbProxy& proxy,
                                        bool inside_tls) {
  std::vector<std::string> keywords;
  for (const auto& line : offer) {
    const auto keyword = line.substr(4);
    if (begins_with(keyword, "STARTTLS")) continue;
    keywords.push_back(begins_with(keyword, "AUTH ") ? "X-EXPS" + keyword.substr(4) : keyword);
  }
  if (proxy.tls.identity && !inside_tls)
    keywords.push_back(proxy.anonymous_tls ? "X-ANONYMOUSTLS" : "STARTTLS");
  for (std::size_t i = 0; i < keywords.size(); ++i)
    keywords[i].insert(0, i + 1 < keywords.size() ? "250-" : "250 ");
  return keywords;
}

void pass_on(Peer& client, const std::vector<std::string>& lines) {
  std::string all;
  for (const auto& line : lines) all += line + "\r\n";
  client.send(all);
}

void serve(Peer& client, const VerbProxy& proxy) {
  BackEnd server(proxy.back_end);
  pass_on(client, server.reply());
  for (bool in_auth = false;;) {
    const auto line = client.line();
    const bool asks_for_tls =
        proxy.tls.identity && !client.tls() && line == (proxy.anonymous_tls ? "X-ANONYMOUSTLS" : "STARTTLS");
    if (asks_for_tls) {
      client.send("220 2.0.0 SMTP server ready\r\n");
      client.start_tls(proxy.tls);
      continue;
    }
    if (!in_auth && begins_with(line, "AUTH")) {
      client.send("504 5.7.4 Unrecognized authentication type\r\n");
      continue;
    }
    const bool x_exps = !in_auth && begins_with(line, "X-EXPS ");
    server.send(x_exps ? "AUTH" + line.substr(6) : line);
    const auto reply = server.reply();
    in_auth = reply.back().starts_with("334");
    pass_on(client,
            begins_with(line, "EHLO ") ? exchange_offer(reply, proxy, client.tls() != nullptr) : reply);
    if (reply.back().starts_with("221")) return;
  }
}

}  // namespace

Action rename_auth_to_x_exps(VerbProxy proxy) {
  return [proxy](Peer& client) { serve(client, proxy); };
}

}  // namespace authwalk::test
