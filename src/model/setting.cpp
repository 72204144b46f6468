#include <fmt/format.h>

#include <algorithm>
#include <authwalk/mechanism.hpp>
#include <authwalk/names.hpp>
#include <authwalk/report.hpp>
#include <authwalk/setting.hpp>
#include <authwalk/suggestion.hpp>
#include <charconv>
#include <cmath>

#include "model/ip_address.hpp"
#include "model/lookup.hpp"

namespace authwalk::setting {
namespace {

[[noreturn]] void refuse(std::string problem, std::string hint) {
  throw SettingError{std::move(problem), std::move(hint)};
}

[[noreturn]] void refuse_with_example(std::string problem, std::string example) {
  throw SettingError{std::move(problem), std::move(example), true};
}

[[noreturn]] void refuse_choice(std::string_view typed, std::string_view what,
                                const std::vector<std::string>& known, std::string_view otherwise = "") {
  refuse(fmt::format("{} is not {}", quoted(typed), what),
         did_you_mean(typed, known,
                      otherwise.empty() ? fmt::format("one of {}", fmt::join(known, ", ")) : otherwise));
}

template <typename Row>
std::vector<std::string> ids(std::span<const Row> rows) {
  std::vector<std::string> all;
  for (const Row& row : rows) all.emplace_back(row.id);
  return all;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
}

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = std::min(text.find_first_not_of(blanks), text.size());
  text.remove_prefix(first);
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

template <typename Number>
std::optional<Number> whole(std::string_view text) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return value;
}

// smtp://user:password@host and user:password@host are not repeated: a password may stand in them.
std::string_view without_scheme(std::string_view typed) {
  constexpr std::string_view scheme = "smtp://",
                             hint = "relay.contoso.example:587; user and password are given apart";
  if (typed.find('@') != std::string_view::npos) {
    refuse("has an @; it is a host name, and never a user or a password stands in it", std::string(hint));
  }
  const auto colon = typed.find("://");
  if (colon == std::string_view::npos) return typed;
  if (!same_name(typed.substr(0, colon + 3), scheme)) {
    refuse("is a URL; a Send connector speaks SMTP, with STARTTLS where there is TLS", std::string(hint));
  }
  typed.remove_prefix(scheme.size());
  if (typed.ends_with('/')) typed.remove_suffix(1);
  return typed;
}

constexpr std::string_view user_names = "a user name is svc, CONTOSO\\svc or svc@contoso.example";

}  // namespace

std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 80;
  if (text.size() <= longest) return fmt::format("\"{}\"", printable(text));
  std::size_t cut = longest;
  while (cut > longest - 4 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
  return fmt::format("\"{}...\" ({} bytes)", printable(text.substr(0, cut)), text.size());
}

// --- hosts ---

Target target(std::string_view typed) {
  const auto name = without_scheme(without_blanks(typed));
  const auto parts = split_target(name);
  if (!parts)
    refuse(fmt::format("{} is not understood", quoted(typed)),
           "an IPv6 address with a port is [2001:db8::7]:25");
  if (name.find_first_of(",;") != std::string_view::npos && !parts->address)
    refuse(fmt::format("{} holds several names", quoted(typed)), "give each smart host apart");
  Target target{parts->address ? ip_address(parts->host) : host_or_address(parts->host), std::nullopt};
  if (parts->port) {
    try {
      target.port = port(*parts->port);
    } catch (SettingError& error) {
      error.problem = ": port " + error.problem;
      throw;
    }
  }
  return target;
}

std::uint16_t port(std::string_view typed) {
  const auto value = whole<unsigned>(typed);
  if (!value || *value < 1 || *value > 65535)
    refuse(fmt::format("{} is not a number from 1 to 65535", quoted(typed)),
           "smart hosts listen on 25, or on 587");
  return static_cast<std::uint16_t>(*value);
}

std::string host_name(std::string_view typed) {
  auto name = typed;
  if (name.size() > 1 && name.ends_with('.')) name.remove_suffix(1);
  if (const char* fault = host_name_fault(name)) {
    refuse(fmt::format("{} is not a host name: {}", quoted(typed), fault),
           "a host name looks like mail.contoso.example");
  }
  return std::string(name);
}

std::string tls_domain(std::string_view typed) {
  constexpr std::string_view wildcard = "*.";
  if (!typed.starts_with(wildcard)) return host_name(typed);
  return std::string(wildcard) + host_name(typed.substr(wildcard.size()));
}

bool is_ipv4(const std::string& text) {
  return is_ip_address(text) && text.find(':') == std::string::npos;
}

bool is_ipv6(const std::string& text) {
  return is_ip_address(text) && text.find(':') != std::string::npos;
}

std::string ip_address(std::string_view typed) {
  const bool bracketed = typed.size() > 2 && typed.front() == '[' && typed.back() == ']';
  const std::string text(bracketed ? typed.substr(1, typed.size() - 2) : typed);
  if (text.find('\0') == std::string::npos && is_ip_address(text)) return text;
  refuse(fmt::format("{} is not an IP address", quoted(typed)),
         "an address looks like 192.0.2.7 or 2001:db8::7");
}

std::string host_or_address(std::string_view typed) {
  const bool address =
      is_ip_address(std::string(typed)) || typed.find_first_of(":[") != std::string_view::npos;
  return address ? ip_address(typed) : host_name(typed);
}

std::string dns_server(std::string_view typed) {
  const auto parts = split_target(typed);
  if (!parts)
    refuse(fmt::format("{} is not an IP address", quoted(typed)), "192.0.2.53, or [2001:db8::53]:5353");
  const auto address = ip_address(parts->host);
  if (!parts->port) return address;
  const auto number = port(*parts->port);
  return is_ipv6(address) ? fmt::format("[{}]:{}", address, number) : fmt::format("{}:{}", address, number);
}

// --- addresses of mail ---

namespace {

std::string mailbox(std::string_view typed, std::string_view example) {
  const char* const fault = mailbox_fault(typed);
  if (!fault) return std::string(typed);
  auto problem = fmt::format("{} is not an address: {}", quoted(typed), fault);
  // What is around the address: mailto:, or angle brackets with or without a name in front of them.
  auto bare = without_blanks(typed);
  constexpr std::string_view scheme = "mailto:";
  if (same_name(bare.substr(0, scheme.size()), scheme)) bare.remove_prefix(scheme.size());
  if (const auto open = bare.find('<'); open != std::string_view::npos && bare.ends_with('>'))
    bare = bare.substr(open + 1, bare.size() - open - 2);
  refuse_with_example(std::move(problem), std::string(mailbox_fault(bare) ? example : bare));
}

}  // namespace

std::string sender(std::string_view typed) {
  if (typed == "<>") return {};
  try {
    return mailbox(typed, "");
  } catch (SettingError& error) {
    if (error.hint.empty()) error.hint = "sender@contoso.example, or '<>' for the null sender";
    throw;
  }
}

std::string recipient(std::string_view typed) {
  return is_postmaster(typed) ? std::string(typed) : mailbox(typed, "recipient@fabrikam.example");
}

// --- who logs on ---

std::string principal(std::string_view typed) {
  constexpr std::size_t longest = 512;
  if (typed.empty()) refuse_with_example("is empty", "svc");
  if (std::ranges::any_of(typed, is_control))
    refuse(fmt::format("{} has control characters", quoted(typed)), std::string(user_names));
  if (typed.size() > longest)
    refuse(fmt::format("is {} bytes long, more than {}", typed.size(), longest), std::string(user_names));
  // No account name of Windows has a colon; what stands after it would travel, and be shown, as a name.
  if (typed.find(':') != std::string_view::npos) {
    refuse("has a colon: it looks like user:password, and a password there is visible to others",
           "password_file in a configuration, --password-file on the command line");
  }
  return std::string(typed);
}

std::string account_name(std::string_view typed) {
  auto name = principal(typed);
  const auto mark = name.find_first_of("/\\");
  if (mark == std::string::npos) return name;
  const auto domain = name.substr(0, mark);
  const auto user = name.substr(std::min(name.find_first_not_of("/\\", mark), name.size()));
  // A mailbox may have a slash; DOMAIN/user is a slip, and a server would be asked for an account of that
  // name.
  const bool slash = name[mark] == '/' && name.find('@') == std::string::npos;
  const bool twice = name[mark] == '\\' && mark + 1 < name.size() && name[mark + 1] == '\\';
  if (domain.empty() || user.empty() || slash || twice) {
    refuse_with_example(fmt::format("{} is neither DOMAIN\\user nor user@domain", quoted(typed)),
                        domain.empty() || user.empty()
                            ? "'CONTOSO\\svc'"
                            : fmt::format("'{}\\{}'", printable(domain), printable(user)));
  }
  return name;
}

std::string service_principal(std::string_view typed) {
  const auto slash = typed.find('/');
  const bool plain = std::ranges::all_of(typed, [](char c) { return c > ' ' && c < '\x7f'; });
  const bool whole = slash != std::string_view::npos && slash > 0 && slash + 1 < typed.size();
  const auto host = whole ? typed.substr(slash + 1) : std::string_view();
  if (!whole || !plain || host_name_fault(host.substr(0, host.find('@'))) != nullptr)
    refuse_with_example(fmt::format("{} is not SERVICE/HOST", quoted(typed)), "SMTPSVC/mx.contoso.example");
  return std::string(typed);
}

std::string connector_name(std::string_view typed) {
  if (typed.empty() || std::ranges::any_of(typed, is_control))
    refuse_with_example(fmt::format("{} is not the name of a connector", quoted(typed)),
                        "\"Outbound to Contoso\"");
  return std::string(typed);
}

// --- numbers ---

std::chrono::milliseconds duration(std::string_view typed) {
  struct Unit {
    std::string_view name;
    double ms;
  };
  constexpr Unit units[] = {{"", 1000}, {"ms", 1}, {"s", 1000}, {"m", 60000}, {"min", 60000}, {"h", 3600000}};
  const auto digits = std::min(typed.find_first_not_of("0123456789."), typed.size());
  const auto value = whole<double>(typed.substr(0, digits));
  for (const Unit& unit : units) {
    if (!value || !same_name(typed.substr(digits), unit.name)) continue;
    // The least that is left after rounding is one millisecond.
    const double ms = *value * unit.ms;
    if (ms >= 1 && ms <= 3600000) return std::chrono::milliseconds(std::lround(ms));
  }
  refuse_with_example(fmt::format("{} is not a number of seconds above 0 and up to 3600", quoted(typed)),
                      "30");
}

unsigned number(std::string_view typed, unsigned least, unsigned most, unsigned example) {
  const auto value = whole<unsigned>(typed);
  if (value && *value >= least && *value <= most) return *value;
  refuse_with_example(fmt::format("{} is not a number from {} to {}", quoted(typed), least, most),
                      std::to_string(example));
}

double fraction(std::string_view typed, double least, double most) {
  const auto value = whole<double>(typed);
  if (value && *value >= least && *value <= most) return *value;
  refuse_with_example(fmt::format("{} is not a number between {} and {}", quoted(typed), least, most), "20");
}

// --- one of a table ---

Mode mode(std::string_view typed) {
  if (const auto found = find_mode(typed)) return *found;
  auto known = ids(modes());
  const auto all = fmt::format("one of {}", fmt::join(known, ", "));
  for (const auto& row : modes()) known.emplace_back(row.alias);
  refuse_choice(typed, "a mode", known, all);
}

Step step(std::string_view typed) {
  if (const auto found = find_step(typed)) return *found;
  refuse_choice(typed, "a step", ids(steps()), "authwalk steps lists them");
}

TlsVersion tls_version(std::string_view typed) {
  if (const auto found = find_tls_version(typed)) return *found;
  // The nearest one would be as likely a wrong one.
  refuse(fmt::format("{} is not a TLS version", quoted(typed)), "one of 1.0, 1.1, 1.2, 1.3");
}

TlsAuthLevel tls_auth_level(std::string_view typed) {
  if (const auto found = find_tls_auth_level(typed)) return *found;
  refuse_choice(typed, "a level", {"EncryptionOnly", "CertificateValidation", "DomainValidation"});
}

GssapiDialect gssapi_dialect(std::string_view typed) {
  if (const auto found = find_gssapi_dialect(typed)) return *found;
  refuse_choice(typed, "a dialect", {"spnego", "kerberos"});
}

std::string mechanism(std::string_view typed) {
  const auto* found = mechanism_named(typed);
  if (!found) {
    std::vector<std::string> known;
    for (const auto& each : mechanisms()) known.emplace_back(each.name);
    refuse_choice(typed, "a mechanism", known);
  }
  return found->send_connector ? std::string() : std::string(found->name);
}

}  // namespace authwalk::setting
