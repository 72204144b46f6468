#include "live/dns_stub.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cctype>
#include <cstring>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

namespace authwalk::test {
namespace {

constexpr int type_a = 1, type_mx = 15, type_aaaa = 28;
constexpr int servfail = 2, nxdomain = 3;

void put16(std::string& bytes, int value) {
  bytes += static_cast<char>(value >> 8 & 0xFF);
  bytes += static_cast<char>(value & 0xFF);
}

std::string encoded(const std::string& name) {
  std::string bytes;
  for (std::size_t at = 0; at < name.size();) {
    const auto dot = std::min(name.find('.', at), name.size());
    bytes += static_cast<char>(dot - at);
    bytes += name.substr(at, dot - at);
    at = dot + 1;
  }
  return bytes + '\0';
}

struct Question {
  std::string name;
  int type = 0;
  std::size_t end = 0;  // of the question section (RFC 1035 section 4.1.2)
};

std::optional<Question> read_question(const std::string& query) {
  Question question;
  std::size_t at = 12;
  while (at < query.size() && query[at] != 0) {
    const auto size = static_cast<unsigned char>(query[at]);
    if (size > 63 || at + size + 1 >= query.size()) return {};
    if (!question.name.empty()) question.name += '.';
    for (std::size_t i = 1; i <= size; ++i)
      question.name += static_cast<char>(std::tolower(static_cast<unsigned char>(query[at + i])));
    at += size + 1;
  }
  if (at + 5 > query.size()) return {};
  question.type = static_cast<unsigned char>(query[at + 1]) << 8 | static_cast<unsigned char>(query[at + 2]);
  question.end = at + 5;
  return question;
}

std::string type_name(int type) {
  return type == type_a ? "A" : type == type_aaaa ? "AAAA" : type == type_mx ? "MX" : std::to_string(type);
}

std::string record_data(int type, const std::string& value) {
  char bytes[16];
  if (type == type_mx) {
    const auto blank = value.find(' ');
    std::string data;
    put16(data, std::stoi(value.substr(0, blank)));
    return data + encoded(value.substr(blank + 1));
  }
  if (::inet_pton(type == type_a ? AF_INET : AF_INET6, value.c_str(), bytes) != 1)
    throw std::runtime_error("DNS stub: no address: " + value);
  return {bytes, type == type_a ? 4u : 16u};
}

std::string answer(const DnsZone& zone, const std::string& query, const Question& question) {
  if (zone.behaviour == "garbage") return "this is no DNS message";
  const auto& table = question.type == type_a ? zone.a : question.type == type_aaaa ? zone.aaaa : zone.mx;
  const bool known =
      zone.a.count(question.name) || zone.aaaa.count(question.name) || zone.mx.count(question.name);
  const bool asked = question.type == type_a || question.type == type_aaaa || question.type == type_mx;
  const auto found = asked ? table.find(question.name) : table.end();
  const std::vector<std::string> values = found == table.end() ? std::vector<std::string>{} : found->second;
  const bool failing = zone.behaviour == "servfail" || zone.failing_type == type_name(question.type);
  const int code = failing ? servfail : known ? 0 : nxdomain;
  std::string reply = query.substr(0, 2);
  put16(reply, 0x8580 | code);  // response, authoritative, recursion desired and available
  put16(reply, 1);
  put16(reply, failing ? 0 : static_cast<int>(values.size()));
  put16(reply, 0);
  put16(reply, 0);
  reply += query.substr(12, question.end - 12);
  if (failing) return reply;
  for (const auto& value : values) {
    const auto data = record_data(question.type, value);
    put16(reply, 0xC00C);  // the name in the question
    put16(reply, question.type);
    put16(reply, 1);
    put16(reply, 0);
    put16(reply, 60);
    put16(reply, static_cast<int>(data.size()));
    reply += data;
  }
  return reply;
}

}  // namespace

struct DnsStub::State {
  DnsZone zone;
  int socket = -1, stop = -1;
  mutable std::mutex mutex;
  std::vector<std::string> questions;
  std::thread thread;

  void serve() {
    for (;;) {
      pollfd fds[] = {{socket, POLLIN, 0}, {stop, POLLIN, 0}};
      ::poll(fds, 2, -1);
      if (fds[1].revents) return;
      char buffer[1500];
      sockaddr_storage from{};
      socklen_t size = sizeof from;
      const auto count =
          ::recvfrom(socket, buffer, sizeof buffer, 0, reinterpret_cast<sockaddr*>(&from), &size);
      if (count < 12) continue;
      const std::string query(buffer, static_cast<std::size_t>(count));
      const auto question = read_question(query);
      if (!question) continue;
      {
        const std::lock_guard lock(mutex);
        questions.push_back(type_name(question->type) + " " + question->name);
      }
      if (zone.behaviour == "silent" || zone.silent_names.contains(question->name)) continue;
      const auto reply = answer(zone, query, *question);
      ::sendto(socket, reply.data(), reply.size(), 0, reinterpret_cast<sockaddr*>(&from), size);
    }
  }
};

DnsStub::DnsStub(DnsZone zone) : state_(std::make_unique<State>()) {
  state_->zone = std::move(zone);
  const bool v6 = state_->zone.over_ipv6;
  state_->socket = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  state_->stop = ::eventfd(0, EFD_CLOEXEC);
  sockaddr_in v4_address{};
  v4_address.sin_family = AF_INET;
  v4_address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr_in6 v6_address{};
  v6_address.sin6_family = AF_INET6;
  v6_address.sin6_addr = in6addr_loopback;
  const auto* address =
      v6 ? reinterpret_cast<sockaddr*>(&v6_address) : reinterpret_cast<sockaddr*>(&v4_address);
  const auto size = static_cast<socklen_t>(v6 ? sizeof v6_address : sizeof v4_address);
  if (::bind(state_->socket, address, size) != 0)
    throw std::runtime_error("DNS stub: " + std::string(std::strerror(errno)));
  state_->thread = std::thread([state = state_.get()] { state->serve(); });
}

DnsStub::~DnsStub() {
  const std::uint64_t one = 1;
  (void)!::write(state_->stop, &one, sizeof one);
  state_->thread.join();
  ::close(state_->socket);
  ::close(state_->stop);
}

std::string DnsStub::address() const {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  ::getsockname(state_->socket, reinterpret_cast<sockaddr*>(&address), &size);
  // The port stands at the same place in both families.
  const auto port = std::to_string(ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port));
  return (state_->zone.over_ipv6 ? "[::1]:" : "127.0.0.1:") + port;
}

std::vector<std::string> DnsStub::questions() const {
  const std::lock_guard lock(state_->mutex);
  return state_->questions;
}

}  // namespace authwalk::test
