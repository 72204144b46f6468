#include "model/known_hosts.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <string>

#include "model/lookup.hpp"

namespace authwalk {
namespace {

// Source: HealthChecker's patterns for hosts and routing domains, and Microsoft's announcements of
// mx.microsoft and of High Volume Email. The first suffix that fits counts.
constexpr std::array online_hosts{
    OnlineHost{"mail.protection.outlook.com", OnlineUse::relay, "worldwide", "mail.protection.outlook.com"},
    OnlineHost{"mail.protection.office365.us", OnlineUse::relay, "GCC High and DoD",
               "mail.protection.office365.us"},
    OnlineHost{"mail.protection.partner.outlook.cn", OnlineUse::relay, "China",
               "mail.protection.partner.outlook.cn"},
    OnlineHost{"smtp.hve.mx.microsoft", OnlineUse::submission, "worldwide", ""},
    // The zones that can be signed. What their certificates are called is not published.
    OnlineHost{"mx.microsoft", OnlineUse::relay, "worldwide", ""},
    OnlineHost{"mail.onmicrosoft.com", OnlineUse::routing, "worldwide", "mail.protection.outlook.com"},
    OnlineHost{"mail.onmicrosoft.us", OnlineUse::routing, "GCC High and DoD", "mail.protection.office365.us"},
    OnlineHost{"mail.partner.onmschina.cn", OnlineUse::routing, "China",
               "mail.protection.partner.outlook.cn"},
    OnlineHost{"smtp.office365.com", OnlineUse::submission, "worldwide", "outlook.com"},
    OnlineHost{"smtp-legacy.office365.com", OnlineUse::submission, "worldwide", ""},
    OnlineHost{"smtp-hve.office365.com", OnlineUse::submission, "worldwide", ""},
    OnlineHost{"smtp.office365.us", OnlineUse::submission, "GCC High and DoD", ""},
    OnlineHost{"smtp.partner.outlook.cn", OnlineUse::submission, "China", ""},
    OnlineHost{"smtp-mail.outlook.com", OnlineUse::consumer, "worldwide", ""},
    OnlineHost{"olc.protection.outlook.com", OnlineUse::consumer, "worldwide", ""},
    OnlineHost{"mail.messaging.microsoft.com", OnlineUse::legacy, "worldwide", ""},
    OnlineHost{"mail.global.frontbridge.com", OnlineUse::legacy, "worldwide", ""},
    OnlineHost{"mail.eo.outlook.com", OnlineUse::legacy, "worldwide", ""},
    OnlineHost{"mail.protection.outlook.de", OnlineUse::legacy, "Germany, closed", ""},
};

constexpr std::array providers{
    Provider{"smtp-relay.gmail.com", false},
    Provider{"smtp.gmail.com", true},
    Provider{"amazonaws.com", true},
    Provider{"smtp.sendgrid.net", true},
    Provider{"mailgun.org", true},
    Provider{"mailjet.com", true},
    Provider{"smtp-relay.brevo.com", true},
    Provider{"smtp.mandrillapp.com", true},
    Provider{"smtp.postmarkapp.com", true},
    Provider{"smtp.sparkpostmail.com", true},
    Provider{"smtp.mail.yahoo.com", true},
    Provider{"smtp.zoho.com", true},
    Provider{"pphosted.com", false},
    Provider{"ppe-hosted.com", false},
    Provider{"mimecast.com", false},
    Provider{"messagelabs.com", false},
    Provider{"barracudanetworks.com", false},
    Provider{"iphmx.com", false},
    Provider{"hornetsecurity.com", false},
    Provider{"antispameurope.com", false},
    Provider{"trendmicro.com", false},
    Provider{"trendmicro.eu", false},
    Provider{"mailcontrol.com", false},
    Provider{"sophos.com", false},
    Provider{"nospamproxy.com", false},
    Provider{"cloudfilter.net", false},
};

std::string_view without_final_dot(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

std::string_view last_labels(std::string_view name, int labels) {
  std::size_t at = name.size();
  for (; labels > 0 && at != std::string_view::npos && at > 0; --labels) at = name.rfind('.', at - 1);
  return labels > 0 || at == std::string_view::npos ? name : name.substr(at + 1);
}

}  // namespace

bool is_under(std::string_view host, std::string_view domain) {
  if (same_name(host, domain)) return true;
  return host.size() > domain.size() && host[host.size() - domain.size() - 1] == '.' &&
         same_name(host.substr(host.size() - domain.size()), domain);
}

const OnlineHost* online_host(std::string_view name) {
  name = without_final_dot(name);
  const auto found =
      std::ranges::find_if(online_hosts, [&](const OnlineHost& host) { return is_under(name, host.suffix); });
  return found == online_hosts.end() ? nullptr : &*found;
}

const OnlineHost* online_routing_domain(std::string_view domain) {
  const OnlineHost* host = online_host(domain);
  if (host == nullptr || host->use != OnlineUse::routing || domain.size() <= host->suffix.size() + 1)
    return nullptr;
  const std::string_view tenant = domain.substr(0, domain.size() - host->suffix.size() - 1);
  return tenant.find('.') == std::string_view::npos ? host : nullptr;
}

const Provider* provider_of(std::string_view host) {
  host = without_final_dot(host);
  const auto found =
      std::ranges::find_if(providers, [&](const Provider& each) { return is_under(host, each.suffix); });
  return found == providers.end() ? nullptr : &*found;
}

std::string_view organisation_domain(std::string_view name) {
  if (name.starts_with("*.")) name.remove_prefix(2);
  name = without_final_dot(name);
  constexpr std::array<std::string_view, 18> below_countries{"co",  "com", "net", "org", "ac",   "edu",
                                                             "gov", "gob", "or",  "ne",  "go",   "ltd",
                                                             "plc", "nhs", "sch", "mil", "govt", "gouv"};
  const std::string_view two = last_labels(name, 2);
  const std::size_t dot = two.find('.');
  const bool country = dot != std::string_view::npos && two.size() - dot - 1 == 2;
  const bool shared = country && std::ranges::any_of(below_countries, [&](std::string_view label) {
                        return same_name(two.substr(0, dot), label);
                      });
  return shared ? last_labels(name, 3) : two;
}

bool is_internal_name(std::string_view name) {
  name = without_final_dot(name);
  if (name.find('.') == std::string_view::npos) return true;
  for (const std::string_view domain :
       {"local", "lan", "internal", "corp", "home.arpa", "intranet", "localdomain", "intern", "private"}) {
    if (is_under(name, domain)) return true;
  }
  return false;
}

bool is_private_address(std::string_view address) {
  const std::string text(address);
  std::array<unsigned char, 16> b{};
  if (inet_pton(AF_INET, text.c_str(), b.data()) == 1) {
    return b[0] == 10 || b[0] == 127 || (b[0] == 172 && (b[1] & 0xF0) == 16) ||
           (b[0] == 192 && b[1] == 168) || (b[0] == 169 && b[1] == 254);
  }
  if (inet_pton(AF_INET6, text.c_str(), b.data()) != 1) return false;
  return (b[0] & 0xFE) == 0xFC || (b[0] == 0xFE && (b[1] & 0xC0) == 0x80) || text == "::1";
}

}  // namespace authwalk
