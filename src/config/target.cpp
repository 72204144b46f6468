// A smart host to walk: "relay.contoso.example:587", or a mapping with that under `target`.
#include <fmt/format.h>

#include <authwalk/names.hpp>

#include "config/blocks.hpp"
#include "config/keys.hpp"
#include "model/ip_address.hpp"

namespace authwalk {
namespace {

// smtp://user:password@host and user:password@host are not repeated: a password may stand in them.
void refuse_urls(const Value& value) {
  const auto& typed = value.word();
  if (typed.find("://") == std::string::npos && typed.find('@') == std::string::npos) return;
  refuse(value.place(), "a target has :// or @ in it; it is a host name, and never a password stands in it",
         "relay.contoso.example:587");
}

std::uint16_t port_number(const Value& value, std::string_view typed) {
  const auto port = whole_number(typed);
  if (!port || *port < 1 || *port > 65535) {
    refuse(value.place(), fmt::format("port {} is not a number from 1 to 65535", quoted(typed)),
           "smart hosts listen on 25, or on 587");
  }
  return static_cast<std::uint16_t>(*port);
}

void take_target(const Value& value, ConfigTarget& target) {
  refuse_urls(value);
  const auto parts = split_target(value.word());
  const std::string host(parts ? parts->host : std::string_view());
  if (!parts || (parts->address && !is_ip_address(host))) {
    refuse(value.place(), fmt::format("target {} is not understood", quoted(value.word())),
           "an IPv6 address with a port is [2001:db8::7]:25");
  }
  if (parts->port) target.port = port_number(value, *parts->port);
  target.host = host.size() > 1 && host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
  if (is_ip_address(target.host)) return;
  if (const char* fault = host_name_fault(target.host)) {
    refuse(value.place(), fmt::format("target {} is not a host name: {}", quoted(host), fault),
           "a host name looks like mail.contoso.example");
  }
}

constexpr Key<ConfigTarget> rows[] = {
    {"target", take_target},
    {"module", [](const Value& v, ConfigTarget& t) { t.module = v.word(); }},
    {"name", [](const Value& v, ConfigTarget& t) { t.name = v.word(); }},
};

}  // namespace

std::span<const Key<ConfigTarget>> target_keys() {
  return rows;
}

ConfigTarget read_target(const Value& value) {
  ConfigTarget target;
  target.port = 0;
  target.place = value.place();
  if (!value.is_map()) {
    take_target(value, target);
    return target;
  }
  read_keys(value, target_keys(), target);
  if (target.host.empty()) {
    refuse(value.place(), "this entry has no target", "target: relay.contoso.example");
  }
  return target;
}

}  // namespace authwalk
