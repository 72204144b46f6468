#include "names.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "command_error.hpp"

namespace authwalk::cli {
namespace {

bool is_control_or_blank(char c) {
  return static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

// What is wrong with one name between two dots; null when nothing is.
const char* label_fault(std::string_view label) {
  if (label.empty()) return "two dots with nothing in between";
  if (label.size() > 63) return "more than 63 characters between two dots";
  if (label.front() == '-' || label.back() == '-') return "a hyphen beside a dot or at an end";
  if (!std::all_of(label.begin(), label.end(), is_host_character)) return "a character that no host name has";
  return nullptr;
}

const char* host_fault(std::string_view name) {
  if (name.empty()) return "it is empty";
  if (std::any_of(name.begin(), name.end(), is_control_or_blank)) return "blanks or control characters";
  if (!is_ascii(name)) return "characters outside ASCII; give the name in its xn-- form";
  if (name.size() > 253) return "more than 253 characters";
  while (true) {
    const auto dot = name.find('.');
    if (const char* fault = label_fault(name.substr(0, dot))) return fault;
    if (dot == std::string_view::npos) return nullptr;
    name.remove_prefix(dot + 1);
  }
}

// Four numbers that are no address must not be looked up as a name.
bool looks_like_ipv4(std::string_view name) {
  return name.find_first_not_of("0123456789.") == std::string_view::npos;
}

// RFC 5321 section 4.1.2, without quoted local parts: a Send connector's sender has none.
const char* mailbox_fault(std::string_view address) {
  if (address.empty()) return "it is empty";
  if (std::any_of(address.begin(), address.end(), is_control_or_blank)) return "blanks or control characters";
  if (address.find_first_of("<>") != std::string_view::npos) return "angle brackets; give the bare address";
  if (!is_ascii(address)) return "characters outside ASCII (SMTPUTF8 is not supported)";
  if (address.size() > 254) return "more than 254 characters";
  const auto at = address.rfind('@');
  if (at == std::string_view::npos) return "no @";
  if (at == 0) return "nothing before the @";
  if (at > 64) return "more than 64 characters before the @";
  auto domain = address.substr(at + 1);
  if (domain.size() > 2 && domain.front() == '[' && domain.back() == ']') return nullptr;
  return host_fault(domain) ? "no domain name after the @" : nullptr;
}

}  // namespace

bool is_ipv4(const std::string& text) {
  std::array<unsigned char, sizeof(in_addr)> binary{};
  return inet_pton(AF_INET, text.c_str(), binary.data()) == 1;
}

bool is_ipv6(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> binary{};
  return inet_pton(AF_INET6, text.c_str(), binary.data()) == 1;
}

std::string host_name(std::string_view what, std::string_view typed) {
  auto name = typed;
  if (name.size() > 1 && name.ends_with('.')) name.remove_suffix(1);
  const char* fault = host_fault(name);
  if (!fault && looks_like_ipv4(name)) fault = "only digits and dots, but it is no IPv4 address";
  if (fault) {
    throw CommandError{exit_usage, fmt::format("{} {} is not a host name: {}", what, shown(typed), fault),
                       "a host name looks like mail.contoso.example"};
  }
  return std::string(name);
}

std::string ip_address(std::string_view what, std::string_view typed) {
  const bool bracketed = typed.size() > 2 && typed.front() == '[' && typed.back() == ']';
  const std::string text(bracketed ? typed.substr(1, typed.size() - 2) : typed);
  const bool whole = text.find('\0') == std::string::npos;
  if (whole && (is_ipv6(text) || (!bracketed && is_ipv4(text)))) return text;
  throw CommandError{exit_usage, fmt::format("{} {} is not an IP address", what, shown(typed)),
                     "an address looks like 192.0.2.7 or 2001:db8::7"};
}

std::string host_or_address(std::string_view what, std::string_view typed) {
  const std::string text(typed);
  if (is_ipv4(text) || text.find(':') != std::string::npos || text.starts_with('['))
    return ip_address(what, typed);
  return host_name(what, typed);
}

std::string sender(std::string_view typed) {
  if (typed == "<>") return {};
  if (const char* fault = mailbox_fault(typed)) {
    throw CommandError{exit_usage, fmt::format("--from {} is not an address: {}", shown(typed), fault),
                       "--from sender@contoso.example, or --from '<>' for the null sender"};
  }
  return std::string(typed);
}

std::string recipient(std::string_view typed) {
  std::string lower(typed);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (lower == "postmaster") return std::string(typed);
  if (const char* fault = mailbox_fault(typed)) {
    throw CommandError{exit_usage, fmt::format("--to {} is not an address: {}", shown(typed), fault),
                       "--to recipient@fabrikam.example"};
  }
  return std::string(typed);
}

std::string account_name(std::string_view what, std::string_view typed) {
  if (typed.empty()) throw CommandError{exit_usage, fmt::format("{} is empty", what), "--user svc"};
  if (std::any_of(typed.begin(), typed.end(),
                  [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; })) {
    throw CommandError{exit_usage, fmt::format("{} {} has control characters", what, shown(typed)),
                       "a user name is svc, CONTOSO\\svc or svc@contoso.example"};
  }
  if (typed.size() > 512) {
    throw CommandError{exit_usage, fmt::format("{} is {} bytes long, more than 512", what, typed.size()),
                       "a user name is svc, CONTOSO\\svc or svc@contoso.example"};
  }
  // No account name of Windows has a colon; what stands after it would travel, and be shown, as a name.
  if (typed.find(':') != std::string_view::npos) {
    throw CommandError{exit_usage,
                       fmt::format("{} has a colon: it looks like user:password, and a password on the "
                                   "command line is visible to every user of the machine",
                                   what),
                       "--user NAME --password-file FILE"};
  }
  return std::string(typed);
}

}  // namespace authwalk::cli
