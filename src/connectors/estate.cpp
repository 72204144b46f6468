#include "connectors/estate.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "exchange/text_search.hpp"
#include "model/known_hosts.hpp"
#include "model/lookup.hpp"

namespace authwalk::connectors {
namespace {

// "CN=a,O=b" and "CN=a, O=b" are one name.
std::string comparable(std::string_view name) {
  std::string text;
  for (const char c : trimmed(name)) {
    if (c == ' ' && text.ends_with(',')) continue;
    text += lower(c);
  }
  return text;
}

template <typename Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Definitions certificates_named(std::string_view name, const Definitions& certificates) {
  const std::size_t subject = find_in_any_case(name, "<S>");
  if (!starts_in_any_case(name, "<I>") || subject == std::string_view::npos) return {};
  const std::string wanted_issuer = comparable(name.substr(3, subject - 3));
  const std::string wanted_subject = comparable(name.substr(subject + 3));
  Definitions named;
  for (const ConnectorDefinition* each : certificates) {
    if (comparable(each->text_of("Issuer")) == wanted_issuer &&
        comparable(each->text_of("Subject")) == wanted_subject)
      named.push_back(each);
  }
  std::ranges::stable_sort(named, [](const auto* a, const auto* b) { return end_of(*b) < end_of(*a); });
  return named;
}

std::string common_name(std::string_view subject) {
  const std::size_t marker = find_in_any_case(subject, "<S>");
  if (marker != std::string_view::npos) subject.remove_prefix(marker + 3);
  const std::size_t at = find_in_any_case(subject, "CN=");
  if (at == std::string_view::npos) return {};
  subject.remove_prefix(at + 3);
  return std::string(trimmed(subject.substr(0, subject.find(','))));
}

std::vector<std::string> names_in(const ConnectorDefinition& certificate) {
  std::vector<std::string> names{common_name(certificate.text_of("Subject"))};
  for (const std::string_view domain : certificate.entries_of("CertificateDomains"))
    names.emplace_back(domain);
  if (names.front().empty() && names.size() > 1) names.erase(names.begin());
  return names;
}

std::optional<std::chrono::system_clock::time_point> end_of(const ConnectorDefinition& certificate) {
  using namespace std::chrono;
  std::string_view text = certificate.text_of("NotAfter");
  // "/Date(1798761599000)/": milliseconds (ConvertTo-Json of Windows PowerShell).
  if (const std::size_t open = text.find("Date("); open != std::string_view::npos) {
    text.remove_prefix(open + 5);
    const auto time = number<std::int64_t>(text.substr(0, text.find_first_not_of("-0123456789")));
    if (!time) return std::nullopt;
    return system_clock::time_point(milliseconds(*time));
  }
  // "2026-12-31T23:59:59Z": the day is enough.
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto y = number<int>(text.substr(0, 4));
  const auto m = number<unsigned>(text.substr(5, 2)), d = number<unsigned>(text.substr(8, 2));
  if (!y || !m || !d) return std::nullopt;
  const year_month_day date{year(*y), month(*m), day(*d)};
  if (!date.ok()) return std::nullopt;
  return sys_days(date);
}

bool any_name_fits(std::string_view wanted, const std::vector<std::string>& names) {
  const bool wildcard = wanted.starts_with("*.");
  const std::string_view domain = wildcard ? wanted.substr(2) : wanted;
  return std::ranges::any_of(names, [&](std::string_view name) {
    if (!name.starts_with("*.")) return wildcard ? is_under(name, domain) : same_name(name, domain);
    return is_under(name.substr(2), domain) || is_under(domain, name.substr(2));
  });
}

bool has_mechanism(const ConnectorDefinition& receive, std::string_view mechanism) {
  constexpr std::array<std::pair<std::string_view, unsigned>, 6> bits{{{"Tls", 1},
                                                                       {"Integrated", 2},
                                                                       {"BasicAuth", 4},
                                                                       {"BasicAuthRequireTLS", 8},
                                                                       {"ExchangeServer", 16},
                                                                       {"ExternalAuthoritative", 32}}};
  const auto entries = receive.entries_of("AuthMechanism");
  if (entries.size() == 1) {
    if (const auto all = number<unsigned>(entries.front())) {
      return std::ranges::any_of(
          bits, [&](const auto& bit) { return same_name(bit.first, mechanism) && (*all & bit.second) != 0; });
    }
  }
  return std::ranges::any_of(entries, [&](std::string_view each) { return same_name(each, mechanism); });
}

}  // namespace authwalk::connectors
