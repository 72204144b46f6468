#include "net/lookup.hpp"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <fmt/format.h>
#include <netdb.h>
#include <resolv.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <memory>

#include "model/ip_address.hpp"
#include "model/lookup.hpp"

namespace authwalk {
namespace {

bool wanted_family(const std::string& ip, const NetworkSettings& settings) {
  return ip.find(':') == std::string::npos ? settings.ipv4 : settings.ipv6;
}

// "no IPv4 address, and -4 leaves out the others"
std::string wrong_family(const NetworkSettings& settings) {
  return settings.ipv4 ? "no IPv4 address, and -4 leaves out the others"
                       : "no IPv6 address, and -6 leaves out the others";
}

LookupAnswer has_wrong_family(const std::string& smart_host, const NetworkSettings& settings) {
  return {{}, Class::dns_not_found, fmt::format("{} has {}", smart_host, wrong_family(settings))};
}

// One query at a time, with a resolver state of our own: glibc's is per thread, and --dns-server must not
// leak.
class Resolver {
 public:
  explicit Resolver(const std::string& server) {
    res_ninit(&state_);
    // Two tries of three seconds: the step's limit is what ends a look-up, this only ends the thread behind
    // it.
    state_.retrans = 3;
    state_.retry = 2;
    if (!server.empty()) use(server);
  }
  ~Resolver() { res_nclose(&state_); }
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  struct Records {
    enum class State { found, none, no_such_name, failed } state = State::failed;
    std::vector<std::pair<int, std::string>> values;  // preference (MX only) and host or address
  };

  Records ask(const std::string& name, ns_type type) {
    std::array<unsigned char, 65536> answer;  // NOLINT: filled by the resolver
    const int size =
        res_nquery(&state_, name.c_str(), ns_c_in, type, answer.data(), static_cast<int>(answer.size()));
    if (size < 0) {
      if (state_.res_h_errno == HOST_NOT_FOUND) return {Records::State::no_such_name, {}};
      if (state_.res_h_errno == NO_DATA) return {Records::State::none, {}};
      return {Records::State::failed, {}};
    }
    ns_msg message;
    if (ns_initparse(answer.data(), size, &message) != 0) return {Records::State::failed, {}};
    Records records{Records::State::none, {}};
    for (int i = 0; i < ns_msg_count(message, ns_s_an); ++i) {
      ns_rr record;
      if (ns_parserr(&message, ns_s_an, i, &record) != 0) return {Records::State::failed, {}};
      if (ns_rr_type(record) != type) continue;
      if (auto value = read(message, record, type)) records.values.push_back(std::move(*value));
    }
    if (!records.values.empty()) records.state = Records::State::found;
    std::ranges::stable_sort(records.values, {}, &std::pair<int, std::string>::first);
    return records;
  }

 private:
  static std::optional<std::pair<int, std::string>> read(const ns_msg& message, const ns_rr& record,
                                                         ns_type type) {
    const unsigned char* data = ns_rr_rdata(record);
    const std::size_t size = ns_rr_rdlen(record);
    if (type == ns_t_mx) {
      std::array<char, NS_MAXDNAME> host{};
      if (size < 3 ||
          dn_expand(ns_msg_base(message), ns_msg_end(message), data + 2, host.data(), host.size()) < 0) {
        return std::nullopt;
      }
      return std::pair{data[0] << 8 | data[1], std::string(host.data())};
    }
    const int family = type == ns_t_a ? AF_INET : AF_INET6;
    if (size != (family == AF_INET ? 4U : 16U)) return std::nullopt;
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(family, data, text.data(), text.size());
    return std::pair{0, std::string(text.data())};
  }

  void use(std::string server) {
    std::uint16_t port = NS_DEFAULTPORT;
    const std::size_t colon = server.rfind(':');
    if (colon != std::string::npos && server.find(':') == colon) {
      std::from_chars(server.data() + colon + 1, server.data() + server.size(), port);
      server.resize(colon);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    inet_pton(AF_INET, server.c_str(), &address.sin_addr);
    state_.nsaddr_list[0] = address;
    state_.nscount = 1;
  }

  struct __res_state state_ {};
};

struct HostAddresses {
  std::vector<std::string> ips;
  Class error = Class::dns_failed;
  std::string detail;
};

// The system's way: hosts file, name service switch, RFC 6724 order.
HostAddresses system_addresses(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(host.c_str(), nullptr, &hints, &found);
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
  if (error != 0) {
    const bool no_such = error == EAI_NONAME || error == EAI_NODATA;
    return {{},
            no_such ? Class::dns_not_found : Class::dns_failed,
            fmt::format("{}: {}", host, gai_strerror(error))};
  }
  HostAddresses answer;
  for (const addrinfo* a = found; a != nullptr; a = a->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (getnameinfo(a->ai_addr, a->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0)
      continue;
    if (std::ranges::find(answer.ips, text.data()) == answer.ips.end()) answer.ips.emplace_back(text.data());
  }
  return answer;
}

HostAddresses dns_addresses(Resolver& resolver, const std::string& host, const NetworkSettings& settings) {
  using State = Resolver::Records::State;
  HostAddresses answer;
  State worst = State::none;
  for (const ns_type type : {ns_t_a, ns_t_aaaa}) {
    if (type == ns_t_a ? !settings.ipv4 : !settings.ipv6) continue;
    const Resolver::Records records = resolver.ask(host, type);
    for (const auto& [preference, ip] : records.values) answer.ips.push_back(ip);
    if (records.state == State::no_such_name || records.state == State::failed) worst = records.state;
  }
  const bool one_family = settings.ipv4 != settings.ipv6;
  if (answer.ips.empty() && worst == State::none && one_family) {
    // The name is right if it has addresses of the family that was left out.
    const Resolver::Records others = resolver.ask(host, settings.ipv4 ? ns_t_aaaa : ns_t_a);
    if (others.state == State::found) {
      return {{}, Class::dns_not_found, fmt::format("{} has {}", host, wrong_family(settings))};
    }
  }
  answer.error = worst == State::failed ? Class::dns_failed : Class::dns_not_found;
  answer.detail = fmt::format("{}: {}", host,
                              worst == State::failed         ? "the DNS server gave no usable answer"
                              : worst == State::no_such_name ? "no such name"
                                                             : "no address");
  return answer;
}

HostAddresses addresses_of(Resolver& resolver, const std::string& host, const NetworkSettings& settings) {
  return settings.dns_server.empty() ? system_addresses(host) : dns_addresses(resolver, host, settings);
}

void add(LookupAnswer& answer, const HostAddresses& host, const std::string& exchange,
         const NetworkSettings& settings) {
  for (const std::string& ip : host.ips) {
    if (wanted_family(ip, settings)) answer.addresses.push_back({ip, exchange});
  }
  if (host.ips.empty()) {
    answer.error = host.error;
    answer.detail = host.detail;
  }
}

// "localhost" and other single labels have no MX worth asking for.
bool may_have_mx(const std::string& host) {
  return host.find('.') != std::string::npos;
}

}  // namespace

std::optional<LookupAnswer> known_without_dns(const std::string& smart_host,
                                              const NetworkSettings& settings) {
  if (is_ip_address(smart_host)) {
    if (!wanted_family(smart_host, settings)) {
      return LookupAnswer{
          {}, Class::dns_not_found, fmt::format("{} is {}", smart_host, wrong_family(settings))};
    }
    return LookupAnswer{{{smart_host, ""}}, Class::dns_failed, ""};
  }
  LookupAnswer answer;
  bool named = false;
  for (const auto& [host, ip] : settings.resolve) {
    if (!same_name(host, smart_host)) continue;
    named = true;
    if (wanted_family(ip, settings)) answer.addresses.push_back({ip, ""});
  }
  if (!named) return std::nullopt;
  return answer.addresses.empty() ? has_wrong_family(smart_host, settings) : answer;
}

LookupAnswer look_up(const std::string& smart_host, const NetworkSettings& settings) {
  using State = Resolver::Records::State;
  Resolver resolver(settings.dns_server);
  LookupAnswer answer;
  const Resolver::Records mx =
      may_have_mx(smart_host) ? resolver.ask(smart_host, ns_t_mx) : Resolver::Records{State::none, {}};
  if (mx.state == State::found) {
    for (const auto& [preference, exchange] : mx.values) {
      if (exchange.empty() || exchange == ".") {
        return {{},
                Class::dns_not_found,
                fmt::format("{} has a null MX: it takes no mail (RFC 7505)", smart_host)};
      }
      add(answer, addresses_of(resolver, exchange, settings), exchange, settings);
    }
  } else {
    add(answer, addresses_of(resolver, smart_host, settings), "", settings);
  }
  if (answer.addresses.empty() && answer.detail.empty()) return has_wrong_family(smart_host, settings);
  return answer;
}

}  // namespace authwalk
