#include "net/lookup.hpp"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <fmt/format.h>
#include <netdb.h>
#include <resolv.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <new>

#include "model/ip_address.hpp"
#include "model/lookup.hpp"

namespace authwalk {
namespace {

using Clock = std::chrono::steady_clock;

bool wanted_family(const std::string& ip, const NetworkSettings& settings) {
  return ip.find(':') == std::string::npos ? settings.ipv4 : settings.ipv6;
}

// "no IPv4 address, and -4 leaves out the others"
std::string wrong_family(const NetworkSettings& settings) {
  return settings.ipv4 ? "no IPv4 address, and -4 leaves out the others"
                       : "no IPv6 address, and -6 leaves out the others";
}

LookupAnswer has_wrong_family(const std::string& smart_host, const NetworkSettings& settings) {
  return {{}, Class::dns_not_found, fmt::format("{} has {}", smart_host, wrong_family(settings)), {}};
}

// One query at a time, with a resolver state of our own: glibc's is per thread, and --dns-server must not
// leak.
class Resolver {
 public:
  Resolver(const std::string& server, Clock::time_point until) : until_(until) {
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

  bool out_of_time() const { return Clock::now() >= until_; }

  Records ask(const std::string& name, ns_type type) {
    if (out_of_time()) return {Records::State::failed, {}};
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

  // "192.0.2.53", "192.0.2.53:5353", "2001:db8::53" or "[2001:db8::53]:5353".
  void use(std::string server) {
    std::uint16_t port = NS_DEFAULTPORT;
    const std::size_t colon = server.rfind(':');
    if (server.starts_with('[') || server.find(':') == colon) {
      if (colon != std::string::npos)
        std::from_chars(server.data() + colon + 1, server.data() + server.size(), port);
      server.resize(std::min(server.size(), colon));
      std::erase_if(server, [](char c) { return c == '[' || c == ']'; });
    }
    state_.nscount = 1;
    sockaddr_in v4{};
    v4.sin_port = htons(port);
    if (inet_pton(AF_INET, server.c_str(), &v4.sin_addr) == 1) {
      v4.sin_family = AF_INET;
      state_.nsaddr_list[0] = v4;
      return;
    }
    // glibc keeps the address of a server over IPv6 beside the list, and frees it in res_nclose().
    auto*& v6 = state_._u._ext.nsaddrs[0];
    if (v6 == nullptr) v6 = static_cast<sockaddr_in6*>(std::calloc(1, sizeof(sockaddr_in6)));
    if (v6 == nullptr) throw std::bad_alloc();
    *v6 = {};
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    inet_pton(AF_INET6, server.c_str(), &v6->sin6_addr);
    state_.nsaddr_list[0] = {};
    state_._u._ext.nscount = 1;
  }

  const Clock::time_point until_;
  struct __res_state state_ {};
};

struct HostAddresses {
  std::string name;
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
    return {host,
            {},
            no_such ? Class::dns_not_found : Class::dns_failed,
            fmt::format("{}: {}", host, gai_strerror(error))};
  }
  HostAddresses answer;
  answer.name = host;
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
  answer.name = host;
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
      return {host, {}, Class::dns_not_found, fmt::format("{} has {}", host, wrong_family(settings))};
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
  std::size_t left_out = 0;
  for (const std::string& ip : host.ips) {
    if (!wanted_family(ip, settings)) continue;
    if (answer.addresses.size() < most_addresses) {
      answer.addresses.push_back({ip, exchange});
    } else {
      ++left_out;
    }
  }
  if (left_out > 0) {
    answer.left_out = fmt::format("limit-exceeded: {} addresses are enough; {} more of {} are left out",
                                  most_addresses, left_out, host.name);
  }
  if (host.ips.empty()) {
    answer.error = host.error;
    answer.detail = host.detail;
  }
}

// The best first; those whose addresses nobody needs any more are not asked for.
void add_exchanges(LookupAnswer& answer, Resolver& resolver, const Resolver::Records& mx,
                   const std::string& smart_host, const NetworkSettings& settings) {
  std::size_t asked = 0;
  for (const auto& [preference, exchange] : mx.values) {
    if (asked == most_exchanges || answer.addresses.size() == most_addresses || resolver.out_of_time()) break;
    ++asked;
    add(answer, addresses_of(resolver, exchange, settings), exchange, settings);
  }
  if (asked == mx.values.size() || !answer.left_out.empty()) return;
  answer.left_out = fmt::format(
      "limit-exceeded: {} has {} MX hosts; {} of them were looked up{}", smart_host, mx.values.size(), asked,
      resolver.out_of_time() ? fmt::format(" in {} s", longest_look_up.count()) : "");
}

// Mail is not routed by MX to a name that the hosts file has.
bool stands_in_hosts_file(const std::string& host) {
  static std::mutex one_at_a_time;  // the file is read by a cursor of the process
  const std::lock_guard lock(one_at_a_time);
  sethostent(0);
  bool found = false;
  for (const hostent* entry = gethostent(); entry != nullptr && !found; entry = gethostent()) {
    found = same_name(entry->h_name, host);
    for (char** alias = entry->h_aliases; *alias != nullptr; ++alias)
      found = found || same_name(*alias, host);
  }
  endhostent();
  return found;
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
          {}, Class::dns_not_found, fmt::format("{} is {}", smart_host, wrong_family(settings)), {}};
    }
    return LookupAnswer{{{smart_host, ""}}, Class::dns_failed, "", ""};
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
  Resolver resolver(settings.dns_server, Clock::now() + longest_look_up);
  LookupAnswer answer;
  const Resolver::Records mx =
      may_have_mx(smart_host) ? resolver.ask(smart_host, ns_t_mx) : Resolver::Records{State::none, {}};
  const auto is_null = [](const auto& record) { return record.second.empty() || record.second == "."; };
  if (std::ranges::any_of(mx.values, is_null)) {
    return {{},
            Class::dns_not_found,
            fmt::format("{} has a null MX: it takes no mail (RFC 7505)", smart_host),
            {}};
  }
  if (mx.state == State::found) {
    add_exchanges(answer, resolver, mx, smart_host, settings);
  } else if (mx.state == State::failed &&
             (!settings.dns_server.empty() || !stands_in_hosts_file(smart_host))) {
    // "No MX" would be a guess, and its addresses may be those of a web server.
    return {{},
            Class::dns_failed,
            fmt::format("{}: the DNS server gave no usable answer about its MX", smart_host),
            {}};
  } else {
    add(answer, addresses_of(resolver, smart_host, settings), "", settings);
  }
  if (answer.addresses.empty() && answer.detail.empty()) return has_wrong_family(smart_host, settings);
  return answer;
}

}  // namespace authwalk
