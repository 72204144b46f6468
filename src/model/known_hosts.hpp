// Hosts that are known by name: those of Exchange Online with its clouds, and relays of others.
#pragma once

#include <string_view>

namespace authwalk {

/// What a host of Exchange Online, or a domain that is routed there, is for.
enum class OnlineUse {
  relay,       ///< <key>.mail.protection.outlook.com: MX and relay, port 25, never a login
  routing,     ///< <tenant>.mail.onmicrosoft.com: the domain that a hybrid organisation routes to it
  submission,  ///< smtp.office365.com: users who log on
  consumer,    ///< of outlook.com's mailboxes
  legacy,      ///< names that answer 451 4.4.62 today
};

struct OnlineHost {
  std::string_view suffix;  ///< the name itself, or what it ends in
  OnlineUse use;
  std::string_view cloud;       ///< whose it is: "worldwide", "GCC High and DoD", "China"
  std::string_view tls_domain;  ///< the name that its certificates carry; empty: not published
};

/// Null when the name is none of Exchange Online's. A final dot does not count.
const OnlineHost* online_host(std::string_view name);
/// The same for a domain of an address space: only a <tenant>.mail.onmicrosoft.com of one label.
const OnlineHost* online_routing_domain(std::string_view domain);

/// A relay of another maker.
struct Provider {
  std::string_view suffix;
  bool login_only;  ///< takes mail of nobody who has not logged on
};
const Provider* provider_of(std::string_view host);

/// "contoso.co.uk" of "mx.contoso.co.uk": the name that an organisation registers. Without the list of public
/// suffixes: two labels, three below a country's co, com, ac and their like.
std::string_view organisation_domain(std::string_view name);

/// Is `host` the domain or a name below it? In any case.
bool is_under(std::string_view host, std::string_view domain);

/// A name that only an organisation's own DNS servers know: one label, or below .local, .lan ...
bool is_internal_name(std::string_view name);
/// 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 127.0.0.0/8, 169.254.0.0/16, fc00::/7, fe80::/10, ::1.
bool is_private_address(std::string_view address);

}  // namespace authwalk
